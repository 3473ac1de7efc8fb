import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyGroup, anyRuleSet } from '../../test/support/arbitrary-rules.js';
import { shippedSet } from '../../test/support/arbitrary-children.js';
import { goldenSets } from '../../test/support/golden-sets.js';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import { stillOpen } from './combinations.js';
import { compile, planFor, type CompiledRuleSet, type Plan } from './compile.js';
import { bounds, certainRank, holds, settleNeeds, type Holds } from './evaluate.js';
import {
  generateStates,
  isPossibleIn,
  isTrueIn,
  MIGHT,
  NEEDS_OPEN,
  NEEDS_TRUE,
  SURE,
  type GeneratedStates,
} from './generate-states.js';
import type { Group, Rule, RuleSet } from './rule-set.js';

const seed = 20_261_115;

/** Generated sets whose rules look at needs as well, which rest on conditions as contrary as theirs. */
const anySetWithNeeds: fc.Arbitrary<RuleSet> = fc
  .record({ set: anyRuleSet, mental: anyGroup, education: anyGroup, least: fc.integer({ min: 1, max: 3 }) })
  .map(({ set, mental, education, least }) => {
    const flag = (id: string, conditions: Group): Rule => ({
      ...bandRule(id, 'urgent', conditions),
      event: { type: 'flag', params: { board: 'locality', reason: { clinician: id, family: null } } },
    });
    return {
      ...set,
      needs: [
        { domain: 'mental_health', source: 'Invented.', conditions: mental },
        { domain: 'education', source: 'Invented.', conditions: education },
      ],
      rules: [
        ...set.rules,
        flag('several', { all: [{ fact: 'need_domains', operator: 'greaterThanInclusive', value: least }] }),
        flag('taught', { any: [{ fact: 'need_education', operator: 'equal', value: 'no' }, mental] }),
        bandRule('minded', 'high', {
          all: [{ fact: 'need_mental_health', operator: 'equal', value: 'yes' }, education],
        }),
      ].filter(({ event }) => set.combine !== 'sum' || event.type !== 'band'),
    };
  });

interface Case {
  ruleSet: CompiledRuleSet;
  plan: Plan;
  own: Int32Array;
  wide: Int32Array;
}

/** What may be known of a child, any cells of any fact being still possible, most facts known. */
function anyCase(sets: fc.Arbitrary<RuleSet>): fc.Arbitrary<Case> {
  return sets.chain((set) => {
    const ruleSet = compile(set);
    const masks = fc
      .tuple(
        ...ruleSet.facts.map(({ full, values }) =>
          fc.oneof(
            { weight: 3, arbitrary: fc.nat({ max: values.length - 1 }).map((cell) => 1 << cell) },
            { weight: 1, arbitrary: fc.integer({ min: 1, max: full }) },
            { weight: 1, arbitrary: fc.constant(full) },
          ),
        ),
      )
      .map((drawn) => Int32Array.from(drawn));
    return fc.record({
      ruleSet: fc.constant(ruleSet),
      plan: fc.constantFrom(...ruleSet.services.values()),
      own: masks,
      wide: masks,
    });
  });
}

/** All that the closures say, and all that the generated function does; undefined where it leaves it to them. */
function bothSay({ ruleSet, plan, own, wide }: Case): { closures: unknown; generated: unknown } {
  const made = generateStates(ruleSet, plan);
  const answer = new Int32Array(made.length).fill(-1);
  const [ownSettled, wideAfter] = [own.slice(), wide.slice()];
  const settled = made.settle(ownSettled, wideAfter, answer);
  const needs = settleNeeds(ruleSet, { own, wide }, () => undefined);
  const closures = {
    needs,
    rules: plan.rules.map((rule) => holds(rule, own, () => undefined)),
    bounds: made.bounds ? bounds(plan, own) : undefined,
    own,
    wide,
  };
  if (!settled) return { closures, generated: undefined };
  const generated = {
    needs: ruleSet.needs.map((_, nth) => needIn(answer, nth)),
    rules: plan.rules.map((_, nth) => ruleIn(answer, nth, made)),
    bounds: made.bounds ? { certain: answer[SURE], possible: answer[MIGHT], exact: true } : undefined,
    own: ownSettled,
    wide: wideAfter,
  };
  return { closures, generated };
}

