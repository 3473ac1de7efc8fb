import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import { fluidPass, type Group, type Turn } from './fluid-pass.js';
import { capacityOfWeek, type ServiceFlow } from './service-flow.js';

/** Weeks from today until a child is seen; Infinity: later than we look. Always q10 ≤ q50 ≤ q90. */
export interface WeeksLeft {
  q10: number;
  q50: number;
  q90: number;
}

/** One list as it stands today, and its pace. */
export interface ServiceToday {
  today: PlainDate;
  flow: ServiceFlow;
  actToday: number;
  groups: readonly Group[];
  /** Appointments already given out: by week from today, how many. They use slots and stand in no queue. */
  booked: ReadonlyMap<number, number>;
}

export interface Forecast {
  /** When the turn of a child of this group comes, who counts from this day (days since 1970-01-01, may be a fraction). */
  of(group: GroupKey, countedFrom: number): WeeksLeft | undefined;
}

export type GroupKey = Pick<Group, 'bandRank' | 'safeWaitDays' | 'protectedFromShare'>;

/** Five years: beyond that "more than 2 years" is all that is said anyway. */
export const HORIZON_WEEKS = 260;
/** The standard normal's 90 % point. */
const Z90 = 1.2816;

/**
 * Runs the fluid pass at today's pace, at a faster and at a slower one (wait-estimation, §4 step 3), and reads for every
 * place in the order the range in which about 8 in 10 children are seen. Nobody's range lies before the range of a child
 * ahead in the same group.
 */
export function forecast(service: ServiceToday): Forecast {
  const { spread } = service.flow;
  const middle = run(service, 0);
  const fast = run(service, spread);
  const slow = run(service, -spread);
  const byGroup = new Map(
    service.groups.map((group, index) => [
      keyOf(group),
      ranges(middle[index] ?? [], fast[index] ?? [], slow[index] ?? [], service.flow.seenPerNormalWeekLately),
    ]),
  );
  return {
    of(group, countedFrom) {
      const places = byGroup.get(keyOf(group));
      // The last child of the same day or the next later one: never earlier than one's own turn.
      return places?.find((place) => place.countedFrom >= Math.floor(countedFrom))?.left;
    },
  };
}

function run(service: ServiceToday, faster: number): readonly (readonly Turn[])[] {
  const capacity = Math.exp(faster);
  const demand = Math.exp(-0.3 * faster);
  return fluidPass({
    today: epochDay(service.today),
    actToday: service.actToday,
    groups: service.groups.map((group) => ({ ...group, joiningPerWeek: group.joiningPerWeek * demand })),
    seenInWeek: (week) =>
      capacity * capacityOfWeek(service.flow, week, service.today) - (service.booked.get(week) ?? 0),
    leavingPerWeek: service.flow.leavingPerWeek,
    horizonWeeks: HORIZON_WEEKS,
  }).turns;
}

interface Place {
  countedFrom: number;
  left: WeeksLeft;
}

function ranges(
  middle: readonly Turn[],
  fast: readonly Turn[],
  slow: readonly Turn[],
  seenPerWeek: number,
): readonly Place[] {
  let ahead: WeeksLeft = { q10: 0, q50: 0, q90: 0 };
  return middle.map((turn, index) => {
    const left = range(
      turn.weeks,
      Math.min(turn.weeks, fast[index]?.weeks ?? turn.weeks),
      Math.max(turn.weeks, slow[index]?.weeks ?? Infinity),
      seenPerWeek,
    );
    ahead = {
      q10: Math.max(ahead.q10, left.q10),
      q50: Math.max(ahead.q50, left.q50),
      q90: Math.max(ahead.q90, left.q90),
    };
    return { countedFrom: turn.countedFrom, left: ahead };
  });
}

/** The three runs as a range: how unsure the pace is, and the chance of single weeks, added in quadrature. */
function range(middle: number, fast: number, slow: number, seenPerWeek: number): WeeksLeft {
  if (middle === Infinity) return { q10: fast, q50: Infinity, q90: Infinity };
  const chance = Math.sqrt(middle / Math.max(seenPerWeek, 0.1)) + 0.25;
  return {
    q10: Math.max(0, middle - Z90 * Math.hypot(middle - fast, chance)),
    q50: middle,
    q90: slow === Infinity ? Infinity : middle + Z90 * Math.hypot(slow - middle, chance),
  };
}

function keyOf(group: GroupKey): string {
  return `${group.bandRank}/${group.safeWaitDays}/${group.protectedFromShare ?? '-'}`;
}
