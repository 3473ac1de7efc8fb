import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import { absenceTimeline } from './derive.js';
import type { Fact } from './fact.js';
import { timelineOf, type Timeline } from './timeline.js';
import { factDefinition } from './vocabulary.js';

/** One list a child is or was on. */
export interface ListEntry {
  referralId: string;
  service: string;
  waitingSince: PlainDate;
  closedOn: PlainDate | null;
}

/** Who waits, since when, on which lists, and what was said: all that rules may look at. */
export interface Circumstances {
  referral: { id: string; service: string; waitingSince: PlainDate };
  child: { birthDate: PlainDate };
  /** Every list the child is or was on; the referral itself counts whether or not it is among them. */
  lists: readonly ListEntry[];
  /** Facts about the child and about each of those referrals; withdrawn ones included. */
  facts: readonly Fact[];
}

/** Circumstances sorted once, so that any day of the wait can be read. Days are whole days since 1970-01-01. */
export interface History {
  birthDate: PlainDate;
  waitingSince: number;
  /** Timelines of facts about the child, by code; absence among them. */
  child: ReadonlyMap<string, Timeline>;
  /** Timelines of facts about this referral. */
  referral: ReadonlyMap<string, Timeline>;
  lists: readonly OpenList[];
}

export interface OpenList {
  service: string;
  opens: number;
  /** The first day it is no longer open; undefined while open. */
  closes: number | undefined;
  facts: ReadonlyMap<string, Timeline>;
}

const NOTHING_SAID: ReadonlyMap<string, Timeline> = new Map();

/**
 * The vocabulary decides what a fact is about: a child-level code counts for the child whoever it was told to (tell it
 * once), a referral-level code only for the referral it names.
 */
export function historyOf(circumstances: Circumstances): History {
  const { referral, child, lists, facts } = circumstances;
  const aboutChild = new Map<string, Fact[]>();
  const aboutReferral = new Map<string, Map<string, Fact[]>>();
  for (const fact of facts) {
    const definition = factDefinition(fact.code);
    if (!definition || fact.withdrawnOn !== null) continue;
    if (definition.subject === 'child') append(aboutChild, fact.code, fact);
    else if (fact.referralId !== null) {
      let ofReferral = aboutReferral.get(fact.referralId);
      if (!ofReferral) aboutReferral.set(fact.referralId, (ofReferral = new Map<string, Fact[]>()));
      append(ofReferral, fact.code, fact);
    }
  }
  const timelines = new Map<string, ReadonlyMap<string, Timeline>>();
  for (const [id, ofReferral] of aboutReferral) timelines.set(id, timelinesOf(ofReferral));
  const all: readonly ListEntry[] = lists.some((list) => list.referralId === referral.id)
    ? lists
    : [
        ...lists,
        {
          referralId: referral.id,
          service: referral.service,
          waitingSince: referral.waitingSince,
          closedOn: null,
        },
      ];
  return {
    birthDate: child.birthDate,
    waitingSince: epochDay(referral.waitingSince),
    child: withAbsence(timelinesOf(aboutChild), aboutChild),
    referral: timelines.get(referral.id) ?? NOTHING_SAID,
    lists: all.map((list) => ({
      service: list.service,
      opens: epochDay(list.waitingSince),
      closes: list.closedOn === null ? undefined : epochDay(list.closedOn),
      facts: timelines.get(list.referralId) ?? NOTHING_SAID,
    })),
  };
}

export function isOpen(list: OpenList, day: number): boolean {
  return list.opens <= day && (list.closes === undefined || list.closes > day);
}

/** Services the child waits for on a day. Services, not referrals: two referrals to one service are one list. */
export function openLists(history: History, day: number): number {
  const services: string[] = [];
  for (const list of history.lists)
    if (isOpen(list, day) && !services.includes(list.service)) services.push(list.service);
  return services.length;
}

function timelinesOf(facts: ReadonlyMap<string, readonly Fact[]>): Map<string, Timeline> {
  const timelines = new Map<string, Timeline>();
  for (const [code, said] of facts) {
    const definition = factDefinition(code);
    if (definition) timelines.set(code, timelineOf(definition, said));
  }
  return timelines;
}

function withAbsence(
  timelines: Map<string, Timeline>,
  facts: ReadonlyMap<string, readonly Fact[]>,
): ReadonlyMap<string, Timeline> {
  const absent = facts.get('school_sessions_absent');
  const possible = facts.get('school_sessions_possible');
  if (!absent || !possible) return timelines;
  for (const kind of ['persistent_absence', 'severe_absence'] as const)
    timelines.set(kind, absenceTimeline(kind, absent, possible));
  return timelines;
}

function append(map: Map<string, Fact[]>, code: string, fact: Fact): void {
  const there = map.get(code);
  if (there) there.push(fact);
  else map.set(code, [fact]);
}
