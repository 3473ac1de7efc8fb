import { daysBetween, earliest, type PlainDate } from '../kernel/plain-date.js';
import { type ClockEvent, countsFrom, standingEvents } from './clock-event.js';

/** How long a family has waited, whatever any standard measures. */
export interface FamilyWait {
  /** The earliest day known; null: no day of this wait is known at all. */
  since: PlainDate | null;
  /** false: the day of receipt is not known, and `since` is the earliest day on which they are known to have waited. */
  known: boolean;
  /** A named person has corrected the start: nothing else moves it later. */
  corrected: boolean;
  /** The day they left the list, or the child died; null: they wait. */
  until: PlainDate | null;
  /** Whole days to the day asked about, or to the end; null where no day is known. */
  days: number | null;
}

/**
 * The family's days count from the first receipt by any provider to the day they leave the list, and nothing in between
 * restarts them: no missed appointment, no transfer, no monitoring, no paperwork (clinical-core, one order).
 */
export function familyWait(events: readonly ClockEvent[], on: PlainDate): FamilyWait {
  // A start is no less known for lying ahead of the day asked about.
  const standing = standingEvents(events);
  const corrected = firstOf(standing, 'start_corrected');
  const receipt = earliest(...RECEIPTS.map((kind) => firstOf(standing, kind)));
  const unknown = receipt === null || standing.some((event) => countsFrom(event) === undefined);
  // While it stands that the receipt is not known, every day on which they were waiting counts.
  const since = corrected ?? (unknown ? earliest(receipt, firstKnownDay(standing)) : receipt);
  const until = earliest(
    ...standingEvents(events, on).map((event) => (ENDS.includes(event.kind) ? countsFrom(event) : null)),
  );
  return {
    since,
    known: corrected !== null || receipt !== null,
    corrected: corrected !== null,
    until,
    days: since === null ? null : Math.max(0, daysBetween(since, until ?? on)),
  };
}

const RECEIPTS = ['received', 'first_received', 'ubrn_converted'] as const;
const ENDS: readonly ClockEvent['kind'][] = ['discharged', 'died'];

/** The earliest day on which that happened, or null. */
export function firstOf(events: readonly ClockEvent[], kind: ClockEvent['kind']): PlainDate | null {
  return earliest(...events.map((event) => (event.kind === kind ? event.happenedOn : null)));
}

/** The earliest day of any event but a correction. */
export function firstKnownDay(events: readonly ClockEvent[]): PlainDate | null {
  return earliest(...events.map((event) => (event.kind === 'start_corrected' ? null : event.happenedOn)));
}
