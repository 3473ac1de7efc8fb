import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { prepared, type Question } from '../platform/database/prepared.js';
import { type StateRow, stateOf, stateQuery, TALLIES, talliesOf, type TalliesRow } from './list-figures.js';
import type { ListState } from './list-warnings.js';
import type { PlacedReferral } from './placed-referral.js';
import { placeStatement } from './place-statement.js';
import { type PageAsked, queuePage, type ReadersLists } from './queue-query.js';
import { type EntryRow, entryColumns, type QueueEntry, queueEntry } from './queue-entry.js';
import type { Tally } from './tally.js';

/** Rows sent to the database in one statement. */
const BATCH = 2_000;

/** Settings of one transaction: what was found, read in the next statement without its going out and in again. */
const [PLACES, RESTRICTED] = ['breakwater.page', 'breakwater.page_restricted'];
const kept = (column: string, setting: string): string =>
  `set_config('${setting}', coalesce(array_agg(${column} ORDER BY page.place), '{}')::text, true)`;
const FOUND = `SELECT ${entryColumns} FROM unnest(current_setting('${PLACES}')::uuid[],
    current_setting('${RESTRICTED}')::boolean[]) WITH ORDINALITY AS page (referral_id, restricted, place)
  JOIN waiting_list_entry AS e USING (referral_id) ORDER BY page.place`;

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
  async page(asked: PageAsked, tx?: EntityManager): Promise<QueueEntry[]> {
    const { text, values } = queuePage(asked);
    const rows = await prepared<EntryRow>(
      tx ?? this.database,
      `SELECT ${entryColumns} FROM (${text}) AS page JOIN waiting_list_entry AS e USING (referral_id)
       JOIN child AS c ON c.id = e.child_id ORDER BY page.place`,
      values,
    );
    return rows.map((row) => queueEntry(row, asked.on));
  }

  /**
   * Finds who stands on a reader's page, in order, within their lists, and keeps it in the transaction for `read`: ids,
   * and whose child's place is hidden. Row-level security would ask its question of every row that is passed on the way,
   * and of words that are searched for it lets no index serve; so this is asked as the service, and the rows themselves
   * are read under it.
   */
  finding(asked: PageAsked): Question {
    const { text, values } = queuePage(asked);
    return {
      text: `SELECT ${kept('page.referral_id', PLACES)}, ${kept('c.restricted', RESTRICTED)} FROM (${text}) AS page
        JOIN waiting_list_entry AS e USING (referral_id) JOIN child AS c ON c.id = e.child_id`,
      values,
    };
  }

  /** The entries that were found in this transaction, in order, as far as the reader may see them. */
  async read(tx: EntityManager, on: PlainDate): Promise<QueueEntry[]> {
    const rows = await prepared<EntryRow>(tx, FOUND, []);
    return rows.map((row) => queueEntry(row, on));
  }

  /** How many wait in each service, locality and band: in a reader's transaction, on the lists they work on. */
  async tallies(tx?: EntityManager): Promise<Tally[]> {
    const [row] = await prepared<TalliesRow>(tx ?? this.database, TALLIES, []);
    return talliesOf(row);
  }

  /** How current the list is, or only some of it. */
  async state(today: PlainDate, tx?: EntityManager, lists?: ReadersLists): Promise<ListState> {
    const { text, values } = stateQuery(today, lists);
    const [row] = await prepared<StateRow>(tx ?? this.database, text, values);
    return stateOf(row);
  }
}
