import type { PlainDate } from '../kernel/plain-date.js';
import type { Scope } from '../kernel/viewer.js';
import type { Position } from './cursor.js';
import { tiers } from './order.js';
import type { QueueFilter } from './queue-filter.js';
import { asPrefixQuery } from './search-words.js';
import { dayStart } from './share.js';

/** What a page of the queue is: ordered as of a day, after a position, at most so many entries. */
export interface PageAsked {
  on: PlainDate;
  filter: QueueFilter;
  after: Position | undefined;
  limit: number;
  /** The lists and localities that the reader works on; absent: the service itself reads, and reads everybody. */
  within?: ReadersLists;
}

/** `*` stands for all. */
export type ReadersLists = Pick<Scope, 'providers' | 'services' | 'localities'>;

export interface Query {
  text: string;
  values: unknown[];
}

/**
 * Answers `place` (1, 2 …) and `referral_id` of one page, in the order of `order.ts`, exactly.
 *
 * In a group (band, safe wait, protection point) the order never changes as days pass, so each group is one range of an
 * index, split at the moment where its protection begins; a page merges the first entries of at most two ranges a
 * group. Nothing is read that could not be on the page. A text search instead orders the few entries it finds.
 */
export function queuePage(asked: PageAsked): Query {
  return asked.filter.words === undefined ? byGroups(asked) : bySearch(asked, asked.filter.words);
}

/** Numbers the values as they are used: $1, $2 … */
class Values {
  readonly all: unknown[] = [];
  private readonly places = new Map<string, string>();
  add(value: string | number | readonly string[], type: string): string {
    const given = `${type} ${JSON.stringify(value)}`;
    const place = this.places.get(given) ?? `$${this.all.push(value)}::${type}`;
    this.places.set(given, place);
    return place;
  }
}

/** Shares are compared as whole numbers: floor(share × 10^8) tells any two apart whose safe waits are at most 10^4 days. */
const used = (day: string, counted: string, safe: string): string =>
  `div((${day} - ${counted})::numeric * 100000000, ${safe})`;

const ORDER = 'tier, rank, used DESC, waiting_since, referral_id';
const PLACE = `row_number() OVER (ORDER BY ${ORDER}) AS place, referral_id`;

function byGroups({ on, filter, after, limit, within: lists }: PageAsked): Query {
  const values = new Values();
  const day = values.add(String(dayStart(on)), 'bigint');
  const count = written(limit);
  const { grouping, tallied, within, alone } = scope(filter, lists, values);
  const at = after && new Key(after, values);
  const tier = after ? tiers.indexOf(after.tier) : 0;
  const past = '(e.counted_from, e.waiting_since, e.referral_id) > (g.bound_from, g.bound_since, g.bound_id)';

  const range = (name: string, rank: string, condition: string): string =>
    `SELECT ${name} AS tier, ${rank} AS rank, ${used(day, 'e.counted_from', 'g.safe_wait_days')} AS used, e.waiting_since, e.referral_id
     FROM standing AS g CROSS JOIN LATERAL (
       SELECT e.counted_from, e.waiting_since, e.referral_id FROM waiting_list_entry AS e
       WHERE NOT e.act_today AND ${within} e.order_group = g.order_group AND ${condition}
       ORDER BY e.counted_from, e.waiting_since, e.referral_id LIMIT ${count}) AS e`;
  const branches = [
    `SELECT * FROM (SELECT 0 AS tier, 0 AS rank, 0::numeric AS used, e.waiting_since, e.referral_id
     FROM waiting_list_entry AS e
     WHERE e.act_today ${alone} ${at && tier === 0 ? `AND (e.waiting_since, e.referral_id) > (${at.since}, ${at.id})` : ''}
     ORDER BY e.waiting_since, e.referral_id LIMIT ${count}) AS act_today`,
    range('1', 'g.band_rank', `e.counted_from <= g.split ${tier === 1 ? `AND ${past}` : ''}`) +
      (at && tier === 1 ? ` WHERE g.band_rank >= ${at.rank}` : ''),
    range('2', '0', `e.counted_from > g.after_split ${tier === 2 ? `AND ${past}` : ''}`),
  ];
  return {
    text: `WITH standing AS MATERIALIZED (
      SELECT ${grouping} order_group, band_rank, safe_wait_days,
        ${SPLIT(day)} AS split, coalesce(${SPLIT(day)}, ${EARLIEST}) AS after_split ${at && tier > 0 ? bounds(day, at, tier) : ''}
      FROM waiting_list_tally WHERE NOT act_today ${tallied}
      GROUP BY ${grouping} order_group, band_rank, safe_wait_days, protected_from_share HAVING sum(entries) > 0)
    ${inTurn(branches.slice(tier), count)}`,
    values: values.all,
  };
}

/**
 * A limit stands in the text itself: a plan made before the values are known would else allow for a tenth of all
 * referrals, and never be kept.
 */
function written(limit: number): string {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new Error(`a page cannot have ${limit} entries`);
  return String(limit);
}

/** One tier after the other: a later tier is read only where those before it do not fill the page. */
function inTurn(tiers: readonly string[], count: string): string {
  const names = tiers.map((_, nth) => `tier_${nth}`);
  const ctes = tiers.map((found, nth) => {
    const before = names.slice(0, nth).map((name) => `(SELECT count(*) FROM ${name})`);
    const wanted = before.length === 0 ? '' : `WHERE ${before.join(' + ')} < ${count}`;
    return `, tier_${nth} AS MATERIALIZED (SELECT * FROM (${found}) AS found ${wanted} ORDER BY ${ORDER} LIMIT ${count})`;
  });
  const all = names.map((name) => `SELECT * FROM ${name}`).join(' UNION ALL ');
  return `${ctes.join('')} SELECT ${PLACE} FROM (SELECT * FROM (${all}) AS found ORDER BY ${ORDER} LIMIT ${count}) AS page`;
}

