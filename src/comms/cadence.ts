import { addDays, daysBetween, type PlainDate } from '../kernel/plain-date.js';
import { serviceLine, type ServiceLineId } from '../referrals/service-line.js';
import type { MessageKind } from './message.js';

/** What the family has been told so far. */
export interface ToldSoFar {
  /** The day of the last message that went, or of one that could not be sent to the address that still stands. */
  lastOn: PlainDate | null;
  /** Entries some message was about. */
  about: ReadonlySet<string>;
}

export interface Entry {
  referralId: string;
  service: ServiceLineId;
  receivedOn: PlainDate;
}

/** A referral this young is news; an older one that nobody has written about gets an update. */
const JOINED_LATELY_DAYS = 28;

/** The shortest cadence of the lists the child is on: at least every 12 weeks (nhs-standards §4.3). */
export function updateEveryDays(entries: readonly Entry[]): number {
  return Math.min(...entries.map((entry) => serviceLine(entry.service).updateEveryDays));
}

/**
 * What the family is due, and since when: word of every list the child joins, and an update at least as often as the
 * most demanding list asks. null: nothing before its day comes, or nothing to tell.
 */
export function dueMessage(
  entries: readonly Entry[],
  told: ToldSoFar,
  today: PlainDate,
): { kind: MessageKind; dueOn: PlainDate } | null {
  if (entries.length === 0) return null;
  const untold = entries.filter((entry) => !told.about.has(entry.referralId));
  const joined = untold.some((entry) => daysBetween(entry.receivedOn, today) <= JOINED_LATELY_DAYS);
  if (told.lastOn === null || untold.length > 0) return { kind: joined ? 'joined' : 'update', dueOn: today };
  const dueOn = addDays(told.lastOn, updateEveryDays(entries));
  return dueOn <= today ? { kind: 'update', dueOn } : null;
}
