import { addDays, epochDay, type PlainDate } from '../kernel/plain-date.js';
import type { Ask, Confirmation, Segment } from './decision.js';

interface ReviewedFrom {
  on: PlainDate;
  /** How soon a clinician looks at the band that stands. */
  withinDays: number;
  segments: readonly Segment[];
  asks: readonly Ask[];
  confirmations: readonly Confirmation[];
}

/**
 * The day by which a clinician looks again: as soon as the band asks for it, but no later than the day the safe wait is
 * used up or a question is overdue (clinical-core, "asks that do not drown"); never before today. A day a clinician has
 * looked on or after has done its work, else whoever waits beyond the safe wait would be overdue for ever.
 */
export function reviewOnOf({ on, withinDays, segments, asks, confirmations }: ReviewedFrom): PlainDate {
  let looked: PlainDate | undefined;
  for (const confirmation of confirmations)
    if (looked === undefined || confirmation.on > looked) looked = confirmation.on;
  let first = addDays(on, withinDays);
  const consider = (day: PlainDate): void => {
    if (looked !== undefined && day <= looked) return;
    const notBeforeToday = day < on ? on : day;
    if (notBeforeToday < first) first = notBeforeToday;
  };
  consider(fullyUsedOn(segments));
  for (const { dueOn } of asks) consider(dueOn);
  return first;
}

/** The first day on which the whole safe wait is used, if nothing changes: shares of the segments add up, exactly. */
export function fullyUsedOn(segments: readonly Segment[]): PlainDate {
  const present = segments.at(-1);
  if (!present) throw new RangeError('a wait has at least one segment');
  if (segments.length === 1) return addDays(present.from, present.safeWaitDays);
  // left = over / under, what the segments that have ended leave of 1; below 0 where they used more.
  let over = 1n;
  let under = 1n;
  segments.forEach(({ from, safeWaitDays }, nth) => {
    const next = segments[nth + 1];
    if (!next) return;
    const safe = BigInt(safeWaitDays);
    over = over * safe - BigInt(epochDay(next.from) - epochDay(from)) * under;
    under *= safe;
  });
  const left = over * BigInt(present.safeWaitDays);
  // Division of whole numbers cuts towards 0: up where below 0 already, so only what is above 0 is rounded up.
  const days = left > 0n ? (left + under - 1n) / under : left / under;
  return addDays(present.from, Number(days));
}
