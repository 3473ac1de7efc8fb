import { addDays, daysBetween, type PlainDate } from '../kernel/plain-date.js';
import { type ClockEvent, type ClockEventKind, countsFrom } from './clock-event.js';
import type { ClockFinding } from './clock-finding.js';

/** A child who is actively monitored is looked at again every 12 weeks (RTT25 §8). */
const MONITORING_REVIEW_DAYS = 84;
/** A delay that the family asked for is looked at by a clinician when it is longer than 6 weeks. */
const FAMILY_DELAY_DAYS = 42;
const ENDS_DELAY: readonly ClockEventKind[] = [
  'rebooked',
  'first_contact',
  'decided_to_treat',
  'treated',
  'discharged',
  'died',
  'clinician_reviewed',
];

/** Which looks of a clinician are due on a day. `monitoredSince` null: the child is not actively monitored. */
export function clockReviews(
  standing: readonly ClockEvent[],
  monitoredSince: PlainDate | null,
  on: PlainDate,
): { reviewOn: PlainDate | null; findings: readonly ClockFinding[] } {
  const findings: ClockFinding[] = [];
  const reviewOn = monitoredSince && addDays(lastReview(standing, monitoredSince), MONITORING_REVIEW_DAYS);
  if (reviewOn !== null && on > reviewOn) findings.push('monitoring_review_due');
  const waits = standing.some((event) => {
    if (event.kind !== 'family_delayed' || event.happenedOn === null) return false;
    const asked = event.happenedOn;
    const over = standing.some(
      (other) => ENDS_DELAY.includes(other.kind) && (countsFrom(other) ?? asked) >= asked,
    );
    return !over && daysBetween(asked, on) > FAMILY_DELAY_DAYS;
  });
  if (waits) findings.push('family_delay_needs_review');
  return { reviewOn, findings };
}

function lastReview(standing: readonly ClockEvent[], monitoredSince: PlainDate): PlainDate {
  return standing.reduce<PlainDate>(
    (last, { kind, happenedOn }) =>
      kind === 'clinician_reviewed' && happenedOn !== null && happenedOn > last ? happenedOn : last,
    monitoredSince,
  );
}
