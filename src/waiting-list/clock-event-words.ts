import { dayInWords } from '../kernel/plain-words.js';
import type { ClockEventKind } from '../referrals/clock-event.js';
import type { EntryClocks } from '../referrals/entry-clocks.js';

type Told = EntryClocks['told'][number];

const TITLES: Readonly<Record<ClockEventKind, string>> = {
  received: 'Referral received',
  first_received: 'First received by another provider',
  ubrn_converted: 'Electronic referral converted',
  ratified: 'Self-referral accepted by a professional',
  rtt: 'Status reported',
  missed_unclear: 'Appointment missed, not said which',
  first_missed: 'First appointment missed',
  rebooked: 'Family rebooked',
  clinician_offered: 'Clinician decided to offer another appointment',
  later_missed: 'Later appointment missed',
  cancelled: 'Appointment cancelled',
  monitoring_began: 'Active monitoring began',
  clinician_reviewed: 'Reviewed by a clinician',
  decided_to_treat: 'Decision to treat',
  family_delayed: 'Family asked to wait',
  first_contact: 'First contact attended',
  assessment_began: 'Assessment began',
  baseline_outcome: 'Baseline outcome recorded',
  care_plan: 'Care plan or intervention agreed',
  treated: 'First treatment',
  declined: 'Family declined',
  not_to_treat: 'Decision not to treat',
  back_to_primary_care: 'Returned to primary care',
  discharged: 'Left the list',
  died: 'Died',
  start_corrected: 'Start corrected',
  withdrawn: 'Entered in error',
};

export const eventTitle = (kind: ClockEventKind): string => TITLES[kind];

/** One event as a line of the page: what, when, who said so, and whether it still counts. */
export function eventTold(
  event: Told,
  all: readonly Told[],
  teller: boolean,
): { id: string; text: string; detail: string; counts: boolean; mayWithdraw: boolean } {
  const withdrawn = all.find(({ withdraws }) => withdraws === event.id);
  const said = `Told by ${event.saidBy}, ${dayInWords(event.saidOn)}${event.note ? `: ${event.note}` : ''}`;
  const error = withdrawn
    ? `. Entered in error, says ${withdrawn.saidBy}, ${dayInWords(withdrawn.saidOn)}${withdrawn.note ? `: ${withdrawn.note}` : ''}`
    : '';
  return {
    id: event.id,
    text: [
      `${eventTitle(event.kind)}${event.detail.code ? ` ${event.detail.code}` : ''}${clearly(event)}`,
      ...(event.happenedOn ? [dayInWords(event.happenedOn)] : ['day not known']),
      ...(event.communicatedOn ? [`family told ${dayInWords(event.communicatedOn)}`] : []),
    ].join(', '),
    detail: `${said}${error}`,
    counts: event.counts,
    mayWithdraw: teller && event.source === 'person' && !withdrawn,
  };
}

function clearly({ kind, detail }: Told): string {
  if (kind !== 'first_missed') return '';
  if (detail.clearlyCommunicated === true) return ', clearly communicated';
  return detail.clearlyCommunicated === false
    ? ', not clearly communicated'
    : ', not known whether communicated';
}
