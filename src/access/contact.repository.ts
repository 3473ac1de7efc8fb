import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ReportedContact } from './contact.js';

/** Contact details as lists report them. Read in the viewer's transaction: only of lists they may see. */
@Injectable()
export class ContactRepository {
  /** The child's name, and whether place, contact and school must not be shown (migrations/1795720000000). */
  async about(tx: EntityManager, childId: string): Promise<{ name: string; restricted: boolean }> {
    const [child]: { name: string; restricted: boolean }[] = await tx.query(
      `SELECT trim(given_name || ' ' || family_name) AS name, child_is_restricted(id) AS restricted
       FROM child WHERE id = $1`,
      [childId],
    );
    return child ?? { name: '', restricted: true };
  }

  /**
   * Latest report first. The restriction is asked again in the query itself, so that one that comes just now holds too;
   * `evenSo` where the viewer has given a reason.
   */
  async of(tx: EntityManager, childId: string, evenSo: boolean): Promise<ReportedContact[]> {
    return tx.query(
      `SELECT provider, address_line AS "addressLine", postcode, contact_name AS "contactName",
         contact_relationship AS "contactRelationship", contact_mobile AS "contactMobile",
         contact_email AS "contactEmail", school, gp_practice AS "gpPractice", reported_on::text AS "reportedOn"
       FROM child_record WHERE child_id = $1 AND ($2 OR NOT (SELECT child_is_restricted($1)))
       ORDER BY reported_on DESC, referral_id LIMIT 50`,
      [childId, evenSo],
    );
  }
}
