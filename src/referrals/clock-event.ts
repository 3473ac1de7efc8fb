import { plainDate, type PlainDate } from '../kernel/plain-date.js';

/**
 * What can happen to a wait, as it is told (nhs-standards §2). `first_received`: another provider received the referral
 * first, on that day. `rtt`: a status code an extract reports. `missed_unclear`: an extract names a missed appointment and
 * does not say which. `withdrawn`: another event was told in error.
 */
export const clockEventKinds = [
  'received',
  'first_received',
  'ubrn_converted',
  'ratified',
  'rtt',
  'missed_unclear',
  'first_missed',
  'rebooked',
  'clinician_offered',
  'later_missed',
  'cancelled',
  'monitoring_began',
  'clinician_reviewed',
  'decided_to_treat',
  'family_delayed',
  'first_contact',
  'assessment_began',
  'baseline_outcome',
  'care_plan',
  'treated',
  'declined',
  'not_to_treat',
  'back_to_primary_care',
  'discharged',
  'died',
  'start_corrected',
  'withdrawn',
] as const;
export type ClockEventKind = (typeof clockEventKinds)[number];

export interface ClockEvent {
  id: string;
  kind: ClockEventKind;
  /** null: not known, which only a receipt may be. */
  happenedOn: PlainDate | null;
  /** A stop counts from the day the family was told; null: the day it happened. */
  communicatedOn: PlainDate | null;
  detail: ClockDetail;
  /** The event that was told in error. */
  withdraws: string | null;
}

export interface ClockDetail {
  /** Of an `rtt` event. */
  code?: string;
  /** Of `first_missed`: whether the appointment was clearly communicated; null or left out: nobody has said. */
  clearlyCommunicated?: boolean | null;
  /** Of `received`: nobody referred the child but the family. */
  selfReferral?: boolean;
}

const LAST_DAY = plainDate('9999-12-31');

/** The day from which an event counts; undefined where none is known. */
export function countsFrom({ happenedOn, communicatedOn }: ClockEvent): PlainDate | undefined {
  if (happenedOn === null) return undefined;
  return communicatedOn !== null && communicatedOn > happenedOn ? communicatedOn : happenedOn;
}

/**
 * The events that count on a day, or ever, in the order in which they count: withdrawn ones and those still to come are
 * out, what was told more than once counts once, and a status repeated month after month is one status. The answer does not depend
 * on the order in which they were told.
 */
export function standingEvents(events: readonly ClockEvent[], on = LAST_DAY): ClockEvent[] {
  const withdrawn = new Set(events.flatMap(({ withdraws }) => withdraws ?? []));
  const once = new Map<string, ClockEvent>();
  for (const event of events) {
    if (event.kind === 'withdrawn' || withdrawn.has(event.id) || (countsFrom(event) ?? on) > on) continue;
    once.set(content(event), event);
  }
  const sorted = [...once].sort(
    ([a, first], [b, second]) =>
      compare(countsFrom(first) ?? '', countsFrom(second) ?? '') ||
      rank(first) - rank(second) ||
      compare(a, b),
  );
  let status: string | undefined;
  return sorted.flatMap(([, event]) => {
    if (event.kind !== 'rtt') return [event];
    const repeated = event.detail.code === status;
    status = event.detail.code;
    return repeated ? [] : [event];
  });
}

const content = ({ kind, happenedOn, communicatedOn, detail }: ClockEvent): string =>
  JSON.stringify([
    kind,
    happenedOn,
    communicatedOn,
    detail.code ?? null,
    detail.clearlyCommunicated ?? null,
    detail.selfReferral ?? false,
  ]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Within one day: a clock that stops to wait for the family, or to watch, may start again that day; what ends a wait
 * comes after what begins one. A miss that somebody has spoken about comes before one that nobody has.
 */
function rank({ kind, detail }: ClockEvent): number {
  if (kind === 'first_missed') return detail.clearlyCommunicated === true ? 0 : 1;
  if (kind === 'monitoring_began') return 1;
  if (kind === 'missed_unclear') return 4;
  if (kind === 'discharged' || kind === 'died') return 5;
  return STARTS.has(kind) ? 2 : 3;
}

const STARTS: ReadonlySet<ClockEventKind> = new Set([
  'received',
  'first_received',
  'ubrn_converted',
  'ratified',
  'rebooked',
  'clinician_offered',
  'decided_to_treat',
]);
