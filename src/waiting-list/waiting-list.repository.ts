import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { prepared } from '../platform/database/prepared.js';
import { type StateRow, stateOf, stateQuery, TALLIES, talliesOf, type TallyRow } from './list-figures.js';
import type { ListState } from './list-warnings.js';
import type { PlacedReferral } from './placed-referral.js';
import { placeStatement } from './place-statement.js';
import { type PageAsked, queuePage, type ReadersLists } from './queue-query.js';
import { type EntryRow, entryColumns, type QueueEntry, queueEntry } from './queue-entry.js';
import type { Tally } from './tally.js';

/** Rows sent to the database in one statement. */
const BATCH = 2_000;

/** A place on a reader's page, before its row is read. */
export interface FoundPlace {
  /** The referral's. */
  id: string;
  restricted: boolean;
}

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
   * Who stands on a reader's page, in order, found within their lists: ids, and whose child's place is hidden. Row-level
   * security would ask its question of every row that is passed on the way, and of words that are searched for it lets
   * no index serve; so the rows themselves are read under it, and these are not.
   */
  async places(asked: PageAsked): Promise<FoundPlace[]> {
    const { text, values } = queuePage(asked);
    return prepared<FoundPlace>(
      this.database,
      `SELECT page.referral_id AS id, c.restricted FROM (${text}) AS page
       JOIN waiting_list_entry AS e USING (referral_id) JOIN child AS c ON c.id = e.child_id ORDER BY page.place`,
      values,
    );
  }

  /** Those entries in the given order, as the reader's own transaction lets them be read. */
  async read(tx: EntityManager, places: readonly FoundPlace[], on: PlainDate): Promise<QueueEntry[]> {
    const rows = await prepared<EntryRow>(
      tx,
      `SELECT ${entryColumns} FROM unnest($1::uuid[], $2::boolean[])
         WITH ORDINALITY AS page (referral_id, restricted, place)
       JOIN waiting_list_entry AS e USING (referral_id) ORDER BY page.place`,
      [places.map(({ id }) => id), places.map(({ restricted }) => restricted)],
    );
    return rows.map((row) => queueEntry(row, on));
  }

  /** How many wait in each service, locality and band: in a reader's transaction, on the lists they work on. */
  async tallies(tx?: EntityManager): Promise<Tally[]> {
    return talliesOf(await prepared<TallyRow>(tx ?? this.database, TALLIES, []));
  }

  /** How current the list is, or only some of it. */
  async state(today: PlainDate, tx?: EntityManager, lists?: ReadersLists): Promise<ListState> {
    const { text, values } = stateQuery(today, lists);
    const [row] = await prepared<StateRow>(tx ?? this.database, text, values);
    return stateOf(row);
  }
}