/**
 * The moment where a group's protection begins; null: never. What a range compares with is worked out here and not in
 * the range: row-level security lets an index serve only comparisons that can tell nothing, and coalesce is not held to
 * be one.
 */
const SPLIT = (day: string): string => `${day} - protected_from_share * safe_wait_days * 10000000::bigint`;

/** Beyond every moment of the calendar, and within a bigint. */
const [EARLIEST, LATEST] = ['-9000000000000000000', '9000000000000000000'];

/** A position's key as SQL values; one that a query does not look at is not sent. */
class Key {
  constructor(
    private readonly after: Position,
    private readonly values: Values,
  ) {}
  get rank(): string {
    return this.values.add(this.after.bandRank, 'integer');
  }
  get counted(): string {
    return this.values.add(String(this.after.countedFrom), 'bigint');
  }
  get safe(): string {
    return this.values.add(this.after.safeWaitDays, 'integer');
  }
  get since(): string {
    return this.values.add(this.after.waitingSince, 'date');
  }
  get id(): string {
    return this.values.add(this.after.referralId, 'uuid');
  }
}

/**
 * Where a position lies in each group. Its share, (day − counted) ÷ safe, falls in a group of another safe wait on the
 * moment day − (day − counted) × that safe wait ÷ safe. If that is a whole unit, entries of the same share may follow it
 * and the tie decides; if not, whatever was counted from later follows. Later protected bands are whole to come.
 */
function bounds(day: string, at: Key, tier: number): string {
  const product = `(${day} - ${at.counted})::numeric * safe_wait_days`;
  const whole = `mod(${product}, ${at.safe}) = 0`;
  const exact = `${day} - (div(${product}, ${at.safe}) + (mod(${product}, ${at.safe}) > 0)::integer)`;
  const moment = `greatest(${EARLIEST}, least(${LATEST}, ${exact}))`;
  const from = tier === 1 ? `CASE WHEN band_rank > ${at.rank} THEN ${EARLIEST} ELSE ${moment} END` : moment;
  return `, (${from})::bigint AS bound_from,
    CASE WHEN ${whole} THEN ${at.since} ELSE 'infinity'::date END AS bound_since, ${at.id} AS bound_id`;
}

/**
 * Filter and reader's lists three times over: of the tally, of a group's range, and of act today. A range follows one
 * index, so where lists or localities are chosen each list's groups are ranges of their own.
 */
function scope(
  filter: QueueFilter,
  lists: ReadersLists | undefined,
  values: Values,
): { grouping: string; tallied: string; within: string; alone: string } {
  const chosen: [column: string, condition: string][] = [];
  const equals = (column: string, value: string | undefined): void => {
    if (value !== undefined) chosen.push([column, `= ${values.add(value, 'text')}`]);
  };
  const among = (column: string, given: readonly string[] | undefined): void => {
    if (given !== undefined && !given.includes('*'))
      chosen.push([column, `= ANY (${values.add(given, 'text[]')})`]);
  };
  equals('service', filter.service);
  equals('locality', filter.locality);
  equals('band', filter.band);
  among('provider', lists?.providers);
  among('service', lists?.services);
  among('locality', lists?.localities);
  const columns = new Set(chosen.map(([column]) => column));
  const grouped = [
    ...(columns.has('locality') ? ['locality'] : []),
    ...(columns.has('locality') || columns.has('service') || columns.has('provider')
      ? ['service', 'provider']
      : []),
  ];
  return {
    grouping: grouped.map((column) => `${column},`).join(' '),
    tallied: chosen.map(([column, condition]) => `AND ${column} ${condition}`).join(' '),
    within: grouped.map((column) => `e.${column} = g.${column} AND`).join(' '),
    alone: chosen.map(([column, condition]) => `AND e.${column} ${condition}`).join(' '),
  };
}

function bySearch({ on, filter, after, limit, within }: PageAsked, words: readonly string[]): Query {
  const values = new Values();
  const day = values.add(String(dayStart(on)), 'bigint');
  const count = written(limit);
  const sought = values.add(asPrefixQuery(words), 'tsquery');
  const { alone } = scope(filter, within, values);
  const at = after && new Key(after, values);
  const tier = after ? tiers.indexOf(after.tier) : -1;
  const follows = at
    ? `WHERE (tier, rank, -used, waiting_since, referral_id) > (${tier}, ${tier === 1 ? at.rank : '0'},
       ${tier === 0 ? '0' : `-${used(day, at.counted, at.safe)}`}, ${at.since}, ${at.id})`
    : '';
  return {
    text: `SELECT ${PLACE} FROM (
      SELECT tier, CASE WHEN tier = 1 THEN band_rank ELSE 0 END AS rank,
        CASE WHEN tier = 0 THEN 0 ELSE ${used(day, 'counted_from', 'safe_wait_days')} END AS used, waiting_since, referral_id
      FROM (SELECT *, CASE WHEN act_today THEN 0
          WHEN counted_from <= ${day} - protected_from_share * safe_wait_days * 10000000::bigint THEN 1 ELSE 2 END AS tier
        FROM waiting_list_entry AS e WHERE e.search @@ ${sought} ${alone}) AS found) AS page
    ${follows}
    ORDER BY place LIMIT ${count}`,
    values: values.all,
  };
}