function needIn(answer: Int32Array, nth: number): Holds {
  if (((answer[NEEDS_TRUE] ?? 0) >>> nth) & 1) return 'true';
  return ((answer[NEEDS_OPEN] ?? 0) >>> nth) & 1 ? 'possible' : 'false';
}

function ruleIn(answer: Int32Array, nth: number, { words }: GeneratedStates): Holds {
  if (isTrueIn(answer, nth)) return 'true';
  return isPossibleIn(answer, nth, words) ? 'possible' : 'false';
}

/** Whether anything could be inexact if it were only read under three values. */
function opposed({ ruleSet, plan, own, wide }: Case): boolean {
  const rules = [...plan.rules, plan].flatMap(({ knots }) => knots);
  const needs = ruleSet.needs.flatMap(({ knots }) => knots);
  return stillOpen(rules, own).length > 0 || stillOpen(needs, wide).length > 0;
}

describe('the generated states', () => {
  const sets: Readonly<Record<string, readonly [sets: fc.Arbitrary<RuleSet>, runs: number]>> = {
    'generated rules': [anyRuleSet, 1500],
    'generated rules over generated needs': [anySetWithNeeds, 1500],
    'every way of combining': [fc.constantFrom(...goldenSets.map(({ set }) => set)), 600],
    'the shipped set, every service line': [fc.constant(shippedSet().set), 1000],
  };
  it.each(Object.entries(sets))(
    'say of needs, rules and bounds what the closures say, or leave it to them: %s',
    (_, [of, numRuns]) => {
      let said = 0;
      fc.assert(
        fc.property(anyCase(of), (one) => {
          const { closures, generated } = bothSay(one);
          if (generated === undefined) return void expect(opposed(one)).toBe(true);
          said++;
          expect(generated).toEqual(closures);
        }),
        { seed, numRuns },
      );
      expect(said).toBeGreaterThan(numRuns / 4);
    },
  );

  it.each(Object.entries(sets))('say of the certain band alone the same: %s', (_, [of, runs]) => {
    let said = 0;
    fc.assert(
      fc.property(anyCase(of), ({ ruleSet, plan, own, wide }) => {
        const rank = generateStates(ruleSet, plan).sure(own.slice(), wide.slice());
        if (plan.asksForNeeds) settleNeeds(ruleSet, { own, wide }, () => undefined);
        if (rank < 0) return;
        said++;
        expect(rank).toBe(certainRank(plan, own));
      }),
      { seed, numRuns: runs },
    );
    expect(said).toBeGreaterThan(runs / 10);
  });

  it('leave a child to the closures with needs and facts as those find them', () => {
    let left = 0;
    fc.assert(
      fc.property(anyCase(anySetWithNeeds), ({ ruleSet, plan, own, wide }) => {
        const made = generateStates(ruleSet, plan);
        const after = { own: own.slice(), wide: wide.slice() };
        if (made.settle(after.own, after.wide, new Int32Array(made.length))) return;
        left++;
        expect(settleNeeds(ruleSet, after, () => undefined)).toEqual(
          settleNeeds(ruleSet, { own, wide }, () => undefined),
        );
        expect(after).toEqual({ own, wide });
      }),
      { seed, numRuns: 600 },
    );
    expect(left).toBeGreaterThan(20);
  });

  it('hold bounds for sets that add points or take the most urgent, and for no others', () => {
    const made = (set: RuleSet): boolean => {
      const ruleSet = compile(set);
      return [...ruleSet.services.values()].every((plan) => generateStates(ruleSet, plan).bounds);
    };
    expect(goldenSets.map(({ set }) => made(set))).toEqual([true, true, false]);
    expect(made(shippedSet().set)).toBe(true);
  });
});

