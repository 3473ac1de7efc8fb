import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { plainDate, type PlainDate } from '../kernel/plain-date.js';
import type { ListState } from './list-warnings.js';
import type { PlacedReferral } from './placed-referral.js';
import { placeStatement } from './place-statement.js';
import { type PageAsked, queuePage, type ReadersLists } from './queue-query.js';
import { type EntryRow, entryColumns, type QueueEntry, queueEntry } from './queue-entry.js';
import type { Tally } from './tally.js';

/** Rows sent to the database in one statement. */
const BATCH = 2_000;
/** Past this many it no longer matters how many. */
const COUNTED_UP_TO = 1_000;

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
    const rows: EntryRow[] = await (tx ?? this.database).query(
      `SELECT ${entryColumns} FROM (${text}) AS page JOIN waiting_list_entry AS e USING (referral_id)
       JOIN child AS c ON c.id = e.child_id ORDER BY page.place`,
      values,
    );
    return rows.map((row) => queueEntry(row, asked.on));
  }

  /**
   * Who stands on a reader's page, in order: ids alone, found within their lists. Row-level security would ask its
   * question of every row that is passed on the way, and of words that are searched for it lets no index serve; so the
   * rows themselves are read under it, and these are not.
   */
  async places(asked: PageAsked): Promise<string[]> {
    const { text, values } = queuePage(asked);
    const rows: { id: string }[] = await this.database.query(
      `SELECT referral_id AS id FROM (${text}) AS page ORDER BY place`,
      values,
    );
    return rows.map(({ id }) => id);
  }

  /** Those entries in the given order, as the reader's own transaction lets them be read. */
  async read(tx: EntityManager, places: readonly string[], on: PlainDate): Promise<QueueEntry[]> {
    const rows: EntryRow[] = await tx.query(
      `SELECT ${entryColumns} FROM unnest($1::uuid[]) WITH ORDINALITY AS page (referral_id, place)
       JOIN waiting_list_entry AS e USING (referral_id) JOIN child AS c ON c.id = e.child_id ORDER BY page.place`,
      [places],
    );
    return rows.map((row) => queueEntry(row, on));
  }

  /** How many wait in each service, locality and band: for a reader, on the lists they work on. */
  async tallies(tx?: EntityManager): Promise<Tally[]> {
    const rows: (Omit<Tally, 'entries'> & { entries: string })[] = await (tx ?? this.database).query(
      `SELECT service, locality, act_today AS "actToday", band, band_rank AS "bandRank", sum(entries) AS entries
       FROM waiting_list_tally GROUP BY 1, 2, 3, 4, 5 HAVING sum(entries) > 0 ORDER BY 5, 1, 2`,
    );
    return rows.map((row) => ({ ...row, entries: Number(row.entries) }));
  }

  /**
   * How current the list is; counted for a reader on the lists they work on. Those are named in the query itself: asked
   * of every row there is, row-level security alone would have this wait for everybody else's.
   */
  async state(today: PlainDate, tx?: EntityManager, lists?: ReadersLists): Promise<ListState> {
    const values: unknown[] = [today, COUNTED_UP_TO];
    const among = (column: string, given: readonly string[] | undefined): string =>
      given === undefined || given.includes('*')
        ? ''
        : `AND ${column} = ANY ($${values.push(given)}::text[])`;
    const own = `${among('provider', lists?.providers)} ${among('service', lists?.services)}`;
    const [row]: {
      overdue: number;
      undecided: number;
      sources: { provider: string; service: string; on: string | null }[];
    }[] = await (tx ?? this.database).query(
      `SELECT
           (SELECT count(*)::int FROM (SELECT 1 FROM waiting_list_entry WHERE holds_until <= $1 ${own}
             ${among('locality', lists?.localities)} LIMIT $2) AS o) AS overdue,
           (SELECT count(*)::int FROM (SELECT 1 FROM referral WHERE decision_due_since IS NOT NULL AND state = 'open'
             ${own} LIMIT $2) AS u) AS undecided,
           (SELECT coalesce(json_agg(json_build_object('provider', provider, 'service', service,
             'on', latest_extract_on::text) ORDER BY service, provider), '[]') FROM referral_source) AS sources`,
      values,
    );
    if (!row) throw new Error('a query without a table always answers one row');
    return {
      overdue: row.overdue,
      undecided: row.undecided,
      countedUpTo: COUNTED_UP_TO,
      sources: row.sources.map(({ provider, service, on }) => ({
        provider,
        service,
        latestExtractOn: on === null ? null : plainDate(on),
      })),
    };
  }
}
