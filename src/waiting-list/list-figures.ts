import { plainDate, type PlainDate } from '../kernel/plain-date.js';
import type { ListState } from './list-warnings.js';
import type { ReadersLists } from './queue-query.js';
import type { Tally } from './tally.js';

/** Past this many it no longer matters how many. */
const COUNTED_UP_TO = 1_000;

/**
 * How many wait in each service, locality and band: for a reader, row-level security leaves the lists they work on. One
 * row, for every page of the queue reads some two hundred of these.
 */
export const TALLIES = `SELECT coalesce(json_agg(json_build_array(service, locality, act_today, band, band_rank, entries)
    ORDER BY band_rank, service, locality), '[]') AS tallies
  FROM (SELECT service, locality, act_today, band, band_rank, sum(entries) AS entries
    FROM waiting_list_tally GROUP BY 1, 2, 3, 4, 5 HAVING sum(entries) > 0) AS tally`;

export interface TalliesRow {
  tallies: [Tally['service'], string, boolean, string, number, number][];
}

/** Throws where there is no row: counting nothing answers one too. */
export function talliesOf(row: TalliesRow | undefined): Tally[] {
  if (!row) throw new Error('an aggregate always answers one row');
  return row.tallies.map(([service, locality, actToday, band, bandRank, entries]) => ({
    service,
    locality,
    actToday,
    band,
    bandRank,
    entries,
  }));
}

export interface StateRow {
  overdue: number;
  undecided: number;
  sources: { provider: string; service: string; on: string | null }[];
}

/**
 * How current the list is, in one row: of every list, or of those given. These are named in the query itself: asked of
 * every row there is, row-level security alone would have a reader wait for everybody else's.
 */
export function stateQuery(today: PlainDate, lists?: ReadersLists): { text: string; values: unknown[] } {
  const values: unknown[] = [today];
  const among = (column: string, given: readonly string[] | undefined): string =>
    given === undefined || given.includes('*') ? '' : `AND ${column} = ANY ($${values.push(given)}::text[])`;
  const own = `${among('provider', lists?.providers)} ${among('service', lists?.services)}`;
  const text = `SELECT
    (SELECT count(*)::int FROM (SELECT 1 FROM waiting_list_entry WHERE holds_until <= $1 ${own}
      ${among('locality', lists?.localities)} LIMIT ${COUNTED_UP_TO}) AS o) AS overdue,
    (SELECT count(*)::int FROM (SELECT 1 FROM referral WHERE decision_due_since IS NOT NULL AND state = 'open'
      ${own} LIMIT ${COUNTED_UP_TO}) AS u) AS undecided,
    (SELECT coalesce(json_agg(json_build_object('provider', provider, 'service', service,
      'on', latest_extract_on::text) ORDER BY service, provider), '[]') FROM referral_source) AS sources`;
  return { text, values };
}

/** Throws where there is no row: a query without a table always answers one. */
export function stateOf(row: StateRow | undefined): ListState {
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
