import { ageInYears, earliest, type PlainDate } from '../kernel/plain-date.js';
import { type ClockEvent, standingEvents } from './clock-event.js';
import { type FamilyWait, familyWait, firstKnownDay, firstOf } from './clock-family.js';
import type { ClockFinding } from './clock-finding.js';
import { clockReviews } from './clock-reviews.js';
import { type ClockStandard, lastDayWithin } from './clock-standard.js';
import { type Clock, ClockWalk } from './clock-walk.js';

/** What a standard may ask about a child, beside what happened. */
export interface ClockedChild {
  birthDate: PlainDate;
  /** The team referred to, by code; null: not known. */
  teamType: string | null;
  /** The provider's own priority is urgent or an emergency. */
  urgent: boolean;
}

export type ClockState =
  | 'running'
  | 'stopped'
  /** Nullified by a missed first appointment: a new clock starts when it is offered again. */
  | 'waits_for_offer'
  | 'waits_for_ratification'
  | 'not_started'
  | 'does_not_apply';

export type LeftOut = 'age' | 'team' | 'urgent';

export interface FoldedClocks {
  family: FamilyWait;
  /** Every clock of this wait under the standard, oldest first; they never overlap. */
  clocks: readonly Clock[];
  running: Clock | null;
  state: ClockState;
  leftOut: LeftOut | null;
  /** Days of the clock that runs, or else of the last one; null: none that counts, or its start is not known. */
  days: number | null;
  /** Whether that clock is within the standard on the day asked about, or was when it stopped; null as for `days`. */
  within: boolean | null;
  /** While the child is actively monitored: the day by which a clinician looks again. */
  reviewOn: PlainDate | null;
  findings: readonly ClockFinding[];
}

/**
 * A wait under one standard on one day: a fold over what was told, in whatever order it was told. The family's days are
 * folded beside it and depend on no standard. Throws nothing: what does not add up is a finding.
 */
export function foldClocks(
  standard: ClockStandard,
  events: readonly ClockEvent[],
  child: ClockedChild,
  on: PlainDate,
): FoldedClocks {
  const ever = standingEvents(events);
  const family = familyWait(events, on);
  const none = { family, clocks: [], running: null, days: null, within: null, reviewOn: null, findings: [] };
  const received = receiptOf(ever);
  const leftOut = leftOutFor(standard, child, received);
  if (leftOut !== null) return { ...none, state: 'does_not_apply', leftOut };
  const unratified = standard.selfReferralWaitsForRatification && selfReferred(ever);
  const from = unratified ? firstOf(ever, 'ratified') : (received ?? firstKnownDay(ever));
  if (received !== null && received > on) return { ...none, state: 'not_started', leftOut };
  if (unratified && (from === null || from > on))
    return { ...none, state: 'waits_for_ratification', leftOut };
  if (from !== null && from > on) return { ...none, state: 'not_started', leftOut };

  const standing = standingEvents(events, on);
  const walk = new ClockWalk(standard, from, received !== null || unratified);
  for (const event of standing) walk.take(event);
  walk.stopAtLatest(standing);
  const clocks = walk.clocksOn(on);
  const running = clocks.find(({ to }) => to === null) ?? null;
  const last = running ?? clocks.at(-1);
  const shown = last?.nullified === false ? last : undefined;
  const reviews = clockReviews(standing, walk.monitoredSince, on);
  return {
    family,
    clocks,
    running,
    state: running ? 'running' : walk.waitsForOffer ? 'waits_for_offer' : 'stopped',
    leftOut,
    days: shown?.days ?? null,
    within: shown?.from ? (shown.to ?? on) <= lastDayWithin(standard, shown.from) : null,
    reviewOn: reviews.reviewOn,
    findings: [...new Set([...walk.findings, ...reviews.findings])].sort(),
  };
}

/** The receipt that the clock counts from: a transfer keeps the first; an electronic referral counts from its conversion. */
function receiptOf(standing: readonly ClockEvent[]): PlainDate | null {
  return (
    firstOf(standing, 'start_corrected') ??
    earliest(
      firstOf(standing, 'first_received'),
      firstOf(standing, 'ubrn_converted') ?? firstOf(standing, 'received'),
    )
  );
}

const selfReferred = (standing: readonly ClockEvent[]): boolean =>
  standing.some(({ kind, detail }) => kind === 'received' && detail.selfReferral === true);

function leftOutFor(
  standard: ClockStandard,
  child: ClockedChild,
  received: PlainDate | null,
): LeftOut | null {
  if (
    standard.underAge !== null &&
    received !== null &&
    ageInYears(child.birthDate, received) >= standard.underAge
  )
    return 'age';
  if (child.teamType === null) return null;
  if (standard.leavesOutTeams.includes(child.teamType)) return 'team';
  return child.urgent && standard.leavesOutUrgentOfTeams.includes(child.teamType) ? 'urgent' : null;
}
