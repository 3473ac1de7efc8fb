import { dayInWords, counted } from '../kernel/plain-words.js';
import type { ClockFinding } from '../referrals/clock-finding.js';
import { isClinical } from '../referrals/clock-told.js';
import type { EntryClocks, MeasuredWait } from '../referrals/entry-clocks.js';
import type { Clock } from '../referrals/clock-walk.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { eventTitle, eventTold } from './clock-event-words.js';

/** The clocks as the referral's page says them: the family's number first. */
export interface ClockView {
  family: string;
  /** Short sentences beside the family's number. */
  beside: readonly string[];
  measured: readonly { title: string; value: string; why: string; findings: readonly string[] }[];
  told: readonly { id: string; text: string; detail: string; counts: boolean; mayWithdraw: boolean }[];
  /** What the reader may say happened; empty: nothing. */
  tell: readonly { value: string; text: string }[];
}

/** `teller`: the reader may say what happened, decisions about care among it where they are a clinician; null: may not. */
export function clockView(
  clocks: EntryClocks,
  waitingSince: PlainDate,
  teller: { clinician: boolean } | null,
): ClockView {
  return {
    family: familyInWords(clocks),
    beside: besideFamily(clocks, waitingSince),
    measured: clocks.measured.map((one) => ({
      title: one.title,
      value: valueInWords(one),
      why: whyInWords(one),
      findings: one.findings.map((code) => FINDINGS[code]),
    })),
    told: clocks.told
      .filter(({ kind }) => kind !== 'withdrawn')
      .map((event) =>
        eventTold(event, clocks.told, teller !== null && (teller.clinician || !isClinical(event.kind))),
      ),
    tell:
      teller === null
        ? []
        : clocks.mayBeTold
            .filter((kind) => teller.clinician || !isClinical(kind))
            .map((kind) => ({ value: kind, text: eventTitle(kind) })),
  };
}

function familyInWords({ family }: EntryClocks): string {
  if (family.days === null) return 'How long this family has waited is not known';
  const waited = `${counted(family.days, 'day')} waited`;
  return family.known ? waited : `At least ${waited}`;
}

function besideFamily({ family, measured }: EntryClocks, waitingSince: PlainDate): string[] {
  const said: string[] = [];
  if (family.since !== null)
    said.push(
      `${family.known ? 'Since' : 'Known to have waited since'} ${dayInWords(family.since)}${family.until ? `, until ${dayInWords(family.until)}` : ''}${family.band ? `: ${lower(family.band.title)}` : ''}.`,
    );
  if (family.corrected && family.since !== waitingSince)
    said.push(
      `The start was corrected by hand. The queue still counts from ${dayInWords(waitingSince)}: a correction moves nobody in it.`,
    );
  if (measured.some(({ days }) => days !== family.days))
    said.push('A measured clock below differs. The family’s days are the ones to tell them.');
  return said;
}

function valueInWords({ state, days, band, within, running, clocks }: MeasuredWait): string {
  if (state === 'does_not_apply') return 'Does not apply';
  if (days === null) return state === 'running' ? 'Runs, since when is not known' : 'No clock runs';
  // A clock that began nobody knows when is within nothing, and a wait that ended unseen did not meet its standard.
  if (running && !running.startKnown) return `At least ${counted(days, 'day')}`;
  const ended = clocks.at(-1)?.why;
  if (!running && ended && ENDED_UNSEEN.includes(ended)) return `Ended after ${counted(days, 'day')}`;
  const measure = `${counted(days, 'day')}${band ? `, ${lower(band.title)}` : ''}, ${within === true ? 'within the standard' : 'longer than the standard'}`;
  return state === 'running' ? measure : `Stopped at ${measure}`;
}

const ENDED_UNSEEN: readonly Clock['why'][] = ['discharged', 'died', 'declined', 'no_clock'];

function whyInWords(one: MeasuredWait): string {
  const { running, clocks, state, leftOut, within, withinUntil, reviewOn } = one;
  if (state === 'does_not_apply') return leftOut === null ? '' : LEFT_OUT[leftOut];
  if (state === 'not_started') return 'It starts on the day of receipt.';
  if (state === 'waits_for_ratification')
    return 'The family referred the child: it starts when a professional accepts the referral.';
  if (running) {
    const until =
      withinUntil && running.startKnown
        ? ` ${within === false ? 'It was within' : 'Within'} the standard until ${dayInWords(withinUntil)}.`
        : '';
    return `${runsSince(running, clocks)}${until}`;
  }
  const last = clocks.at(-1);
  if (!last?.to) return '';
  if (state === 'waits_for_offer')
    return `Nullified on ${dayInWords(last.to)}: the first appointment was missed, and it had been clearly communicated. A new clock starts when the family rebooks or a clinician offers another.`;
  const review = reviewOn ? ` A clinician looks again by ${dayInWords(reviewOn)}.` : '';
  return `Stopped on ${dayInWords(last.to)}: ${stopInWords(last)}.${review}`;
}

function runsSince({ from, startKnown }: Clock, clocks: readonly Clock[]): string {
  if (from === null)
    return 'The day of receipt is not known. It is reported all the same, and has to be found.';
  const before = clocks.at(-2);
  if (!startKnown)
    return `Reported as running; known to run since ${dayInWords(from)}. The day it started has to be found.`;
  if (!before) return `Runs since ${dayInWords(from)}, the first receipt.`;
  return `Runs anew since ${dayInWords(from)}, after: ${stopInWords(before)}.`;
}

const stopInWords = ({ why }: Clock): string =>
  why === 'no_clock' || why === null ? 'the list reports that no clock runs' : lower(eventTitle(why));

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const LEFT_OUT = {
  age: 'For children who were younger at referral.',
  team: 'This team’s referrals are not measured by it.',
  urgent: 'Urgent referrals to this team are not measured by it.',
} as const;

const FINDINGS: Readonly<Record<ClockFinding, string>> = {
  clock_start_unknown: 'The day it started is not known: find it.',
  clock_not_known: 'The list reports that it does not know this clock.',
  clock_overlaps: 'The list reports a new clock while one runs.',
  clock_event_before_start: 'Something is dated before the referral was received.',
  missed_first_unclear:
    'An appointment was missed. Say whether it was the first, and whether it had been clearly communicated; until then the clock runs.',
  monitoring_review_due:
    'More than 12 weeks of active monitoring without a look: a clinician’s review is due.',
  family_delay_needs_review: 'The family asked to wait more than 6 weeks ago: a clinician’s review is due.',
};
