import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { excluded, unnest, type UnnestedColumns } from '../platform/database/unnest.js';
import type { Child, ReportedChild } from './child.js';
import {
  type KnownChild,
  type KnownIdentities,
  linkIdentities,
  type Linking,
  type MayJoin,
} from './identity.js';
import { localityOf } from './locality.js';

const recordColumns: UnnestedColumns<ReportedChild & { childId: string }> = {
  referral_id: ['uuid', (row) => row.referralId],
  child_id: ['uuid', (row) => row.childId],
  provider: ['text', (row) => row.provider],
  local_patient_identifier: ['text', (row) => row.localPatientIdentifier],
  nhs_number: ['text', (row) => row.nhsNumber],
  nhs_number_status: ['text', (row) => row.nhsNumberStatus],
  given_name: ['text', (row) => row.givenName],
  family_name: ['text', (row) => row.familyName],
  birth_date: ['date', (row) => row.birthDate],
  died_on: ['date', (row) => row.diedOn],
  gender: ['text', (row) => row.gender],
  address_line: ['text', (row) => row.addressLine],
  postcode: ['text', (row) => row.postcode],
  ethnic_category: ['text', (row) => row.ethnicCategory],
  language: ['text', (row) => row.language],
  gp_practice: ['text', (row) => row.gpPractice],
  school: ['text', (row) => row.school],
  looked_after: ['text', (row) => row.lookedAfter],
  child_protection_plan: ['text', (row) => row.childProtectionPlan],
  sen_type: ['text', (row) => row.senType],
  contact_restriction: ['text', (row) => row.contactRestriction],
  contact_method: ['text', (row) => row.contactMethod],
  written_format: ['text', (row) => row.writtenFormat],
  interpreter_required: ['text', (row) => row.interpreterRequired],
  contact_name: ['text', (row) => row.contactName],
  contact_relationship: ['text', (row) => row.contactRelationship],
  contact_mobile: ['text', (row) => row.contactMobile],
  contact_email: ['text', (row) => row.contactEmail],
  reported_on: ['date', (row) => row.reportedOn],
};

