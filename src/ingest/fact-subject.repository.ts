import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SentFact } from './fact-row.js';
import type { KnownSubjects } from './fact-subject.js';

/** Reads whoever facts may be about, from the rooms to the left. */
@Injectable()
export class FactSubjectRepository {
  async known(tx: EntityManager, facts: readonly SentFact[]): Promise<KnownSubjects> {
    const referrals: { id: string; childId: string; nhsNumber: string | null; birthDate: string }[] =
      await tx.query(
        `SELECT referral_id AS id, child_id AS "childId", nhs_number AS "nhsNumber", birth_date::text AS "birthDate"
         FROM child_record WHERE referral_id = ANY($1)`,
        [[...new Set(facts.flatMap((fact) => (fact.referralId === null ? [] : [fact.referralId])))]],
      );
    const children: { id: string; nhsNumber: string; birthDate: string }[] = await tx.query(
      `SELECT id, nhs_number AS "nhsNumber", birth_date::text AS "birthDate" FROM child WHERE nhs_number = ANY($1)`,
      [
        [
          ...new Set(
            facts.flatMap((fact) =>
              fact.referralId === null && fact.nhsNumber.length === 10 ? [fact.nhsNumber] : [],
            ),
          ),
        ],
      ],
    );
    return {
      referrals: new Map(referrals.map((referral) => [referral.id, referral])),
      children: new Map(children.map((child) => [child.nhsNumber, child])),
    };
  }
}