describe('the text of the generated states', () => {
  const token =
    /const|let|if|else|return|true|false|own|wide|answer|certain|open|least|most|sure|might|[mtp]\d+|\d+|[()[\]{};,?:~!<>=&|+*-]|\s+/y;
  const leftOver = (text: string): string => {
    token.lastIndex = 0;
    let at = 0;
    while (token.test(text)) at = token.lastIndex;
    return text.slice(at, at + 40);
  };

  it('is made of a few words and numbers', () => {
    const shipped = fc.constant(shippedSet().set);
    fc.assert(
      fc.property(anyCase(fc.oneof(anySetWithNeeds, shipped)), ({ ruleSet, plan }) => {
        expect(leftOver(generateStates(ruleSet, plan).text)).toBe('');
      }),
      { seed, numRuns: 300 },
    );
  });

  const attack = '0; globalThis.broken = true; 0';
  const number = attack as unknown as number;
  const set: RuleSet = {
    ...smallSet(),
    needs: [
      {
        domain: 'education',
        source: 'Invented.',
        conditions: { all: [{ fact: 'ehc_plan', operator: 'in', value: ['none', 'requested'] }] },
      },
    ],
    rules: [
      ...smallSet().rules,
      bandRule('needs', 'high', {
        all: [{ fact: 'need_domains', operator: 'greaterThanInclusive', value: 1 }],
      }),
    ],
  };
  const ruleSet = compile(set);
  const [plan] = [...ruleSet.services.values()];
  const [rule] = plan?.rules ?? [];
  const [need] = ruleSet.needs;
  if (!plan || !rule || !need) throw new Error('a set with a rule and a need');
  const withRule = (changed: Partial<typeof rule>): Plan => {
    const other = { ...rule, ...changed };
    return { ...plan, rules: [other], outcome: [other] };
  };
  const leaf = { kind: 'leaf', fact: 0, mask: 1 } as const;
  const tampered: Readonly<Record<string, () => GeneratedStates>> = {
    'a mask': () => generateStates(ruleSet, withRule({ node: { ...leaf, mask: number } })),
    'the index of a fact': () => generateStates(ruleSet, withRule({ node: { ...leaf, fact: number } })),
    'the index of a fact that is read': () => generateStates(ruleSet, withRule({ facts: [number] })),
    'a kind of condition': () =>
      generateStates(ruleSet, withRule({ node: { kind: attack } as unknown as typeof rule.node })),
    'a rank': () => generateStates(ruleSet, { ...plan, defaultRank: number }),
    points: () => generateStates(ruleSet, withRule({ points: number })),
    'a total': () =>
      generateStates(ruleSet, { ...plan, combine: 'sum', totals: [{ from: number, rank: 0 }] }),
    'the rank of a total': () =>
      generateStates(ruleSet, { ...plan, combine: 'sum', totals: [{ from: 0, rank: number }] }),
    'a way to combine': () =>
      generateStates(ruleSet, { ...plan, combine: attack as unknown as RuleSet['combine'] }),
    'comparisons that oppose each other': () =>
      generateStates(ruleSet, withRule({ knots: [{ fact: 0, masks: [number] }] })),
    'a fact whose comparisons do': () =>
      generateStates(ruleSet, withRule({ knots: [{ fact: number, masks: [1] }] })),
    'the condition of a need': () =>
      generateStates({ ...ruleSet, needs: [{ ...need, node: { ...leaf, mask: number } }] }, plan),
    'the fact that a need settles': () =>
      generateStates({ ...ruleSet, needs: [{ ...need, fact: number }] }, plan),
    'a count of needs': () =>
      generateStates(
        { ...ruleSet, facts: ruleSet.facts.map((cells) => ({ ...cells, values: [0, number] })) },
        plan,
      ),
  };
  it.each(Object.entries(tampered))('cannot be broken out of by %s', (_, make) => {
    expect(make).toThrow();
    expect(globalThis).not.toHaveProperty('broken');
  });

  it('does not hold what a rule set or a fact says in words', () => {
    const worded = { ...set, rules: set.rules.map((one) => ({ ...one, title: attack, source: attack })) };
    const compiled = compile(worded);
    const facts = compiled.facts.map((cells) => ({ ...cells, fact: { ...cells.fact, code: attack } }));
    const { text } = generateStates({ ...compiled, facts }, planFor(compiled, 'slt'));
    for (const word of ['broken', 'urgent', 'education', 'ehc_plan', 'Because'])
      expect(text).not.toContain(word);
  });
});
