import { dayOfAge, phaseDays } from '../facts/derive.js';
import type { FactValue } from '../facts/fact.js';
import { isOpen, openLists, type History, type OpenList } from '../facts/history.js';
import { spanOf, whatCounts, type Span, type Timeline } from '../facts/timeline.js';
import { factDefinition } from '../facts/vocabulary.js';
import { cellOf, cellsBetween, mostConcerning, type Cells } from './cells.js';
import type { CompiledRuleSet } from './compile.js';
import type { Possibilities } from './evaluate.js';

/** Reads a child's history as masks, day by day, for one compiled rule set. */
export interface Reader {
  /** Facts of the set that something was said about, of the child and of this referral. */
  said: readonly Said[];
  /** What is possible on a day. The same two arrays are filled each time; needs are left open. */
  read(day: number): Possibilities;
  /** Days on which age, school phase or days waited pass a threshold of the set, in no order. */
  thresholdDays: readonly number[];
}

/** `into`: the arrays to fill; new ones where absent. */
export function readerOf(
  ruleSet: CompiledRuleSet,
  history: History,
  into: Possibilities = freshArrays(ruleSet),
): Reader {
  const { facts, nothingKnown } = ruleSet;
  const { own, wide } = into;
  const said: Said[] = [];
  take(said, ruleSet, history.child, true);
  take(said, ruleSet, history.referral, false);
  const onlyList = onlyListOf(history);
  const perList = onlyList ? [] : factsPerList(ruleSet, history);
  const stepped: { fact: number; days: readonly number[] }[] = [];
  const thresholdDays: number[] = [];
  for (const moving of calendarFactsOf(ruleSet)) {
    const days = stepsOf(moving, history);
    stepped.push({ fact: moving.fact, days });
    for (const day of days) thresholdDays.push(day);
  }
  const lists = ruleSet.index.get('open_lists') ?? -1;
  const impact = ruleSet.index.get('highest_functional_impact') ?? -1;
  const impacts = impact < 0 ? [] : history.lists.map(impactOn);

  return {
    said,
    thresholdDays,
    read(day) {
      // Forty numbers: a loop takes less than two calls to copy them.
      for (let fact = 0; fact < own.length; fact++) own[fact] = wide[fact] = nothingKnown[fact] as number;
      const listOpen = onlyList !== undefined && isOpen(onlyList, day);
      for (const one of said) {
        const mask = one.several ? maskOn(one, day) : day >= one.from && day <= one.to ? one.mask : 0;
        if (mask === 0) continue;
        own[one.fact] = mask;
        if (one.child || listOpen) wide[one.fact] = mask;
      }
      for (const { fact, cells } of perList) wide[fact] = overOpenLists(cells, history.lists, day);
      for (const { fact, days } of stepped) own[fact] = wide[fact] = stepOn(days, day);
      if (lists >= 0) own[lists] = wide[lists] = countIn(facts[lists], openLists(history, day));
      if (impact >= 0) {
        const [least, most] = highestImpact(impacts, day);
        const cells = facts[impact];
        if (cells) own[impact] = wide[impact] = cellsBetween(cells, least, most);
      }
      return into;
    },
  };
}

/** Arrays for what is possible under a set. */
export function freshArrays({ nothingKnown }: CompiledRuleSet): Possibilities {
  return { own: nothingKnown.slice(), wide: nothingKnown.slice() };
}

function countIn(cells: Cells | undefined, count: number): number {
  return cells ? cellOf(cells, count) : 0;
}

/** A fact of the set that something was said about: all of it, and where one thing was said its mask and when it counts. */
export interface Said {
  fact: number;
  cells: Cells;
  timeline: Timeline;
  /** About the child, so that it is the same on every list. */
  child: boolean;
  /** More than one thing was said: what counts must be looked for. */
  several: boolean;
  /** Else the cell of the one value, and the first and last day it counts; never, where it says that nothing is known. */
  mask: number;
  from: number;
  to: number;
}

function take(
  said: Said[],
  ruleSet: CompiledRuleSet,
  timelines: ReadonlyMap<string, Timeline>,
  child: boolean,
): void {
  for (const [code, timeline] of timelines) {
    const fact = ruleSet.index.get(code);
    const cells = fact === undefined ? undefined : ruleSet.facts[fact];
    if (fact === undefined || !cells) continue;
    const span = spanOf(timeline);
    const [mask, from, to] = span ? [cellOf(cells, span.value), span.from, span.to] : [0, 1, 0];
    said.push({ fact, cells, timeline, child, several: span === undefined, mask, from, to });
  }
}

