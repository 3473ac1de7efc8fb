import type { FactValue } from '../facts/fact.js';
import type { Fault } from '../kernel/outcome.js';
import { cellOf, type Cells } from './cells.js';
import type { CompiledRuleSet } from './compile.js';
import { factsOfTool } from './set-facts.js';
import { toolDerivedFacts, type ToolSet } from './tool-set.js';

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

/** Every fault in what was said: facts the tool does not have, values of another kind. Left out means unknown. */
export function faultsInAnswers(set: ToolSet, said: Readonly<Record<string, unknown>>, at = ''): Fault[] {
  const codes = codesOfTool(set);
  const find = factsOfTool(set.facts);
  return Object.entries(said).flatMap(([code, value]): Fault[] => {
    const where = at === '' ? code : `${at}.${code}`;
    const fact = codes.includes(code) ? find(code) : undefined;
    if (!fact) return [{ at: where, message: `is not a fact of ${set.id}: use one of ${codes.join(', ')}` }];
    if (fact.kind === 'words')
      return typeof value === 'string' && fact.values.includes(value)
        ? []
        : [{ at: where, message: `must be one of ${fact.values.join(', ')}, not ${JSON.stringify(value)}` }];
    const { least, most } = fact;
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? []
      : [
          {
            at: where,
            message: `must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`,
          },
        ];
  });
}

/** The cells still possible, by fact index. */
export function cellsSaid(ruleSet: CompiledRuleSet<ToolSet>, said: ToolAnswers): Int32Array {
  const own = ruleSet.nothingKnown.slice();
  ruleSet.facts.forEach((cells: Cells, fact) => {
    const value = said[cells.fact.code];
    if (value !== undefined) own[fact] = cellOf(cells, value);
  });
  return own;
}
