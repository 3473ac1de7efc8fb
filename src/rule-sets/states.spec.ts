import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyKnowledge, anyRuleSet } from '../../test/support/arbitrary-rules.js';
import { goldenSets } from '../../test/support/golden-sets.js';
import { cellOf } from './cells.js';
import { compile } from './compile.js';
import { bounds, certainRank, holds, settleNeeds } from './evaluate.js';
import { needIn, ruleIn, statesOf, sureRank } from './states.js';

const seed = 20_261_115;
const anySet = fc.oneof(anyRuleSet, fc.constantFrom(...goldenSets.map(({ set }) => set)));

describe('the states of needs and rules', () => {
  it('are what the closures say, whether the generated function said so or left it to them', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(anySet, anyKnowledge, (set, known) => {
        const ruleSet = compile(set);
        const masks = ruleSet.facts.map((cells) => {
          const value = known[cells.fact.code];
          return value === undefined ? cells.full : cellOf(cells, value);
        });
        const fresh = () => ({ own: Int32Array.from(masks), wide: Int32Array.from(masks) });
        for (const plan of ruleSet.services.values()) {
          let exact = true;
          const inexact = (): void => void (exact = false);
          const expected = fresh();
          const needs = settleNeeds(ruleSet, expected, inexact);
          const rules = plan.rules.map((rule) => holds(rule, expected.own, inexact));

          const given = fresh();
          const states = statesOf(ruleSet, plan, given);
          expect(ruleSet.needs.map((_, nth) => needIn(states, nth))).toEqual(needs);
          expect(plan.rules.map((_, nth) => ruleIn(states, nth))).toEqual(rules);
          expect(states.bounds).toEqual(bounds(plan, expected.own));
          expect(states.exact).toBe(exact);
          expect(given).toEqual(expected);
          expect(sureRank(ruleSet, plan, fresh())).toBe(certainRank(plan, expected.own));
          seen.add(plan.knots.length > 0);
        }
      }),
      { seed, numRuns: 1000 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });
});
