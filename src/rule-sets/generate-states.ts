import { never } from '../kernel/never.js';
import type { CompiledRuleSet, Plan } from './compile.js';
import { masksText, whole } from './generate-reading.js';
import { certain, possible, rankText } from './generate-rules.js';
import { bitText, knotText, needsText, ruleText } from './generate-state-parts.js';

/** Places in an answer: bands by rank, 0 the most urgent; then, as bits, which needs are certain and which at least possible. */
export const [SURE, MIGHT, NEEDS_TRUE, NEEDS_OPEN, RULES] = [0, 1, 2, 3, 4];

/** What every rule of one service line comes to, as one function made from text. */
export interface GeneratedStates {
  /**
   * Settles the needs into `own` as settleNeeds() does (evaluate.ts), and answers what every need and every rule comes to
   * (holds()) and both bounds (bounds()), all exact. False: comparisons of some fact oppose each other among the values
   * still possible, which only trying them settles; the closures then do all of it, needs included, from the same arrays.
   */
  settle: (own: Int32Array, wide: Int32Array, answer: Int32Array) => boolean;
  /**
   * The rank that is certain, alone (certainRank()), for a child's wait is read on many days; needs are settled on the way
   * where rules look at them. -1: left to the closures, as above, or because there are no bounds.
   */
  sure: (own: Int32Array, wide: Int32Array) => number;
  /** Whether answers hold the bounds. Where a set says more of them (modifiers, first match, gaps), bounds() finds them. */
  bounds: boolean;
  /** Places for the rules in the plan's order, 32 bits each: from RULES on what is true, then as many of what is possible. */
  words: number;
  /** Of an answer. */
  length: number;
  /** What was made into a function, for tests and for the curious. */
  text: string;
}

/**
 * Text is made from whole numbers alone: facts by index, masks of cells, points, ranks, places. No code, word or sentence
 * of a rule set or of a fact reaches it. Throws RangeError where a number is not whole.
 */
export function generateStates(ruleSet: CompiledRuleSet, plan: Plan): GeneratedStates {
  const bounds = boundsAreSimple(plan);
  const words = Math.ceil(plan.rules.length / 32);
  const places = Array.from({ length: words }, (_, word) => whole(word));
  const facts = (parts: readonly { facts: readonly number[] }[]): { index: number }[] =>
    [...new Set(parts.flatMap((part) => part.facts))].map((index) => ({ index }));
  const knots = [...(bounds ? plan.knots : []), ...plan.rules.flatMap((rule) => rule.knots)];
  const settle = [
    `let least = 0, most = 0;\n${needsText(ruleSet, facts(ruleSet.needs), 'false')}`,
    ...places.map((word) => `let t${word} = 0, p${word} = 0;\n`),
    `answer[${whole(NEEDS_TRUE)}] = certain;\nanswer[${whole(NEEDS_OPEN)}] = open;\n`,
    masksText(facts(plan.rules), 'own'),
    ...new Set(knots.map((knot) => knotText(knot, 'false'))),
    ...plan.rules.map(ruleText),
    ...places.map((word) => `answer[${whole(RULES)} + ${word}] = t${word};\n`),
    ...places.map((word) => `answer[${whole(RULES + words)} + ${word}] = p${word};\n`),
    bounds ? boundsText(plan) : '',
    'return true;\n',
  ].join('');
  const sure = [
    plan.asksForNeeds ? needsText(ruleSet, facts(ruleSet.needs), '-1') : '',
    masksText(facts(plan.outcome), 'own'),
    ...plan.knots.map((knot) => knotText(knot, '-1')),
    sureText(plan),
  ].join('');
  return {
    settle: made<GeneratedStates['settle']>(['own', 'wide', 'answer'], settle),
    sure: made<GeneratedStates['sure']>(['own', 'wide'], bounds ? sure : 'return -1;\n'),
    bounds,
    words,
    length: RULES + 2 * words,
    text: `${settle}${sure}`,
  };
}

/** Whether the nth rule of the plan's order is true in an answer. */
export function isTrueIn(answer: Int32Array, nth: number): boolean {
  return ((answer[RULES + (nth >> 5)] as number) & (1 << (nth & 31))) !== 0;
}

/** Whether it is possible, and not true. */
export function isPossibleIn(answer: Int32Array, nth: number, words: number): boolean {
  return ((answer[RULES + words + (nth >> 5)] as number) & (1 << (nth & 31))) !== 0;
}

/** Whether the bounds follow from the states of the rules: the most urgent band among them, or the sum of their points. */
function boundsAreSimple(plan: Plan): boolean {
  if (plan.byCases || plan.modifiers.length > 0) return false;
  return plan.combine === 'sum' || plan.outcome.every(({ rank }) => rank >= 0);
}

function boundsText(plan: Plan): string {
  switch (plan.combine) {
    case 'sum':
      return `answer[${whole(SURE)}] = ${rankText(plan, 'least')};\nanswer[${whole(MIGHT)}] = ${rankText(plan, 'most')};\n`;
    case 'most-urgent':
      return (
        `answer[${whole(SURE)}] = ${mostUrgentText(plan, (word) => `t${word}`)};\n` +
        `answer[${whole(MIGHT)}] = ${mostUrgentText(plan, (word) => `(t${word} | p${word})`)};\n`
      );
    case 'first-match':
      throw new RangeError('the first match is found by cases');
    default:
      return never(plan.combine);
  }
}

/** The most urgent rank with a rule among those of the bits, else the default; a rule below the default places nobody. */
function mostUrgentText(plan: Plan, among: (word: string) => string): string {
  const nth = new Map(plan.rules.map((rule, at) => [rule, at]));
  const steps = Array.from({ length: plan.defaultRank }, (_, rank) => {
    const rules = plan.outcome
      .filter((rule) => rule.rank === rank)
      .map((rule) => nth.get(rule) ?? Number.NaN);
    const found = [...new Set(rules.map((at) => Math.floor(at / 32)))].map((word) => {
      const bits = rules.filter((at) => Math.floor(at / 32) === word).map(bitText);
      return `(${among(whole(word))} & (${bits.join(' | ')})) !== 0`;
    });
    return found.length === 0 ? '' : `${found.join(' || ')} ? ${whole(rank)} : `;
  });
  return `${steps.join('')}${whole(plan.defaultRank)}`;
}

/** The certain rank, and no more than it takes: rules stand most urgent first, and the first that is certain ends it. */
function sureText(plan: Plan): string {
  if (plan.combine === 'sum') {
    const added = plan.outcome.map((rule) => {
      // Points taken away count where the rule is possible, for then it is not certain that they are not.
      const counts = rule.points < 0 ? possible(rule) : certain(rule);
      return `if (${counts}) least += ${whole(rule.points)};\n`;
    });
    return `let least = 0;\n${added.join('')}return ${rankText(plan, 'least')};\n`;
  }
  const places = plan.outcome.filter(({ rank }) => rank < plan.defaultRank);
  const steps = places.map((rule) => `if (${certain(rule)}) return ${whole(rule.rank)};\n`);
  return `${steps.join('')}return ${whole(plan.defaultRank)};\n`;
}

function made<T>(inputs: readonly string[], body: string): T {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is made here, from whole numbers alone
  return new Function(...inputs, `'use strict';\n${body}`) as T;
}
