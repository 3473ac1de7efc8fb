import { plainDate, type PlainDate } from '../kernel/plain-date.js';
import type { Scope } from '../kernel/viewer.js';
import type { ListState } from './list-warnings.js';
import type { ReadersLists } from './queue-query.js';
import type { Tally } from './tally.js';

/** Past this many it no longer matters how many. */
const COUNTED_UP_TO = 1_000;

/** How many wait in each service, locality and band: for a reader, row-level security leaves the lists they work on. */
export const TALLIES = `SELECT service, locality, act_today AS "actToday", band, band_rank AS "bandRank", sum(entries) AS entries
  FROM waiting_list_tally GROUP BY 1, 2, 3, 4, 5 HAVING sum(entries) > 0 ORDER BY 5, 1, 2`;

export type TallyRow = Omit<Tally, 'entries'> & { entries: string };

export function talliesOf(rows: readonly TallyRow[]): Tally[] {
  return rows.map((row) => ({ ...row, entries: Number(row.entries) }));
}

export interface StateRow {
  overdue: number;
  undecided: number;
  sources: { provider: string; service: string; on: string | null }[];
}

/**
 * How current the list is, in one row. `today` and `lists` are SQL: a date, and for each column the lists it must be
 * among. Those are named in the query itself: asked of every row there is, row-level security alone would have a reader
 * wait for everybody else's.
 */
function stateQuery(today: string, lists: Partial<Record<keyof ReadersLists, string>>): string {
  const among = (column: string, sql: string | undefined): string =>
    sql === undefined ? '' : `AND ${column} = ANY (${sql})`;
  const own = `${among('provider', lists.providers)} ${among('service', lists.services)}`;
  return `SELECT
    (SELECT count(*)::int FROM (SELECT 1 FROM waiting_list_entry WHERE holds_until <= ${today} ${own}
      ${among('locality', lists.localities)} LIMIT ${COUNTED_UP_TO}) AS o) AS overdue,
    (SELECT count(*)::int FROM (SELECT 1 FROM referral WHERE decision_due_since IS NOT NULL AND state = 'open'
      ${own} LIMIT ${COUNTED_UP_TO}) AS u) AS undecided,
    (SELECT coalesce(json_agg(json_build_object('provider', provider, 'service', service,
      'on', latest_extract_on::text) ORDER BY service, provider), '[]') FROM referral_source) AS sources`;
}

/** For the service itself, of every list or of those given. */
export function stateOfLists(today: PlainDate, lists?: ReadersLists): { text: string; values: unknown[] } {
  const values: unknown[] = [today];
  const sql = named(lists, (given) => `$${values.push(given)}::text[]`);
  return { text: stateQuery('$1::date', sql), values };
}

/** For a reader, whose lists their transaction's settings hold: without values, to be asked beside other counts. */
export function stateForReader(today: PlainDate, scope: Scope): string {
  return stateQuery(
    `'${plainDate(today)}'::date`,
    named(scope, (_, name) => `(SELECT scope_of('${name}'))::text[]`),
  );
}

const COLUMNS = ['providers', 'services', 'localities'] as const;

/** Lists that are all there are narrow nothing. */
function named(
  lists: ReadersLists | undefined,
  sql: (given: readonly string[], name: keyof ReadersLists) => string,
): Partial<Record<keyof ReadersLists, string>> {
  if (!lists) return {};
  const narrowed = COLUMNS.filter((name) => !lists[name].includes('*'));
  return Object.fromEntries(narrowed.map((name) => [name, sql(lists[name], name)]));
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
