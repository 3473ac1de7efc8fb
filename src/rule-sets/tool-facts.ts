import type { FactValue } from '../facts/fact.js';
import type { Fault } from '../kernel/outcome.js';
import { cellOf, type Cells } from './cells.js';
import type { CompiledRuleSet } from './compile.js';
import type { RuleFact } from './rule-fact.js';
import { derivedFactWords } from './rule-fact-words.js';
import { factsOfTool, type FindFact } from './set-facts.js';
import { toolDerivedFacts, type AnySet, type ToolSet } from './tool-set.js';

/** What somebody says to a tool: a value for each fact they know. */
export type ToolAnswers = Readonly<Record<string, FactValue>>;

/** Codes somebody may give a tool a value for: its own, and the worked-out ones it can use. */
export function codesOfTool(set: ToolSet): readonly string[] {
  const derived = new Set<string>(usedDerived(set));
  if (set.bands.some(({ wait }) => wait?.withinDays !== undefined)) derived.add('days_waited');
  return [...set.facts.map(({ code }) => code), ...toolDerivedFacts.filter((code) => derived.has(code))];
}

function usedDerived(set: ToolSet): string[] {
  const text = JSON.stringify(set.rules);
  return toolDerivedFacts.filter((code) => text.includes(`"fact":"${code}"`));
}

/** A fact somebody can be asked for, in words. */
export interface Askable {
  fact: string;
  title: string;
  meaning: string;
}

const derivedMeaning: Readonly<Record<(typeof toolDerivedFacts)[number], string>> = {
  age_years: 'How old the child is',
  age_months: 'How old the child is',
  school_phase: 'Which phase of school the child is in, by age',
  days_waited: 'How long the child has waited, in days',
};

/** What a tool can ask for: the age first, where it looks at one, then its own facts as it lists them. */
export function askableOf(set: ToolSet): readonly Askable[] {
  const codes = codesOfTool(set);
  return [
    ...toolDerivedFacts
      .filter((code) => codes.includes(code))
      .map((code) => ({
        fact: code,
        title: derivedFactWords[code] ?? code,
        meaning: derivedMeaning[code],
      })),
    ...set.facts.map(({ code, title, meaning }) => ({ fact: code, title, meaning })),
  ];
}

/** Every fault in what was said to a tool: facts it does not have, values of another kind. Left out means unknown. */
export function faultsInAnswers(set: ToolSet, said: Readonly<Record<string, unknown>>, at = ''): Fault[] {
  return faultsIn(set.id, codesOfTool(set), factsOfTool(set.facts), said, at);
}

/** The same for any facts, by the codes that may be said. */
export function faultsIn(
  id: string,
  codes: readonly string[],
  find: FindFact,
  said: Readonly<Record<string, unknown>>,
  at = '',
): Fault[] {
  return Object.entries(said).flatMap(([code, value]): Fault[] => {
    const where = at === '' ? code : `${at}.${code}`;
    const fact = codes.includes(code) ? find(code) : undefined;
    if (!fact) return [{ at: where, message: `is not a fact of ${id}: use one of ${codes.join(', ')}` }];
    const wanted = fits(fact, value);
    return wanted === null ? [] : [{ at: where, message: `must be ${wanted}, not ${JSON.stringify(value)}` }];
  });
}

/** What a value must be, where it is not. */
function fits(fact: RuleFact, value: unknown): string | null {
  if (fact.kind === 'words')
    return typeof value === 'string' && fact.values.includes(value)
      ? null
      : `one of ${fact.values.join(', ')}`;
  const { least, most } = fact;
  const whole = typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
  return whole ? null : `a whole number from ${least} to ${most}`;
}

/** The cells still possible, by fact index. */
export function masksOf(ruleSet: CompiledRuleSet<AnySet>, said: ToolAnswers): Int32Array {
  const own = ruleSet.nothingKnown.slice();
  ruleSet.facts.forEach((cells: Cells, fact) => {
    const value = Object.hasOwn(said, cells.fact.code) ? said[cells.fact.code] : undefined;
    if (value !== undefined) own[fact] = cellOf(cells, value);
  });
  return own;
}
