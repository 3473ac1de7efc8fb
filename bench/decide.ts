import { createHash } from 'node:crypto';
import { compile, planFor, type CompiledRuleSet } from '../src/rule-sets/compile.js';
import { CERTAIN, generate, LEAST } from '../src/rule-sets/generate.js';
import { median, type Bench, type BenchContext } from './bench.js';
import { byClosures } from './support/decide/by-masks.js';
import { boundsByHand } from './support/decide/bounds-by-hand.js';
import { children, partlyKnown, type Known } from './support/decide/children.js';
import { fortyRules } from './support/decide/forty-rules.js';
import { byHand } from './support/decide/hand-written.js';
import { perSecond, type Contestant } from './support/decide/measure.js';
import { jsonLogicEngine, jsonRulesEngine, zenEngine, type Totals } from './support/decide/peers.js';
import { onTwoCores } from './support/decide/two-cores.js';
import { wholeReceipts } from './support/decide/whole-receipts.js';

/** Enough that the processor cannot learn the children by heart. */
const CHILDREN = 20_000;
/** What the slowest engine is timed over; its answers are held against all children's once. */
const FEW = 2_000;
const HASHES = 2_000;

/** Nothing is read from a database. */
export const withoutDatabase = true;

/**
 * Decisions a second with forty rules: complete facts beside other engines and code written by hand, then both bounds and
 * what to ask beside the same by hand, then whole receipts. Everybody decides the same children and must give the same
 * answers.
 */
export const bench: Bench = async (context) => {
  const set = fortyRules();
  const ruleSet = compile(set);
  const known = children(ruleSet, CHILDREN, context.seed);
  await completeFacts(context, ruleSet, known);
  await bothBounds(context, ruleSet, known);
  await receipts(context);
};

type Rules<T> = (child: T, answer: Int32Array) => unknown;

async function completeFacts(context: BenchContext, ruleSet: CompiledRuleSet, known: Known[]): Promise<void> {
  const { set } = ruleSet;
  const generated = generate(ruleSet, planFor(ruleSet, 'slt'));
  const answer = new Int32Array(generated.length);
  const hand = byHand as unknown as Rules<Known>;
  const ours: readonly [string, Rules<Known>][] = [
    ['by hand', hand],
    ['generated', generated.known],
    ['closures', byClosures(ruleSet)],
  ];
  const expected = known.map((child) => outcomeOf(hand, child, answer));
  for (const [name, rules] of ours)
    same(
      name,
      expected,
      known.map((child) => outcomeOf(rules, child, answer)),
    );

  const peers: [string, Totals][] = [
    ['json-rules-engine', jsonRulesEngine(set)],
    ['json-logic-engine, compiled', jsonLogicEngine(set)],
  ];
  try {
    peers.push(['@gorules/zen-engine', zenEngine(set)]);
  } catch (error) {
    notMeasured(context, '@gorules/zen-engine', error);
  }
  const totals = expected.map((line) => Number(line.split(' ')[1]));
  for (const [name, total] of peers) same(name, totals.map(String), (await total(known)).map(String));

  const few = known.slice(0, FEW);
  const speeds = await perSecond(
    [
      ...ours.map(([name, rules]) => contestant(name, rules, known, answer)),
      ...peers.map(([name, total]): Contestant => {
        const of = name === 'json-rules-engine' ? few : known;
        return { name, pass: () => total(of), children: of.length };
      }),
    ],
    context.signal,
  );
  const figure = figureOf(context, 'complete facts, band and points', speeds);
  figure('generated', 'by hand');
  figure('closures', 'by hand');
  for (const [name] of peers) figure('generated', name);
}

