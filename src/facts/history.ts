import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import { absenceTimeline } from './derive.js';
import type { Fact, FactDefinition } from './fact.js';
import { hear, inOrder, type GrowingTimeline, type Timeline } from './timeline.js';
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
  const aboutChild = new Map<string, GrowingTimeline>();
  const aboutReferral = new Map<string, Map<string, GrowingTimeline>>();
  for (const fact of facts) {
    const definition = factDefinition(fact.code);
    if (!definition || fact.withdrawnOn !== null) continue;
    if (definition.subject === 'child') add(aboutChild, definition, fact);
    else if (fact.referralId !== null) {
      let ofReferral = aboutReferral.get(fact.referralId);
      if (!ofReferral) aboutReferral.set(fact.referralId, (ofReferral = new Map<string, GrowingTimeline>()));
      add(ofReferral, definition, fact);
    }
  }
  aboutChild.forEach(inOrder);
  for (const ofReferral of aboutReferral.values()) ofReferral.forEach(inOrder);
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
    child: withAbsence(aboutChild, facts),
    referral: aboutReferral.get(referral.id) ?? NOTHING_SAID,
    lists: all.map((list) => ({
      service: list.service,
      opens: epochDay(list.waitingSince),
      closes: list.closedOn === null ? undefined : epochDay(list.closedOn),
      facts: aboutReferral.get(list.referralId) ?? NOTHING_SAID,
    })),
  };
}

export function isOpen(list: OpenList, day: number): boolean {
  return list.opens <= day && (list.closes === undefined || list.closes > day);
}

/** Services the child waits for on a day. Services, not referrals: two referrals to one service are one list. */
export function openLists(history: History, day: number): number {
  const [only] = history.lists;
  if (only && history.lists.length === 1) return isOpen(only, day) ? 1 : 0;
  const services: string[] = [];
  for (const list of history.lists)
    if (isOpen(list, day) && !services.includes(list.service)) services.push(list.service);
  return services.length;
}

function withAbsence(
  timelines: Map<string, Timeline>,
  facts: readonly Fact[],
): ReadonlyMap<string, Timeline> {
  if (!timelines.has('school_sessions_absent') || !timelines.has('school_sessions_possible'))
    return timelines;
  const said = (code: string): Fact[] =>
    facts.filter((fact) => fact.code === code && fact.withdrawnOn === null);
  const [absent, possible] = [said('school_sessions_absent'), said('school_sessions_possible')];
  for (const kind of ['persistent_absence', 'severe_absence'] as const)
    timelines.set(kind, absenceTimeline(kind, absent, possible));
  return timelines;
}

function add(timelines: Map<string, GrowingTimeline>, definition: FactDefinition, fact: Fact): void {
  let timeline = timelines.get(fact.code);
  if (!timeline) timelines.set(fact.code, (timeline = { definition, voices: [] }));
  hear(timeline, fact);
}
