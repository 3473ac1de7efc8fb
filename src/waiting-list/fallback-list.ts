import { spacedNhsNumber } from '../kernel/nhs-number.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { isServiceLineId, serviceLine } from '../referrals/service-line.js';
import type { BandLadder } from './band-ladder.js';
import { codeInWords, counted, dayInWords, percent } from '../kernel/plain-words.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import type { Receipt } from '../triage/decision.js';
import { shownDecision, WHAT_TO_DO_NOT_SHOWN } from '../triage/shown-decision.js';
import type { QueueEntry } from './queue-entry.js';
import { queueItem } from './queue-item.js';

/** One list as it is printed for when the service is down: a provider's list of one service. */
export interface FallbackList {
  provider: string;
  service: string;
  entries: number;
}

/** What stands above a printed list. */
export interface FallbackHeading {
  title: string;
  madeAt: string;
  usableUntil: string;
  entries: string;
  warnings: readonly string[];
  keyFingerprint: string;
}

/** One line of a printed list. No place, contact, school or clinical reason but what to do for act today: paper is lost more easily than a page. */
export interface FallbackRow {
  place: number;
  /** Which part of the order it stands in. */
  part: string;
  name: string;
  born: string;
  nhsNumber: string;
  restricted: boolean;
  band: string;
  bandBy: string;
  waitingSince: string;
  share: string;
  whatToDo: readonly string[];
  review: string;
  reviewOverdue: boolean;
  appointment: string;
}

const PARTS = {
  act_today: 'Act today, longest wait first',
  protected: 'Protected bands past their protection point, most urgent band first',
  by_share: 'Everybody else, by the share of the safe wait used',
} as const;

/** Printed in place of the rules' words where any rests on what a child said in confidence: paper is left lying about. */
export const NOT_ON_PAPER =
  'The duty clinician acts today, and speaks with the child before anybody speaks with the family. Danger to life: 999. Mental-health crisis: NHS 111, option 2.';

/** A printed list is of one day; on the next it may still be used, because a night may go wrong. */
export function usableUntil(day: PlainDate): PlainDate {
  return addDays(day, 1);
}

export function fallbackHeading(
  list: FallbackList,
  made: { at: string; day: PlainDate; warnings: readonly string[]; keyFingerprint: string },
): FallbackHeading {
  const title = isServiceLineId(list.service) ? serviceLine(list.service).title : codeInWords(list.service);
  return {
    title: `${title}, ${list.provider}`,
    madeAt: made.at,
    usableUntil: dayInWords(usableUntil(made.day)),
    entries: counted(list.entries, 'entry', 'entries'),
    warnings: made.warnings,
    keyFingerprint: made.keyFingerprint,
  };
}

/** `place`: 1 for the first on its list. `whatToDo`: the words that may be printed where somebody must act today; none: what may always be. */
export function fallbackRow(
  entry: QueueEntry,
  place: number,
  on: PlainDate,
  ladder: BandLadder,
  whatToDo: readonly string[],
): FallbackRow {
  const item = queueItem(entry, on, ladder);
  return {
    place,
    part: PARTS[item.tier],
    name: item.child.name.trim() || 'Name not recorded',
    born: dayInWords(item.child.birthDate),
    nhsNumber: item.child.nhsNumber === null ? 'No verified number' : spacedNhsNumber(item.child.nhsNumber),
    restricted: item.child.restricted,
    band: ladder.title(item.band),
    bandBy: item.bandConfirmed ? 'confirmed' : 'proposed',
    waitingSince: dayInWords(item.waitingSince),
    share: `${percent(item.sharePercent)} of ${counted(item.safeWaitDays, 'day')}`,
    whatToDo: item.actToday ? (whatToDo.length > 0 ? whatToDo : [NOT_ON_PAPER]) : [],
    review: dayInWords(item.reviewOn),
    reviewOverdue: item.reviewOverdue,
    appointment: item.appointmentOn === null ? '' : dayInWords(item.appointmentOn),
  };
}

/** Says each part of the order once, above its first line. `part`: the one the rows before belonged to. */
export function withParts(rows: readonly FallbackRow[], part: string): (FallbackRow & { opens: string })[] {
  return rows.map((row, index) => ({
    ...row,
    opens: row.part === (index === 0 ? part : rows[index - 1]?.part) ? '' : row.part,
  }));
}

/**
 * The words of every route of a decision, or none: where one of them rests on what a child said in confidence, the others
 * beside it would tell that something is left out. `set` undefined: nobody knows what a rule rests on.
 */
export function wordsForPaper({ input, decision }: Receipt, set: RuleSet | undefined): readonly string[] {
  const shown = shownDecision(decision, set, input.facts, { facts: ['*'], confidential: false });
  return shown.whatToDo.includes(WHAT_TO_DO_NOT_SHOWN) ? [] : shown.whatToDo;
}
