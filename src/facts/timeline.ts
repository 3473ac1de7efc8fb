import { epochDay } from '../kernel/plain-date.js';
import { worryGrows } from './concern.js';
import type { Fact, FactDefinition, FactValue } from './fact.js';
import { weigh } from './weigh.js';

/** One fact with what its reader needs at hand. `value` is undefined where its source said `unknown`. */
export interface Statement {
  fact: Fact;
  /** Whole days since 1970-01-01. */
  day: number;
  value: FactValue | undefined;
  severity: number;
  concerning: boolean;
}

/** What one source of one organisation has said about one code, oldest first. */
export interface Voice {
  statements: readonly Statement[];
}

/** Everything said about one code of one child or one referral, ready to be read on any day. */
export interface Timeline {
  definition: FactDefinition;
  voices: readonly Voice[];
}

/** A timeline while facts are still being added to it, in any order. */
export interface GrowingTimeline extends Timeline {
  voices: { source: string; organisation: string; statements: Statement[] }[];
}

/** Facts of one code; withdrawn ones are left out, and so is a value that is not of the code's type. */
export function timelineOf(definition: FactDefinition, facts: readonly Fact[]): Timeline {
  const timeline: GrowingTimeline = { definition, voices: [] };
  for (const fact of facts) if (fact.withdrawnOn === null) hear(timeline, fact);
  return inOrder(timeline);
}

/** Adds what one fact, not withdrawn, says. */
export function hear({ definition, voices }: GrowingTimeline, fact: Fact): void {
  const { source, organisation } = fact;
  const statement = statementOf(definition, fact);
  for (const voice of voices)
    if (voice.source === source && voice.organisation === organisation) {
      voice.statements.push(statement);
      return;
    }
  voices.push({ source, organisation, statements: [statement] });
}

/** The timeline once all is heard. */
export function inOrder(timeline: GrowingTimeline): Timeline {
  for (const { statements } of timeline.voices)
    if (statements.length > 1) statements.sort(earlierThenLessSevere);
  return timeline;
}

export function statementOf(definition: FactDefinition, fact: Fact): Statement {
  const { value, severity, concerning } = weigh(definition, fact.value);
  return { fact, day: epochDay(fact.recordedOn), value, severity, concerning };
}

/** On one day, the more severe of two statements of the same source comes last and so counts. */
function earlierThenLessSevere(a: Statement, b: Statement): number {
  return a.day - b.day || compareSeverity(a, b) || compareText(b.fact.id, a.fact.id);
}

/**
 * What a voice says on a day: its latest statement. An answer of `unknown` takes back its own earlier reassurance but not
 * its earlier concern: not knowing is not a reason to worry less.
 */
export function spokenBy(voice: Voice, day: number): Statement | undefined {
  let unknown: Statement | undefined;
  for (let i = voice.statements.length - 1; i >= 0; i--) {
    const statement = voice.statements[i];
    if (statement === undefined || statement.day > day) continue;
    if (statement.value === undefined) {
      unknown ??= statement;
      continue;
    }
    return unknown === undefined || statement.concerning ? statement : unknown;
  }
  return unknown;
}

/** Only reassurance goes stale: a concern stands however old it is. */
export function isCurrent(definition: FactDefinition, statement: Statement, day: number): boolean {
  return statement.concerning || !isOlderThanItsCurrency(definition, statement, day);
}

export function isOlderThanItsCurrency(
  definition: FactDefinition,
  statement: Statement,
  day: number,
): boolean {
  return definition.reassuringForDays !== null && day - statement.day > definition.reassuringForDays;
}

/**
 * The statement that counts on a day, undefined where nothing is known. Where sources disagree the most concerning
 * counts, whoever says it: a parent weighs the same as a school. A clinician who has seen the child may come to settle a
 * disagreement; until the page records that as such, no source lowers what another has said. Where a code has no order
 * of concern, the latest counts.
 */
export function whatCounts(timeline: Timeline, day: number): Statement | undefined {
  let counts: Statement | undefined;
  for (const voice of timeline.voices) {
    const spoken = spokenBy(voice, day);
    if (spoken?.value === undefined || !isCurrent(timeline.definition, spoken, day)) continue;
    if (counts === undefined || countsBefore(timeline.definition, spoken, counts) < 0) counts = spoken;
  }
  return counts;
}

/** Negative where `a` counts before `b`. */
export function countsBefore(definition: FactDefinition, a: Statement, b: Statement): number {
  const bySeverity = compareSeverity(b, a);
  const byDay = b.day - a.day;
  const first = worryGrows(definition) === 'not' ? byDay || bySeverity : bySeverity || byDay;
  return first || compareText(a.fact.id, b.fact.id);
}

/**
 * The first day after `day` on which this timeline says something else by itself: a reassurance goes stale, a concern
 * passes the age at which it asks to be confirmed, or a statement dated later begins to count. Undefined: never.
 */
export function nextChangeOf(timeline: Timeline, day: number): number | undefined {
  const { reassuringForDays } = timeline.definition;
  let next: number | undefined;
  for (const voice of timeline.voices) {
    for (const statement of voice.statements)
      if (statement.day > day && (next === undefined || statement.day < next)) next = statement.day;
    const spoken = spokenBy(voice, day);
    if (spoken?.value === undefined || reassuringForDays === null) continue;
    const ages = spoken.day + reassuringForDays + 1;
    if (ages > day && (next === undefined || ages < next)) next = ages;
  }
  return next;
}

/** A day later than any: a concern stands for good. Small enough for the quickest kind of number. */
const FOR_GOOD = 1_000_000_000;

/** The one value a timeline ever has, and the first and last day it counts. */
export interface Span {
  value: FactValue;
  from: number;
  to: number;
}

/**
 * Where only one thing was ever said, as of most facts of most children, what counts on any day without looking further;
 * null where that one thing is that nothing is known, undefined where more was said and whatCounts() must look.
 */
export function spanOf({ definition, voices }: Timeline): Span | null | undefined {
  const [voice] = voices;
  if (voices.length > 1 || voice === undefined || voice.statements.length > 1) return undefined;
  const [only] = voice.statements;
  if (only?.value === undefined) return null;
  const stands = only.concerning || definition.reassuringForDays === null;
  const to = stands ? FOR_GOOD : only.day + (definition.reassuringForDays ?? 0);
  return { value: only.value, from: only.day, to };
}

function compareSeverity(a: Statement, b: Statement): number {
  return a.severity === b.severity ? 0 : a.severity < b.severity ? -1 : 1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
