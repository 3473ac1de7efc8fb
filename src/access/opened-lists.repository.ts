import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OpenedList } from './opened-record.js';

/** What an opened record leads to. Read in the viewer's transaction, so row-level security decides which entries. */
@Injectable()
export class OpenedListsRepository {
  async of(tx: EntityManager, childId: string): Promise<{ name: string; lists: OpenedList[] }> {
    const [child]: { name: string }[] = await tx.query(
      `SELECT trim(given_name || ' ' || family_name) AS name FROM child WHERE id = $1`,
      [childId],
    );
    const lists: OpenedList[] = await tx.query(
      `SELECT referral_id AS "referralId", provider, reported_on::text AS "reportedOn" FROM child_record
       WHERE child_id = $1 ORDER BY reported_on DESC, referral_id LIMIT 50`,
      [childId],
    );
    return { name: child?.name ?? '', lists };
  }
}