/** Children, and what each list reports of them. Writes run in the caller's transaction and take any number of rows. */
@Injectable()
export class ChildRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The child of each reported row, opened where there is none yet; at most one row a referral. Two transactions that
   * open a child of the same number at once: the later waits, sees it, and links to it.
   */
  async link(tx: EntityManager, rows: readonly ReportedChild[], mayJoin?: MayJoin): Promise<Linking> {
    const opened: KnownChild[] = [];
    for (;;) {
      const linking = linkIdentities(rows, await this.known(tx, rows), randomUUID, mayJoin);
      const numbered = linking.opened.filter((child) => child.nhsNumber !== null);
      const shown = new Map(linking.rows.map((row, index) => [row.childId, rows[index]]));
      const inserted = await this.open(tx, numbered, shown);
      opened.push(...numbered.filter((child) => inserted.has(child.id)));
      if (inserted.size < numbered.length) continue;
      const local = linking.opened.filter((child) => child.nhsNumber === null);
      await this.open(tx, local, shown);
      await this.verify(tx, linking.verified);
      return { ...linking, opened: [...opened, ...local] };
    }
  }

  private async known(tx: EntityManager, rows: readonly ReportedChild[]): Promise<KnownIdentities> {
    const children: KnownChild[] = await tx.query(
      `SELECT id, identity, nhs_number AS "nhsNumber", birth_date::text AS "birthDate"
       FROM child WHERE nhs_number = ANY($1)`,
      [[...new Set(rows.map((row) => row.nhsNumber).filter((number) => number?.length === 10))]],
    );
    const priors: (KnownChild & {
      referralId: string;
      recordedNumber: string | null;
      reportedOn: ReportedChild['reportedOn'];
    })[] = await tx.query(
      `SELECT r.referral_id AS "referralId", r.nhs_number AS "recordedNumber", r.reported_on::text AS "reportedOn",
              c.id, c.identity, c.nhs_number AS "nhsNumber", c.birth_date::text AS "birthDate"
       FROM child_record r JOIN child c ON c.id = r.child_id WHERE r.referral_id = ANY($1)`,
      [rows.map((row) => row.referralId)],
    );
    return {
      byNumber: new Map(children.map((child) => [child.nhsNumber ?? '', child])),
      byReferral: new Map(
        priors.map(({ referralId, recordedNumber, reportedOn, ...child }) => [
          referralId,
          { child, recordedNumber, reportedOn },
        ]),
      ),
    };
  }

  /** Shows each child as the row that opened it does; `refresh` follows where it has others. */
  private async open(
    tx: EntityManager,
    children: readonly KnownChild[],
    shown: ReadonlyMap<string, ReportedChild | undefined>,
  ): Promise<ReadonlySet<string>> {
    if (children.length === 0) return new Set();
    const r = unnest(children, {
      id: ['uuid', (child) => child.id],
      identity: ['text', (child) => child.identity],
      nhs_number: ['text', (child) => child.nhsNumber],
      birth_date: ['date', (child) => child.birthDate],
      given_name: ['text', (child) => shown.get(child.id)?.givenName ?? ''],
      family_name: ['text', (child) => shown.get(child.id)?.familyName ?? ''],
      died_on: ['date', (child) => shown.get(child.id)?.diedOn],
      restricted: ['boolean', (child) => isRestricted(shown.get(child.id)?.contactRestriction ?? null)],
      locality: ['text', (child) => localityOf(shownPostcode(shown.get(child.id)))],
    });
    const inserted: { id: string }[] = await tx.query(
      `INSERT INTO child (${r.names}) SELECT ${r.names} FROM ${r.sql} ORDER BY nhs_number
       ON CONFLICT (nhs_number) WHERE nhs_number IS NOT NULL DO NOTHING RETURNING id`,
      r.parameters,
    );
    return new Set(inserted.map((row) => row.id));
  }

  private async verify(tx: EntityManager, children: readonly KnownChild[]): Promise<void> {
    if (children.length === 0) return;
    const r = unnest(children, {
      id: ['uuid', (child) => child.id],
      nhs_number: ['text', (child) => child.nhsNumber],
      birth_date: ['date', (child) => child.birthDate],
    });
    await tx.query(
      `UPDATE child SET identity = 'verified', nhs_number = r.nhs_number, birth_date = r.birth_date
       FROM ${r.sql} WHERE child.id = r.id`,
      r.parameters,
    );
  }

  /**
   * Holds these children for the transaction, waiting for whoever holds them. Everybody who writes about a child takes
   * the child first and then its referrals, each in the order of ids, so that nobody waits in a circle.
   */
  async hold(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await tx.query('SELECT id FROM child WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [ids]);
  }

  /** Keeps what a list reports of its child, in place of what it reported before; an older report changes nothing. */
  async keepRecords(
    tx: EntityManager,
    records: readonly (ReportedChild & { childId: string })[],
  ): Promise<void> {
    if (records.length === 0) return;
    const r = unnest(records, recordColumns);
    await tx.query(
      `INSERT INTO child_record (${r.names}) SELECT ${r.names} FROM ${r.sql}
       ON CONFLICT (referral_id) DO UPDATE SET ${excluded(r.names, 'referral_id')}
       WHERE child_record.reported_on <= excluded.reported_on`,
      r.parameters,
    );
  }

  /**
   * Works out anew what is shown of each child from all its records: name and locality from the latest, death and
   * restriction from any and for good. A restricted child has no locality: an older address never fills the gap
   * (nhs-standards §4.5). To be called whenever records, or the fact `residential_at_distance`, change.
   */
  async refresh(tx: EntityManager, childIds: readonly string[]): Promise<void> {
    if (childIds.length === 0) return;
    const shown: Shown[] = await tx.query(
      `SELECT c.id, latest.given_name AS "givenName", latest.family_name AS "familyName", latest.postcode,
              c.restricted OR every.restricted AS restricted,
              coalesce(c.died_on, every.died_on)::text AS "diedOn",
              CASE WHEN c.identity = 'local' THEN latest.birth_date ELSE c.birth_date END::text AS "birthDate",
              coalesce(away.value = 'yes', false) AS away
       FROM child c
       JOIN LATERAL (
         SELECT given_name, family_name, postcode, birth_date FROM child_record
         WHERE child_id = c.id ORDER BY reported_on DESC, family_name = '', referral_id LIMIT 1) latest ON true
       JOIN LATERAL (
         SELECT bool_or(coalesce(contact_restriction IN ('R', 'V'), false)) AS restricted, min(died_on) AS died_on
         FROM child_record WHERE child_id = c.id) every ON true
       LEFT JOIN LATERAL (
         SELECT value FROM fact
         WHERE child_id = c.id AND code = 'residential_at_distance' AND withdrawn_at IS NULL
         ORDER BY recorded_on DESC, value = 'yes' DESC LIMIT 1) away ON true
       WHERE c.id = ANY($1)`,
      [childIds],
    );
    const r = unnest(shown, {
      id: ['uuid', (child) => child.id],
      given_name: ['text', (child) => child.givenName],
      family_name: ['text', (child) => child.familyName],
      birth_date: ['date', (child) => child.birthDate],
      died_on: ['date', (child) => child.diedOn],
      restricted: ['boolean', (child) => child.restricted],
      locality: ['text', (child) => localityOf(child.restricted ? null : child.postcode, child.away)],
    });
    await tx.query(
      `UPDATE child SET given_name = r.given_name, family_name = r.family_name, birth_date = r.birth_date,
              died_on = r.died_on, restricted = r.restricted, locality = r.locality
       FROM ${r.sql} WHERE child.id = r.id
         AND (child.given_name, child.family_name, child.birth_date, child.died_on, child.restricted, child.locality)
             IS DISTINCT FROM (r.given_name, r.family_name, r.birth_date, r.died_on, r.restricted, r.locality)`,
      r.parameters,
    );
  }

  /** The children that exist among those asked for, in no order. */
  async find(ids: readonly string[], from: EntityManager = this.dataSource.manager): Promise<Child[]> {
    return from.query(`${SELECT_CHILD} WHERE id = ANY($1)`, [ids]);
  }

  /** The verified child of that number; the caller compares the birth date. */
  async byNumber(
    nhsNumber: string,
    from: EntityManager = this.dataSource.manager,
  ): Promise<Child | undefined> {
    const found: Child[] = await from.query(`${SELECT_CHILD} WHERE nhs_number = $1`, [nhsNumber]);
    return found[0];
  }
}

/** R is restricted, V very restricted (PDS; nhs-standards §4.5). */
function isRestricted(contactRestriction: string | null): boolean {
  return contactRestriction === 'R' || contactRestriction === 'V';
}

function shownPostcode(row: ReportedChild | undefined): string | null {
  return row === undefined || isRestricted(row.contactRestriction) ? null : row.postcode;
}

interface Shown {
  id: string;
  givenName: string;
  familyName: string;
  postcode: string | null;
  birthDate: string;
  diedOn: string | null;
  restricted: boolean;
  away: boolean;
}

const SELECT_CHILD = `SELECT id, identity, nhs_number AS "nhsNumber", birth_date::text AS "birthDate",
  given_name AS "givenName", family_name AS "familyName", locality, died_on::text AS "diedOn", restricted FROM child`;