async function bothBounds(context: BenchContext, ruleSet: CompiledRuleSet, known: Known[]): Promise<void> {
  const partly = partlyKnown(known, context.seed + 1);
  const generated = generate(ruleSet, planFor(ruleSet, 'slt'));
  const answer = new Int32Array(generated.length);
  const hand = boundsByHand as unknown as Rules<(typeof partly)[number]>;
  const closures = byClosures(ruleSet);
  const whole = (rules: Rules<(typeof partly)[number]>): string[] =>
    partly.map((child) => {
      rules(child, answer);
      return answer.join(' ');
    });
  const expected = whole(hand);
  same('generated bounds', expected, whole(generated.bounds));
  const bound = (line: string): string => line.split(' ').slice(0, 4).join(' ');
  same('bounds by closures', expected.map(bound), whole(closures).map(bound));
  const speeds = await perSecond(
    [
      contestant('by hand', hand, partly, answer),
      contestant('generated', generated.bounds, partly, answer),
      contestant('closures, without what to ask', closures, partly, answer),
    ],
    context.signal,
  );
  const figure = figureOf(context, 'bounds and what to ask, 3 to 30 of 37 facts known', speeds);
  figure('generated', 'by hand');
  figure('closures, without what to ask', 'by hand');
}

/** Whole receipts, as values (decide) and as the text that is stored, by one core and by two. */
async function receipts({ signal, ...context }: BenchContext): Promise<void> {
  const here = wholeReceipts(context.seed);
  for (const [name, { texts, expected }] of Object.entries(here)) same(name, expected, texts());
  const two = await onTwoCores(context.seed);
  const one = Object.entries(here).flatMap(
    ([name, { decided, written, stringified, receipts }]): Contestant[] => [
      { name: `${name}, as values, one core`, pass: decided, children: receipts },
      { name: `${name}, as text, one core`, pass: written, children: receipts },
      { name: `${name}: JSON.stringify alone`, pass: stringified, children: receipts },
      { name: `${name}, as values, two cores`, pass: two.pass(name, 'decided'), children: 2 * receipts },
      { name: `${name}, as text, two cores`, pass: two.pass(name, 'written'), children: 2 * receipts },
    ],
  );
  const limit = 'SHA-256 of 2,000 letters, of which a receipt needs one';
  const speeds = await perSecond([...one, { name: limit, pass: hashes, children: HASHES }], signal);
  await two.close();
  const figure = figureOf({ signal, ...context }, 'whole receipts, 3 to 30 of 37 facts known', speeds);
  for (const name of Object.keys(here))
    for (const cores of ['one core', 'two cores']) {
      figure(`${name}, as values, ${cores}`, limit);
      figure(`${name}, as text, ${cores}`, `${name}: JSON.stringify alone`);
    }
}

function hashes(): void {
  const letters = 'x'.repeat(2000);
  for (let nth = 0; nth < HASHES; nth++)
    createHash('sha256')
      .update(letters + String(nth))
      .digest('hex');
}

function contestant<T>(name: string, rules: Rules<T>, of: readonly T[], answer: Int32Array): Contestant {
  const pass = (): void => {
    for (const child of of) rules(child, answer);
  };
  return { name, pass, children: of.length };
}

function outcomeOf(rules: Rules<Known>, child: Known, answer: Int32Array): string {
  answer.fill(0);
  rules(child, answer);
  return `${answer[CERTAIN]} ${answer[LEAST]}`;
}

/** A figure is only worth printing where the answers were the same. */
function same(name: string, expected: readonly string[], given: readonly string[]): void {
  const at = expected.findIndex((answer, i) => answer !== given[i]);
  if (at >= 0 || given.length !== expected.length)
    throw new Error(`${name} decides child ${at} otherwise: ${given[at]}, not ${expected[at]}`);
}

function figureOf(context: BenchContext, what: string, speeds: Map<string, number[]>) {
  const typical = (name: string): number => Math.round(median(speeds.get(name) ?? []));
  return (name: string, against: string): void =>
    context.figure({
      metric: `${what}: ${name}`,
      value: typical(name),
      unit: 'decisions/s',
      against,
      againstValue: typical(against),
    });
}

function notMeasured(context: BenchContext, name: string, error: unknown): void {
  const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  context.figure({
    metric: `NOT MEASURED: ${name} could not be loaded here (${why})`,
    value: Number.NaN,
    unit: 'decisions/s',
    against: 'nothing',
    againstValue: Number.NaN,
  });
}
