import type { FactValue } from '../facts/fact.js';
import type { Fault } from '../kernel/outcome.js';
import { cellsOf, cellsWhere, highestBit, leavesOf, valuesIn, type Cells } from './cells.js';
import { reportTo, type Report } from './report.js';
import { ruleFact } from './rule-fact.js';
import type { Condition, Leaf, Rule, RuleSet } from './rule-set.js';
import { isTool, type AnySet } from './tool-set.js';

/**
 * In a set that decides the queue nobody is placed lower because something more concerning is told (clinical-core, One
 * order; rules/README.md, "Reward good news"). Whatever a comparison holds for, it holds for everything more concerning,
 * so a rule that holds goes on holding as concern grows; points taken away the other way round. Facts without an order of
 * concern (ages, plans) may be compared as one likes, but for help that a child gets: families are promised that it places
 * nobody (src/how-we-decide), whichever way. An `ask` moves nobody: one may well ask because an answer reassures.
 */
export function checkConcern(set: AnySet): Fault[] {
  const faults: Fault[] = [];
  const fault = reportTo(faults);
  if (isTool(set)) return faults;
  for (const need of set.needs) grows(need.conditions, false, `needs (${need.domain}).conditions`, fault);
  set.rules.forEach(({ id, conditions, event }, i) => {
    const falling = event.type === 'points' && event.params.points < 0;
    if (event.type !== 'ask') grows(conditions, falling, `rules[${i}] (${id}).conditions`, fault);
  });
  if (set.combine === 'first-match') mostUrgentFirst(set, fault);
  return faults;
}

const HELP: readonly string[] = ['education_measures_in_place'];

function grows(conditions: Condition, falling: boolean, at: string, fault: Report): void {
  for (const leaf of leavesOf(conditions)) {
    if (HELP.includes(leaf.fact))
      fault(at, `looks at ${leaf.fact}: families are promised that help at school places nobody, remove it`);
    const fact = ruleFact(leaf.fact);
    if (!fact || fact.worry === 'not') continue;
    const cells = cellsOf(fact, [leaf]);
    const [holds, not] = turnsBack(cells, leaf, (fact.worry === 'up') !== falling);
    if (holds === undefined || not === undefined) continue;
    const compared = `compares ${leaf.fact} so that it holds for ${holds} and not for ${not}`;
    fault(
      at,
      falling
        ? `${compared}, which is less concerning: points may be taken away only for reassurance, turn the comparison round`
        : `${compared}, which is more concerning: no rule of a queue may reward reassurance, turn the comparison round or remove it`,
    );
  }
}

/** A value the comparison holds for, and one further up (or down) for which it no longer does; none where it is closed. */
function turnsBack(cells: Cells, leaf: Leaf, upwards: boolean): readonly FactValue[] {
  const mask = cellsWhere(cells, leaf);
  const closed = upwards ? cells.full & ~((mask & -mask) - 1) : highestBit(mask) * 2 - 1;
  const missing = closed & ~mask;
  if (missing === 0) return [];
  const nearest = (bits: number): number => (upwards ? bits & -bits : highestBit(bits));
  return [mask, missing].flatMap((bits) => valuesIn(cells, nearest(bits)));
}

/** Where the first match decides, no rule may hide a more urgent one after it, whatever it looks at. */
function mostUrgentFirst(set: RuleSet, fault: Report): void {
  const rank = (band: string): number => set.bands.find(({ id }) => id === band)?.rank ?? -1;
  const bandOf = ({ event }: Rule): string | undefined =>
    event.type === 'band' ? event.params.band : undefined;
  set.rules.forEach((rule, i) => {
    const band = bandOf(rule);
    if (band === undefined) return;
    const hidden = set.rules
      .slice(i + 1)
      .find((later) => shareAService(rule, later) && rank(bandOf(later) ?? band) < rank(band));
    const instead = hidden
      ? `${hidden.id}, which gives ${bandOf(hidden)}`
      : `the default, ${set.defaultBand}`;
    if (hidden || rank(set.defaultBand) < rank(band))
      fault(`rules[${i}] (${rule.id})`, `gives ${band} and hides ${instead}: put the more urgent first`);
  });
}

function shareAService(a: Rule, b: Rule): boolean {
  return a.services?.some((service) => b.services?.includes(service) ?? true) ?? true;
}
