import type { FactValue } from '../facts/fact.js';
import { historyOf, openLists, type History } from '../facts/history.js';
import { nextChangeOf, whatCounts, type Timeline } from '../facts/timeline.js';
import { epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';
import { cellsBetween, type Cells } from '../rule-sets/cells.js';
import { compile, planFor, type CompiledRuleSet } from '../rule-sets/compile.js';
import { settleNeeds } from '../rule-sets/evaluate.js';
import { readerOf } from '../rule-sets/reader.js';
import type { RuleFact } from '../rule-sets/rule-fact.js';
import { everyOf } from '../rule-sets/three-valued.js';
import { calendarCells, calendarFacts } from './calendar-facts.js';
import type { Decision, DecisionInput } from './decision.js';
import { SEEN_BYTES, seenEver, seenFields, writeSeen, type Span } from './seen-facts.js';
import { foldSegments } from './segments.js';

/** What a decision rests on, compactly: enough to tell whom other rules would not decide otherwise (redecide-difference). */
export interface DecisionBasis {
  /** By the layout of `seen-facts.ts`. */
  seen: Uint8Array;
  /** The first day after the decision's on which anything said, looked at or not, counts otherwise by itself; null: never. */
  seenUntil: PlainDate | null;
  /**
   * Deciding again by the same rules, from what this decision let stand, gives the same stretches of the wait, and so do
   * later days for its questions: no clinician has looked since one was due, whom a new day would call again.
   */
  steady: boolean;
}

export function basisOf(input: DecisionInput, decision: Decision): DecisionBasis {
  const history = historyOf(input);
  const ruleSet = compile(input.ruleSet.set);
  const today = epochDay(input.on);
  const seen = new Uint8Array(SEEN_BYTES);
  for (const { fact } of seenFields.values()) {
    const timeline = timelineOf(history, fact.code);
    writeSeen(seen, fact.code, nowOf(fact, timeline, today), everOf(fact, timeline ? [timeline] : [], today));
  }
  writeLists(seen, history, today);
  writeNeeds(seen, input, ruleSet, history, today);
  return { seen, seenUntil: seenUntil(history, today), steady: isSteady(input, decision, ruleSet, history) };
}

function timelineOf(history: History, code: string): Timeline | undefined {
  return history.child.get(code) ?? history.referral.get(code);
}

function nowOf(fact: RuleFact, timeline: Timeline | undefined, today: number): Span {
  const value = timeline && whatCounts(timeline, today)?.value;
  return value === undefined ? anyOf(fact) : only(fact, value);
}

/** Everything said up to today by anybody: whatever counted on some day is among it. What is dated later may be anything. */
function everOf(fact: RuleFact, timelines: readonly Timeline[], today: number): Span {
  let said = noneOf(fact);
  for (const { voices } of timelines)
    for (const { statements } of voices)
      for (const { day, value } of statements) {
        if (day > today) return anyOf(fact);
        if (value !== undefined) said = either(said, only(fact, value));
      }
  return said;
}

/** How many lists, and the highest impact on any of them, of which the least is what may be certain. */
function writeLists(seen: Uint8Array, history: History, today: number): void {
  const open = openLists(history, today);
  const services = new Set(history.lists.map(({ service }) => service));
  writeSeen(seen, 'open_lists', { least: open, most: open }, { least: 0, most: services.size });
  const impact = seenFields.get('highest_functional_impact')?.fact;
  if (impact?.kind !== 'count') throw new Error('impact is counted');
  const said = history.lists.flatMap(({ facts }) => facts.get('functional_impact') ?? []);
  const ever = either(only(impact, impact.least), everOf(impact, said, today));
  writeSeen(seen, impact.code, highestNow(history, impact, today), ever);
}

function highestNow(history: History, impact: RuleFact & { kind: 'count' }, today: number): Span {
  let [highest, unknown] = [impact.least, false];
  for (const { opens, closes, facts } of history.lists) {
    if (opens > today || (closes !== undefined && closes <= today)) continue;
    const timeline = facts.get('functional_impact');
    const value = timeline && whatCounts(timeline, today)?.value;
    if (value === undefined) unknown = true;
    else highest = Math.max(highest, Number(value));
  }
  return { least: highest, most: unknown ? impact.most : highest };
}

/** Needs as the rules of this decision define them: comparing with rules that define them otherwise is refused. */
function writeNeeds(
  seen: Uint8Array,
  input: DecisionInput,
  ruleSet: CompiledRuleSet,
  history: History,
  today: number,
): void {
  const states = settleNeeds(ruleSet, readerOf(ruleSet, history).read(today), () => undefined);
  const ever = everSeen(seen, ruleSet, input, history, today);
  const could = ruleSet.needs.map(({ test }) => test(ever, everyOf(ever)));
  const count = (of: readonly boolean[]): number => of.filter(Boolean).length;
  ruleSet.needs.forEach(({ domain }, i) => {
    const mask = states[i] === 'true' ? YES : states[i] === 'false' ? NO : YES | NO;
    writeSeen(seen, `need_${domain}`, { mask }, { mask: could[i] ? YES | NO : NO });
  });
  const certain = count(states.map((state) => state === 'true'));
  const possible = count(states.map((state) => state !== 'false'));
  const most = Math.max(count(could), certain);
  writeSeen(seen, 'need_domains', { least: certain, most: possible }, { least: 0, most });
}

const NO = 0b01;
const YES = 0b10;

/** Over all lists, the cells of everything ever said: a need that is certain on some day holds for some of them. */
function everSeen(
  seen: Uint8Array,
  ruleSet: CompiledRuleSet,
  { child, referral }: DecisionInput,
  history: History,
  today: number,
): Int32Array {
  const dates = { birthDate: child.birthDate, waitingSince: referral.waitingSince };
  const first = Math.min(history.waitingSince, today);
  return Int32Array.from(ruleSet.facts, (cells) => {
    const { code } = cells.fact;
    if (calendarFacts.has(code)) return calendarCells(cells, dates, first, today);
    const onLists = history.lists.flatMap(({ facts }) => facts.get(code) ?? []);
    if (onLists.length > 0) return maskOf(cells, everOf(cells.fact, onLists, today));
    // Needs rest on no other needs; were they to, anything could be.
    const field = code.startsWith('need_') ? undefined : seenFields.get(code);
    return field ? seenEver(seen, field.at, field, cells) : cells.full;
  });
}

function maskOf(cells: Cells, span: Span): number {
  if ('mask' in span) return span.mask;
  return span.least > span.most ? 0 : cellsBetween(cells, span.least, span.most);
}

function seenUntil(history: History, today: number): PlainDate | null {
  let next = Number.POSITIVE_INFINITY;
  const consider = (day: number | undefined): void => {
    if (day !== undefined && day > today && day < next) next = day;
  };
  for (const timeline of history.child.values()) consider(nextChangeOf(timeline, today));
  for (const { opens, closes, facts } of history.lists) {
    consider(opens);
    consider(closes);
    for (const timeline of facts.values()) consider(nextChangeOf(timeline, today));
  }
  consider(history.waitingSince);
  return next === Number.POSITIVE_INFINITY ? null : fromEpochDay(next);
}

/** What stands is folded with what stood before: decided again, what this decision let stand takes that one's place. */
function isSteady(
  input: DecisionInput,
  { standing, segments, asks }: Decision,
  ruleSet: CompiledRuleSet,
  history: History,
): boolean {
  const { standing: before, confirmations } = input;
  const asBefore = before?.band === standing.band && before.since === standing.since;
  if (asks.some(({ dueOn }) => confirmations.some(({ on }) => on >= dueOn))) return false;
  if (confirmations.length === 0 && (before === null || asBefore)) return true;
  const again: DecisionInput = { ...input, standing: { ...standing, decisionId: 'this one' } };
  const plan = planFor(ruleSet, input.referral.service);
  const stretches = foldSegments(again, ruleSet, plan, history, readerOf(ruleSet, history));
  return JSON.stringify(stretches) === JSON.stringify(segments);
}

function anyOf(fact: RuleFact): Span {
  return fact.kind === 'words'
    ? { mask: 2 ** fact.values.length - 1 }
    : { least: fact.least, most: fact.most };
}

function noneOf(fact: RuleFact): Span {
  return fact.kind === 'words' ? { mask: 0 } : { least: fact.most, most: fact.least };
}

function only(fact: RuleFact, value: FactValue): Span {
  if (fact.kind === 'count') return { least: Number(value), most: Number(value) };
  const place = fact.values.indexOf(String(value));
  return place < 0 ? anyOf(fact) : { mask: 2 ** place };
}

function either(a: Span, b: Span): Span {
  if ('mask' in a) return { mask: 'mask' in b ? a.mask | b.mask : a.mask };
  if ('mask' in b) return a;
  return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}
