import fc from 'fast-check';
import type { FactValue } from '../../src/facts/fact.js';
import type { Group, Leaf, Operator, Rule, RuleSet } from '../../src/rule-sets/rule-set.js';
import { bandRule, modifyRule, pointsRule, smallSet } from './rule-sets.js';

/** Facts of generated sets, each with values that lie on both sides of every threshold a generated leaf can have. */
export const drawnFacts: Readonly<Record<string, readonly FactValue[]>> = {
  getting_worse: ['no', 'yes'],
  self_harm: ['none', 'past', 'current'],
  ehc_plan: ['none', 'requested', 'in_assessment', 'issued'],
  functional_impact: [0, 1, 2, 3, 4],
  part_time_timetable_weeks: [0, 1, 2, 3, 4, 5, 60],
};
const codes = Object.keys(drawnFacts);

const anyLeaf: fc.Arbitrary<Leaf> = fc.constantFrom(...codes).chain((fact) => {
  const values = drawnFacts[fact] ?? [];
  const one = fc.constantFrom(...values.filter((value) => value !== 60));
  const some = fc.uniqueArray(one, { minLength: 1, maxLength: 3 });
  const words = [
    fc.record({ operator: fc.constantFrom<Operator>('equal', 'notEqual'), value: one }),
    fc.record({ operator: fc.constantFrom<Operator>('in', 'notIn'), value: some }),
  ];
  const sizes = fc.record({
    operator: fc.constantFrom<Operator>(
      'lessThan',
      'lessThanInclusive',
      'greaterThan',
      'greaterThanInclusive',
    ),
    value: one,
  });
  const compared = typeof values[0] === 'number' ? fc.oneof(...words, sizes) : fc.oneof(...words);
  return compared.map(({ operator, value }): Leaf => ({ fact, operator, value }));
});

export const anyGroup: fc.Arbitrary<Group> = fc.letrec<{ group: Group; part: Leaf | Group }>((tie) => ({
  part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, anyLeaf, tie('group')),
  group: fc
    .record({ all: fc.boolean(), of: fc.array(tie('part'), { minLength: 1, maxLength: 3 }) })
    .map(({ all, of }): Group => (all ? { all: of } : { any: of })),
})).group;

const bands = ['urgent', 'high', 'medium', 'routine'];

/** Moves that only raise and keep the order of bands, which is all a set of the queue may say. */
const anyRaise: fc.Arbitrary<Rule> = fc
  .record({ conditions: anyGroup, ranks: fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }) })
  .map(({ conditions, ranks }) => {
    let least = 0;
    const moves = ranks.flatMap((drawn, rank) => {
      const to = (least = Math.max(least, Math.min(drawn, rank)));
      return to === rank ? [] : [{ from: bands[rank] ?? '', to: [bands[to] ?? ''] }];
    });
    return modifyRule('m', moves, conditions);
  });

/** Small sets of every kind of combining, whose conditions repeat and oppose facts more than any sane set would. */
export const anyRuleSet: fc.Arbitrary<RuleSet> = fc
  .record({
    combine: fc.constantFrom<RuleSet['combine']>('most-urgent', 'sum', 'first-match'),
    rules: fc.array(
      fc.record({
        conditions: anyGroup,
        band: fc.constantFrom(...bands),
        points: fc.constantFrom(-2, -1, 1, 2, 3),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    raises: fc.array(anyRaise, { maxLength: 2 }),
  })
  .map(({ combine, rules, raises }) => {
    const made = rules.map(({ conditions, band, points }, i): Rule =>
      combine === 'sum' ? pointsRule(`r${i}`, points, conditions) : bandRule(`r${i}`, band, conditions),
    );
    const totals = [
      { band: 'routine', from: -100 },
      { band: 'medium', from: 1 },
      { band: 'high', from: 3 },
      { band: 'urgent', from: 5 },
    ];
    const mustKnow = { slt: codes.map((fact) => ({ fact, askOf: 'parent' as const, withinDays: 7 })) };
    const all = [...made, ...raises.map((rule, i) => ({ ...rule, id: `m${i}` }))];
    return smallSet({ combine, rules: all, mustKnow, ...(combine === 'sum' ? { totals } : {}) });
  });

/** For every drawn fact its value, or undefined where it is unknown. */
export const anyKnowledge: fc.Arbitrary<Readonly<Record<string, FactValue | undefined>>> = fc
  .tuple(
    ...codes.map((code) =>
      fc.option(fc.constantFrom(...(drawnFacts[code] ?? [])), { nil: undefined, freq: 2 }),
    ),
  )
  .map((values) => Object.fromEntries(codes.map((code, i) => [code, values[i]])));

/** Every way the unknown facts could turn out. */
export function completions(
  known: Readonly<Record<string, FactValue | undefined>>,
): Record<string, FactValue>[] {
  return codes.reduce<Record<string, FactValue>[]>(
    (soFar, code) => {
      const value = known[code];
      const values = value === undefined ? (drawnFacts[code] ?? []) : [value];
      return soFar.flatMap((facts) => values.map((tried) => ({ ...facts, [code]: tried })));
    },
    [{}],
  );
}
