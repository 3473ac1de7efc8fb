import type { Fault } from '../kernel/outcome.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import type { ClockEvent, ClockEventKind } from './clock-event.js';
import type { ClockStandard } from './clock-standard.js';

/** What a person may say that happened; receipts, statuses and ends are the list's own to report. */
export const personKinds = [
  'first_missed',
  'rebooked',
  'clinician_offered',
  'later_missed',
  'monitoring_began',
  'clinician_reviewed',
  'decided_to_treat',
  'family_delayed',
  'ratified',
  'first_contact',
  'assessment_began',
  'baseline_outcome',
  'care_plan',
  'treated',
  'not_to_treat',
  'start_corrected',
] as const satisfies readonly ClockEventKind[];
export type PersonKind = (typeof personKinds)[number];

/**
 * Decisions about care: a clinician says these, not a list office. A first appointment missed is one: said to have been
 * clearly communicated it leaves a child without a clock.
 */
const CLINICAL: readonly ClockEventKind[] = [
  'first_missed',
  'clinician_offered',
  'monitoring_began',
  'clinician_reviewed',
  'decided_to_treat',
  'not_to_treat',
];
export const isClinical = (kind: ClockEventKind): boolean => CLINICAL.includes(kind);

const AROUND_MISSED: readonly ClockEventKind[] = [
  'first_missed',
  'rebooked',
  'clinician_offered',
  'later_missed',
  'family_delayed',
];

/** What can be said on a list: what the standards that measure it listen to. */
export function kindsToTell(standards: readonly ClockStandard[], clinician: boolean): PersonKind[] {
  const heard = new Set<ClockEventKind>(['start_corrected']);
  for (const standard of standards) {
    for (const kind of [...standard.stopsAt, ...standard.stopsAtLatestOf, ...standard.startsAgainAt])
      heard.add(kind);
    if (standard.nullifiedByFirstMissed)
      for (const kind of [...AROUND_MISSED, 'first_contact' as const]) heard.add(kind);
    if (standard.selfReferralWaitsForRatification) heard.add('ratified');
    if (standard.stopsAt.includes('monitoring_began')) heard.add('clinician_reviewed');
  }
  return personKinds.filter((kind) => heard.has(kind) && (clinician || !isClinical(kind)));
}

/** As it comes from a form or a program: text, blank or left out where nothing was said. */
export interface SentEvent {
  kind: string;
  happenedOn: string;
  communicatedOn?: string | null;
  clearlyCommunicated?: string | null;
  note?: string | null;
}

export type NewClockEvent = Pick<ClockEvent, 'happenedOn' | 'communicatedOn' | 'detail'> & {
  kind: PersonKind;
  note: string | null;
};

/** The event, or every fault in it. `standing`: what counts on this entry already. */
export function readEvent(
  sent: SentEvent,
  about: { kinds: readonly PersonKind[]; birthDate: PlainDate; today: PlainDate },
  standing: readonly Pick<ClockEvent, 'kind'>[],
): NewClockEvent | readonly Fault[] {
  const faults: Fault[] = [];
  const kind = about.kinds.find((one) => one === sent.kind);
  if (!kind) faults.push({ at: 'kind', message: 'This cannot be recorded by you on this list' });
  const day = (at: 'happenedOn' | 'communicatedOn', text: string): PlainDate | null => {
    const date = parsePlainDate(text);
    if (date === undefined) faults.push({ at, message: 'This must be a real date' });
    else if (date > about.today) faults.push({ at, message: 'This day is still to come' });
    else if (date < about.birthDate) faults.push({ at, message: 'This day is before the child was born' });
    return date ?? null;
  };
  const happenedOn = day('happenedOn', sent.happenedOn);
  const communicatedOn = sent.communicatedOn ? day('communicatedOn', sent.communicatedOn) : null;
  if (happenedOn !== null && communicatedOn !== null && communicatedOn < happenedOn)
    faults.push({ at: 'communicatedOn', message: 'The family cannot have been told before it happened' });
  const note = (sent.note ?? '').trim() || null;
  if (kind === 'start_corrected' && note === null)
    faults.push({ at: 'note', message: 'Say why the start is corrected' });
  if (kind === 'first_missed' && sent.clearlyCommunicated === 'yes' && note === null)
    faults.push({ at: 'note', message: 'Say how the family was told, and what happens next for the child' });
  if (kind === 'start_corrected' && standing.some((event) => event.kind === 'start_corrected'))
    faults.push({ at: 'kind', message: 'The start was corrected already: take that back first' });
  if (!kind || faults.length > 0) return faults;
  const detail =
    kind === 'first_missed' ? { clearlyCommunicated: ANSWERS[sent.clearlyCommunicated ?? ''] ?? null } : {};
  return { kind, happenedOn, communicatedOn, detail, note };
}

const ANSWERS: Readonly<Record<string, boolean>> = { yes: true, no: false };
