import { dayOfAge, phaseDays } from '../facts/derive.js';
import { isOpen, openLists, type History, type OpenList } from '../facts/history.js';
import { whatCounts, type Timeline } from '../facts/timeline.js';
import { factDefinition } from '../facts/vocabulary.js';
import { cellOf, cellsBetween, mostConcerning, type Cells } from './cells.js';
import type { CompiledRuleSet } from './compile.js';
import type { Possibilities } from './evaluate.js';

/** Reads a child's history as masks, day by day, for one compiled rule set. */
export interface Reader {
  /** What is possible on a day. The same two arrays are filled each time; needs are left open. */
  read(day: number): Possibilities;
  /** Days on which age, school phase or days waited pass a threshold of the set, ascending. */
  thresholdDays: readonly number[];
}

export function readerOf(ruleSet: CompiledRuleSet, history: History): Reader {
  const { facts, nothingKnown } = ruleSet;
  const own = nothingKnown.slice();
  const wide = nothingKnown.slice();
  const said: Said[] = [];
  const take = (timelines: ReadonlyMap<string, Timeline>, child: boolean): void => {
    for (const [code, timeline] of timelines) {
      const fact = ruleSet.index.get(code);
      const cells = fact === undefined ? undefined : facts[fact];
      if (fact !== undefined && cells) said.push({ fact, cells, timeline, child });
    }
  };
  take(history.child, true);
  take(history.referral, false);
  const perList: { fact: number; cells: Cells }[] = [];
  for (const list of history.lists)
    for (const code of list.facts.keys()) {
      const fact = ruleSet.index.get(code);
      const cells = fact === undefined ? undefined : facts[fact];
      if (fact === undefined || !cells || perList.some((other) => other.fact === fact)) continue;
      perList.push({ fact, cells });
    }
  const stepped: { fact: number; days: readonly number[] }[] = [];
  for (const code of byCalendar) {
    const fact = ruleSet.index.get(code);
    const cells = fact === undefined ? undefined : facts[fact];
    if (fact !== undefined && cells) stepped.push({ fact, days: stepsOf(cells, history) });
  }
  const lists = ruleSet.index.get('open_lists') ?? -1;
  const impact = ruleSet.index.get('highest_functional_impact') ?? -1;

  return {
    thresholdDays: [...new Set(stepped.flatMap(({ days }) => days))].sort((a, b) => a - b),
    read(day) {
      own.set(nothingKnown);
      wide.set(nothingKnown);
      for (const { fact, cells, timeline, child } of said) {
        const value = whatCounts(timeline, day)?.value;
        if (value === undefined) continue;
        own[fact] = cellOf(cells, value);
        if (child) wide[fact] = own[fact];
      }
      for (const { fact, cells } of perList) wide[fact] = overOpenLists(cells, history.lists, day);
      for (const { fact, days } of stepped) own[fact] = wide[fact] = stepOn(days, day);
      if (lists >= 0) own[lists] = wide[lists] = countIn(facts[lists], openLists(history, day));
      if (impact >= 0) {
        const [least, most] = highestImpact(history, day);
        const cells = facts[impact];
        if (cells) own[impact] = wide[impact] = cellsBetween(cells, least, most);
      }
      return { own, wide };
    },
  };
}

function countIn(cells: Cells | undefined, count: number): number {
  return cells ? cellOf(cells, count) : 0;
}

interface Said {
  fact: number;
  cells: Cells;
  timeline: Timeline;
  /** About the child, so that it is the same on every list. */
  child: boolean;
}

/** Facts that move with the calendar alone. */
const byCalendar = ['age_months', 'age_years', 'days_waited', 'school_phase'] as const;

/** The days on which such a fact enters its second, third, … cell. */
function stepsOf(cells: Cells, history: History): readonly number[] {
  const thresholds = cells.values.slice(1).map(Number);
  switch (cells.fact.code) {
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
    const timeline = list.facts.get(cells.fact.code);
    const value = timeline && whatCounts(timeline, day)?.value;
    const cell = value === undefined ? cells.full : cellOf(cells, value);
    mask = mask === 0 ? cell : mostConcerning(cells, mask, cell);
  }
  return mask === 0 ? cells.full : mask;
}

/** Least and most the highest functional impact over the child's open lists can be. */
function highestImpact(history: History, day: number): [number, number] {
  const [none, worst] = factDefinition('functional_impact')?.range ?? [0, 4];
  let [highest, open] = [none, false];
  for (const list of history.lists) {
    if (!isOpen(list, day)) continue;
    const timeline = list.facts.get('functional_impact');
    const value = timeline && whatCounts(timeline, day)?.value;
    if (value === undefined) open = true;
    else highest = Math.max(highest, Number(value));
  }
  return [highest, open ? worst : highest];
}
