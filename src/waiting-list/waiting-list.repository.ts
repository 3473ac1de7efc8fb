import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlacedReferral } from './placed-referral.js';
import { placeStatement } from './place-statement.js';
import { type PageAsked, queuePage } from './queue-query.js';
import { type EntryRow, entryColumns, type QueueEntry, queueEntry } from './queue-entry.js';
import type { Tally } from './tally.js';

/** Rows sent to the database in one statement. */
const BATCH = 2_000;

/** The projection of the queue: written from decisions, read a page at a time. */
@Injectable()
export class WaitingListRepository {
  constructor(private readonly database: DataSource) {}

  /** Adds entries or replaces them; a row that is already so is not touched. */
  async put(tx: EntityManager, referrals: readonly PlacedReferral[]): Promise<void> {
    for (let from = 0; from < referrals.length; from += BATCH) {
      const { text, values } = placeStatement(referrals.slice(from, from + BATCH));
      await tx.query(text, values);
    }
  }

  /** Answers how many there were to take out. */
  async remove(tx: EntityManager, referralIds: readonly string[]): Promise<number> {
    if (referralIds.length === 0) return 0;
    const gone: unknown[] = await tx.query(
      `WITH gone AS (DELETE FROM waiting_list_entry WHERE referral_id = ANY($1::uuid[]) RETURNING referral_id)
       SELECT referral_id FROM gone`,
      [referralIds],
    );
    return gone.length;
  }

  /** One page in order. The order of the answer is the order of the queue. */
  async page(asked: PageAsked): Promise<QueueEntry[]> {
    const { text, values } = queuePage(asked);
    const rows: EntryRow[] = await this.database.query(
      `SELECT ${entryColumns} FROM (${text}) AS page JOIN waiting_list_entry AS e USING (referral_id)
       JOIN child AS c ON c.id = e.child_id ORDER BY page.place`,
      values,
    );
    return rows.map((row) => queueEntry(row, asked.on));
  }

  /** How many wait in each service, locality and band. */
  async tallies(): Promise<Tally[]> {
    const rows: (Omit<Tally, 'entries'> & { entries: string })[] = await this.database.query(
      `SELECT service, locality, act_today AS "actToday", band, band_rank AS "bandRank", sum(entries) AS entries
       FROM waiting_list_tally GROUP BY 1, 2, 3, 4, 5 HAVING sum(entries) > 0 ORDER BY 5, 1, 2`,
    );
    return rows.map((row) => ({ ...row, entries: Number(row.entries) }));
  }
}
