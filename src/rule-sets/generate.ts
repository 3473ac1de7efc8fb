import type { FactValue } from '../facts/fact.js';
import type { CompiledRuleSet, Plan } from './compile.js';
import { masksText, missingText, readsText, valueText } from './generate-reading.js';
import { boundsText, knownText } from './generate-rules.js';
import type { RuleEvent } from './rule-set.js';

/** Places in an answer. Bands by rank, 0 the most urgent; totals are 0 in sets that do not add points. */
export const [CERTAIN, POSSIBLE, LEAST, MOST, ASKS] = [0, 1, 2, 3, 4];

/** Values by the code of their fact; absent or undefined: unknown. */
export type PlainFacts = Readonly<Record<string, FactValue | undefined>>;

/** The rules of one service line as plain functions made from text: what bulk work runs, thousands of times in a row. */
export interface Generated {
  /**
   * Band and total of complete facts, into CERTAIN and LEAST. False, and nothing answered, where a fact the rules look at
   * is unknown. Values are the facts' own (facts/check-fact.ts): others are not looked for here, bounds() does that.
   */
  known: (facts: PlainFacts, answer: Int32Array) => boolean;
  /**
   * Both bounds, and as bits by fact index from ASKS on, 32 to a place, the unknown facts of rules that could still move
   * them. A value that is not one of its fact's is unknown.
   */
  bounds: (facts: PlainFacts, answer: Int32Array) => void;
  /** The same over masks of possible cells (evaluate.ts), needs settled: where a fact is known in part. */
  boundsOfMasks: (own: Int32Array, answer: Int32Array) => void;
  /** Bounds are exact; else sound, and exact only where both are the same. */
  exact: boolean;
  /** Of an answer. */
  length: number;
  /** What was made into functions, for tests and for the curious. */
  text: string;
}

/**
 * Text is made from numbers alone (facts by index, masks of cells, points, ranks), and from the codes and words of facts,
 * each held to SAFE: nothing a rule set says in its own words can reach it. Throws RangeError where a name is not SAFE, a
 * number not whole, or canGenerate() says no.
 */
export function generate(ruleSet: CompiledRuleSet, plan: Plan): Generated {
  if (!canGenerate(plan)) throw new RangeError(`the rules for ${plan.service} say more than is generated`);
  const facts = ruleSet.facts.map((cells, index) => ({ cells, index }));
  const read = facts.filter(({ index }) => plan.outcome.some((rule) => rule.facts.includes(index)));
  const values = read.map(valueText).join('');
  const known = `${values}if (${missingText(read)}) return false;\n${knownText(plan, read)}return true;\n`;
  const bounds = `${readsText(read)}${boundsText(plan, read)}`;
  const ofMasks = `${masksText(read, 'own')}${boundsText(plan, read)}`;
  return {
    known: made<Generated['known']>('facts', known),
    bounds: made<Generated['bounds']>('facts', bounds),
    boundsOfMasks: made<Generated['boundsOfMasks']>('own', ofMasks),
    exact: plan.knots.length === 0 && plan.combine !== 'first-match',
    length: ASKS + Math.ceil(ruleSet.facts.length / 32),
    text: [known, bounds, ofMasks].join('\n'),
  };
}

/**
 * Whether a service line's rules say no more of its bands than is generated here. Published tools may (gaps, results left
 * open, modifiers): those are worked out case by case, by the closures.
 */
export function canGenerate({ modifiers, outcome }: Plan): boolean {
  return modifiers.length === 0 && outcome.every(({ rule }) => saysNoMore(rule.event));
}

function saysNoMore({ type, params }: RuleEvent): boolean {
  const read = (key: string): boolean => ['band', 'points', 'reason'].includes(key);
  return (type === 'band' || type === 'points') && Object.keys(params).every(read);
}

function made<T>(input: string, body: string): T {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is made here, from numbers and SAFE names
  return new Function(input, 'answer', `'use strict';\n${body}`) as T;
}