/** The cells of what counts on a day; 0 where nothing does. */
function maskOn({ cells, timeline }: Said, day: number): number {
  const value = whatCounts(timeline, day)?.value;
  return value === undefined ? 0 : cellOf(cells, value);
}

/** The list, where the child is and was on no other: what holds for the referral while it is open holds child-wide. */
function onlyListOf({ lists, referral }: History): OpenList | undefined {
  const [only] = lists;
  return lists.length === 1 && only?.facts === referral ? only : undefined;
}

function factsPerList(ruleSet: CompiledRuleSet, history: History): { fact: number; cells: Cells }[] {
  const found = new Map<number, Cells>();
  for (const list of history.lists)
    for (const code of list.facts.keys()) {
      const fact = ruleSet.index.get(code);
      const cells = fact === undefined ? undefined : ruleSet.facts[fact];
      if (fact !== undefined && cells) found.set(fact, cells);
    }
  return [...found].map(([fact, cells]) => ({ fact, cells }));
}

/** Facts that move with the calendar alone. */
const byCalendar = ['age_months', 'age_years', 'days_waited', 'school_phase'] as const;

interface CalendarFact {
  fact: number;
  code: (typeof byCalendar)[number];
  /** Where its second, third, … cell begins, in its own unit. */
  thresholds: readonly number[];
}

const calendarFacts = new WeakMap<CompiledRuleSet, readonly CalendarFact[]>();

function calendarFactsOf(ruleSet: CompiledRuleSet): readonly CalendarFact[] {
  let found = calendarFacts.get(ruleSet);
  if (!found) {
    found = byCalendar.flatMap((code) => {
      const fact = ruleSet.index.get(code);
      const cells = fact === undefined ? undefined : ruleSet.facts[fact];
      if (fact === undefined || !cells) return [];
      return [{ fact, code, thresholds: cells.values.slice(1).map(Number) }];
    });
    calendarFacts.set(ruleSet, found);
  }
  return found;
}

/** The days on which such a fact enters its second, third, … cell. */
function stepsOf({ code, thresholds }: CalendarFact, history: History): readonly number[] {
  switch (code) {
    case 'age_months':
      return thresholds.map((months) => dayOfAge(history.birthDate, months));
    case 'age_years':
      return thresholds.map((years) => dayOfAge(history.birthDate, years * 12));
    case 'days_waited':
      return thresholds.map((days) => history.waitingSince + days);
    case 'school_phase':
    default:
      return phaseDays(history.birthDate);
  }
}

function stepOn(days: readonly number[], day: number): number {
  let cell = 0;
  while (cell < days.length && (days[cell] as number) <= day) cell++;
  return 1 << cell;
}

/** A referral-level fact over the child's open lists: the most concerning of them, as far as it is known. */
function overOpenLists(cells: Cells, lists: readonly OpenList[], day: number): number {
  let mask = 0;
  for (const list of lists) {
    if (!isOpen(list, day)) continue;
    const value = valueOn(list.facts.get(cells.fact.code), day);
    const cell = value === undefined ? cells.full : cellOf(cells, value);
    mask = mask === 0 ? cell : mostConcerning(cells, mask, cell);
  }
  return mask === 0 ? cells.full : mask;
}

/** What was said of functional impact on one list. */
interface Impact {
  list: OpenList;
  timeline: Timeline | undefined;
  span: Span | null | undefined;
}

function impactOn(list: OpenList): Impact {
  const timeline = list.facts.get('functional_impact');
  return { list, timeline, span: timeline && spanOf(timeline) };
}

const [NO_IMPACT, WORST_IMPACT] = factDefinition('functional_impact')?.range ?? [0, 4];

/** Least and most the highest functional impact over the child's open lists can be. */
function highestImpact(impacts: readonly Impact[], day: number): [number, number] {
  let [highest, open] = [NO_IMPACT, false];
  for (const { list, timeline, span } of impacts) {
    if (!isOpen(list, day)) continue;
    const value = span
      ? day >= span.from && day <= span.to
        ? span.value
        : undefined
      : valueOn(timeline, day);
    if (value === undefined) open = true;
    else highest = Math.max(highest, Number(value));
  }
  return [highest, open ? WORST_IMPACT : highest];
}

function valueOn(timeline: Timeline | undefined, day: number): FactValue | undefined {
  return timeline && whatCounts(timeline, day)?.value;
}
