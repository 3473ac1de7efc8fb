import { addDays, addMonths, type PlainDate } from '../kernel/plain-date.js';
import type { ClockEventKind } from './clock-event.js';
import type { ServiceLineId } from './service-line.js';

/** How one standard measures a wait: data (clock-standards.json), never code. */
export interface ClockStandard {
  id: string;
  title: string;
  /** Where it comes from, and what is ours to sign off. */
  source: string;
  /** The longest wait within the standard: the last day still counts as within. */
  limit: { days: number } | { months: number };
  /** The clock stops at the first of any of these. */
  stopsAt: readonly ClockEventKind[];
  /** The clock stops at the latest of the firsts of these, once there is one of each; empty: no such rule. */
  stopsAtLatestOf: readonly ClockEventKind[];
  /** A new clock starts at these, where none runs. */
  startsAgainAt: readonly ClockEventKind[];
  /** A first appointment missed, if clearly communicated, nullifies the clock; a new one starts when it is offered again. */
  nullifiedByFirstMissed: boolean;
  /** A self-referral starts the clock on the day a professional ratifies it. */
  selfReferralWaitsForRatification: boolean;
  readsRttStatus: boolean;
  /** Only children younger than this, in years, on the day of referral; null: any age. */
  underAge: number | null;
  /** Referrals to one provider are one spell where the gap between them is at most so many days; null: each by itself. */
  joinsGapsOfDays: number | null;
  /** Team codes whose referrals are not measured; of the second list only the urgent ones are not. */
  leavesOutTeams: readonly string[];
  leavesOutUrgentOfTeams: readonly string[];
}

/** Which standards a service line is measured by, from which day. */
export interface LineStandards {
  service: ServiceLineId;
  versions: readonly { from: PlainDate; standards: readonly string[] }[];
}

export interface ClockStandards {
  standards: readonly ClockStandard[];
  lines: readonly LineStandards[];
}

/** The standards that measure a line on a day, in the order the data name them; none before the first version. */
export function standardsOn(
  all: ClockStandards,
  service: ServiceLineId,
  on: PlainDate,
): readonly ClockStandard[] {
  const versions = all.lines.find((line) => line.service === service)?.versions ?? [];
  const named = versions.findLast(({ from }) => from <= on)?.standards ?? [];
  return named.flatMap((id) => all.standards.find((standard) => standard.id === id) ?? []);
}

/** The last day on which a clock that started then is within its standard. */
export function lastDayWithin({ limit }: Pick<ClockStandard, 'limit'>, from: PlainDate): PlainDate {
  return 'days' in limit ? addDays(from, limit.days) : addMonths(from, limit.months);
}
