import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import type { Segment } from '../triage/decision.js';

/** The queue's unit of time: a billionth of a day, about 86 microseconds. Counted since 1970-01-01. */
export const UNITS_PER_DAY = 1_000_000_000n;

/** The moment a day begins, in billionths of a day since 1970-01-01. */
export function dayStart(on: PlainDate): bigint {
  return BigInt(epochDay(on)) * UNITS_PER_DAY;
}

/**
 * The moment from which the present share counts: as if the whole wait had been under the present safe wait, and the
 * share used by today were the same (clinical core, "One order"). 60 days of a 180-day safe wait, then 15 of a 30-day
 * one, count from 25 days ago: 25 ÷ 30 = 83.3 %.
 *
 * Shares of the segments are added as exact fractions and rounded down once, to the unit; so equal shares of one safe
 * wait always give the same moment, and the moment never moves as days pass.
 * Throws RangeError where there is no segment, a safe wait is not a whole number of days above 0, or days run backwards.
 */
export function countedFrom(segments: readonly Segment[]): bigint {
  const present = segments.at(-1);
  if (!present) throw new RangeError('a wait has at least one segment');
  // used = over / under, the shares of every segment that has ended.
  let over = 0n;
  let under = 1n;
  segments.forEach((segment, index) => {
    if (!Number.isInteger(segment.safeWaitDays) || segment.safeWaitDays < 1)
      throw new RangeError(`a safe wait is a whole number of days above 0, not ${segment.safeWaitDays}`);
    const next = segments[index + 1];
    if (!next) return;
    const days = BigInt(epochDay(next.from) - epochDay(segment.from));
    if (days < 0n) throw new RangeError(`segments run backwards: ${segment.from}, then ${next.from}`);
    const safe = BigInt(segment.safeWaitDays);
    over = over * safe + days * under;
    under *= safe;
  });
  const before = ceilDivide(over * BigInt(present.safeWaitDays) * UNITS_PER_DAY, under);
  return dayStart(present.from) - before;
}

/** A share of a safe wait as an exact fraction of 1: `used` units of time of `safe`. */
export interface Share {
  used: bigint;
  /** Above 0. */
  safe: bigint;
}

/** The share used when the day begins; negative where the day lies before the wait began. */
export function shareOn(on: PlainDate, counted: bigint, safeWaitDays: number): Share {
  return { used: dayStart(on) - counted, safe: BigInt(safeWaitDays) * UNITS_PER_DAY };
}

/** Negative where `a` is the smaller share; exact. */
export function compareShares(a: Share, b: Share): number {
  const difference = a.used * b.safe - b.used * a.safe;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether at least this many percent are used; exact. */
export function hasReached(share: Share, percent: number): boolean {
  return share.used * 100n >= BigInt(percent) * share.safe;
}

/** The share in percent to one decimal, half up, for people only: nothing is ever ordered by it. Never below 0. */
export function percentUsed(share: Share): number {
  if (share.used <= 0n) return 0;
  return Number((share.used * 2000n + share.safe) / (2n * share.safe)) / 10;
}

/** What each stretch of the wait contributes, in percent to one decimal, up to the beginning of `on`. */
export function sharesBySegment(
  segments: readonly Segment[],
  on: PlainDate,
): { from: PlainDate; to: PlainDate; band: string; safeWaitDays: number; days: number; percent: number }[] {
  return segments.map((segment, index) => {
    const end = segments[index + 1]?.from ?? on;
    const days = Math.max(0, epochDay(end) - epochDay(segment.from));
    const share = { used: BigInt(days), safe: BigInt(segment.safeWaitDays) };
    return {
      from: segment.from,
      to: end,
      band: segment.band,
      safeWaitDays: segment.safeWaitDays,
      days,
      percent: percentUsed(share),
    };
  });
}

/** For whole `over` of 0 or more and `under` above 0. */
function ceilDivide(over: bigint, under: bigint): bigint {
  return (over + under - 1n) / under;
}
