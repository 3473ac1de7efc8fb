import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyKnowledge, anyRuleSet, completions, drawnFacts } from '../../test/support/arbitrary-rules.js';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import type { FactValue } from '../facts/fact.js';
import { cellOf, cellsBetween } from './cells.js';
import { compile, planFor, type CompiledRuleSet } from './compile.js';
import { couldBeRank } from './could-be.js';
import { runEngine } from './engine.js';
import { bounds, certainRank, holds, settleNeeds, totalBounds } from './evaluate.js';
import type { Group, RuleSet } from './rule-set.js';

const seed = 20_261_115;

function masks(ruleSet: CompiledRuleSet, known: Readonly<Record<string, FactValue | undefined>>): Int32Array {
  const own = ruleSet.nothingKnown.slice();
  ruleSet.facts.forEach((cells, fact) => {
    const value = known[cells.fact.code];
    if (value !== undefined) own[fact] = cellOf(cells, value);
  });
  return own;
}

function look(set: RuleSet, known: Readonly<Record<string, FactValue | undefined>>) {
  const ruleSet = compile(set);
  const plan = planFor(ruleSet, 'slt');
  const own = masks(ruleSet, known);
  let exact = true;
  const states = plan.rules.map((rule) => [rule.rule.id, holds(rule, own, () => (exact = false))] as const);
  return { ruleSet, plan, own, states, exact, bound: bounds(plan, own) };
}

describe('the compiled rules', () => {
  it('say of complete facts what json-rules-engine says', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuleSet, fc.nat(), async (set, pick) => {
        const all = completions({});
        const facts = all[pick % all.length] ?? {};
        const { states, bound, ruleSet } = look(set, facts);
        const engine = await runEngine(set, 'slt', facts);
        expect(states.filter(([, is]) => is === 'true').map(([id]) => id)).toEqual(engine.rules);
        expect(states.some(([, is]) => is === 'possible')).toBe(false);
        expect(ruleSet.bands[bound.certain]?.id).toBe(engine.band);
        expect(bound).toEqual({ certain: bound.certain, possible: bound.certain, exact: true });
      }),
      { seed, numRuns: 300 },
    );
  });

  it('bound what json-rules-engine could say under unknowns, neither missing nor adding an outcome', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuleSet, anyKnowledge, async (set, known) => {
        const ways = completions(known);
        fc.pre(ways.length <= 60);
        const { states, bound, exact, ruleSet } = look(set, known);
        const ranks: number[] = [];
        const held = new Map<string, number>();
        for (const facts of ways) {
          const engine = await runEngine(set, 'slt', facts);
          ranks.push(ruleSet.bands.findIndex(({ id }) => id === engine.band));
          for (const id of engine.rules) held.set(id, (held.get(id) ?? 0) + 1);
        }
        expect(bound).toEqual({ certain: Math.max(...ranks), possible: Math.min(...ranks), exact: true });
        expect(exact).toBe(true);
        for (const [id, is] of states) {
          const times = held.get(id) ?? 0;
          expect([id, is]).toEqual([id, times === ways.length ? 'true' : times > 0 ? 'possible' : 'false']);
        }
      }),
      { seed, numRuns: 80 },
    );
  });

  it('bound every outcome exactly, over many more sets, by their own complete form', () => {
    fc.assert(
      fc.property(anyRuleSet, anyKnowledge, (set, known) => {
        const { plan, own, bound, ruleSet } = look(set, known);
        const untouched = own.slice();
        const ranks = completions(known).map((facts) => bounds(plan, masks(ruleSet, facts)).certain);
        expect(bound).toEqual({ certain: Math.max(...ranks), possible: Math.min(...ranks), exact: true });
        expect(certainRank(plan, own)).toBe(bound.certain);
        expect(own).toEqual(untouched);
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('take part of what is known about a count into account', () => {
    const set = smallSet({
      rules: [
        bandRule('r', 'urgent', {
          all: [{ fact: 'functional_impact', operator: 'greaterThanInclusive', value: 3 }],
        }),
      ],
      mustKnow: { slt: [] },
    });
    const ruleSet = compile(set);
    const cells = ruleSet.facts[0];
    if (!cells) throw new Error('one fact');
    const between = (least: number, most: number): string => {
      const { certain, possible } = bounds(
        planFor(ruleSet, 'slt'),
        Int32Array.of(cellsBetween(cells, least, most)),
      );
      return `${ruleSet.bands[certain]?.id} to ${ruleSet.bands[possible]?.id}`;
    };
    expect(between(0, 2)).toBe('routine to routine');
    expect(between(1, 4)).toBe('routine to urgent');
    expect(between(3, 4)).toBe('urgent to urgent');
  });

  it('know that rules which are each uncertain can be certain together', () => {
    const set = smallSet({
      rules: [
        bandRule('few', 'high', { all: [{ fact: 'stammer_months', operator: 'lessThan', value: 6 }] }),
        bandRule('many', 'urgent', {
          all: [{ fact: 'stammer_months', operator: 'greaterThanInclusive', value: 6 }],
        }),
      ],
      mustKnow: { slt: [] },
    });
    const { bound, ruleSet } = look(set, {});
    expect([bound.certain, bound.possible].map((rank) => ruleSet.bands[rank]?.id)).toEqual([
      'high',
      'urgent',
    ]);
  });

  it('stay sound, and say they are not exact, where there are more than 4,096 combinations', () => {
    const oneOf = [
      'suicidal_ideation',
      'follows_instructions',
      'ehc_plan',
      'ithrive_group',
      'self_harm',
      'short_breaks',
      'developmental_delay',
    ];
    const first: Readonly<Record<string, string>> = { ithrive_group: 'getting_advice', short_breaks: 'none' };
    const last: Readonly<Record<string, string>> = {
      suicidal_ideation: 'current_with_plan',
      follows_instructions: 'unrelated_two_step',
      ehc_plan: 'issued',
      ithrive_group: 'getting_risk_support',
      self_harm: 'current',
      short_breaks: 'overnight',
      developmental_delay: 'significant',
    };
    const every = (words: (fact: string) => string): Group => ({
      any: oneOf.map((fact) => ({ fact, operator: 'equal', value: words(fact) })),
    });
    const set = smallSet({
      rules: [
        bandRule(
          'first',
          'urgent',
          every((fact) => first[fact] ?? 'none'),
        ),
        bandRule(
          'last',
          'urgent',
          every((fact) => last[fact] ?? ''),
        ),
      ],
      mustKnow: { slt: [] },
    });
    const { bound, ruleSet } = look(set, {});
    expect(bound).toEqual({ certain: 3, possible: 0, exact: false });
    expect(bounds(planFor(ruleSet, 'slt'), masks(ruleSet, { ehc_plan: 'issued' }))).toMatchObject({
      certain: 0,
    });
    expect(look(set, { ehc_plan: 'requested', ithrive_group: 'getting_help' }).bound.exact).toBe(true);
  });
});

describe('totals', () => {
  it('are the smallest and largest the unknowns allow, with points given and taken', () => {
    fc.assert(
      fc.property(
        anyRuleSet.filter((set) => set.combine === 'sum'),
        anyKnowledge,
        (set, known) => {
          const { plan, own, ruleSet } = look(set, known);
          const totals = completions(known).map((facts) => totalBounds(plan, masks(ruleSet, facts)).least);
          expect(totalBounds(plan, own)).toEqual({
            least: Math.min(...totals),
            most: Math.max(...totals),
            exact: true,
          });
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});

describe('what a child could be', () => {
  it('is never less urgent than what answers to the asked facts alone could lead to', () => {
    fc.assert(
      fc.property(anyRuleSet, anyKnowledge, fc.subarray(Object.keys(drawnFacts)), (set, known, drawn) => {
        const asked = drawn.filter((code) => known[code] === undefined);
        const { ruleSet, plan, own, bound } = look(set, known);
        const could = couldBeRank(ruleSet, 'slt', { own, wide: own }, [], new Set(asked), bound.certain);
        const best = completions(known).map((facts) => {
          const answered = Object.fromEntries(asked.map((code) => [code, facts[code]]));
          return bounds(plan, masks(ruleSet, { ...known, ...answered })).certain;
        });
        expect(could).toBeLessThanOrEqual(Math.min(...best));
        expect(could).toBeLessThanOrEqual(bound.certain);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is the certain band where nothing is asked', () => {
    const { ruleSet, own, bound } = look(smallSet(), {});
    expect(couldBeRank(ruleSet, 'slt', { own, wide: own }, [], new Set(), bound.certain)).toBe(bound.certain);
  });

  it('does not miss a band that an answer makes certain because another fact leaves no way out', () => {
    const plan: Group = { any: [{ fact: 'ehc_plan', operator: 'notEqual', value: 'none' }] };
    const worse: Group = {
      all: [
        { fact: 'getting_worse', operator: 'equal', value: 'yes' },
        { fact: 'ehc_plan', operator: 'notEqual', value: 'issued' },
      ],
    };
    const set = smallSet({ rules: [bandRule('plan', 'urgent', plan), bandRule('worse', 'urgent', worse)] });
    const { ruleSet, own, bound } = look(set, {});
    const asked = new Set(['getting_worse']);
    expect(bound.certain).toBe(3);
    expect(look(set, { getting_worse: 'yes' }).bound.certain).toBe(0);
    expect(couldBeRank(ruleSet, 'slt', { own, wide: own }, [], asked, bound.certain)).toBe(0);
  });

  it('hopes for nothing from a fact that is not asked', () => {
    const { ruleSet, own, bound } = look(smallSet(), {});
    const could = couldBeRank(
      ruleSet,
      'slt',
      { own, wide: own },
      [],
      new Set(['getting_worse']),
      bound.certain,
    );
    expect([bound.possible, could].map((rank) => ruleSet.bands[rank]?.id)).toEqual(['urgent', 'high']);
  });
});

describe('needs', () => {
  const set = smallSet({
    needs: [
      {
        domain: 'safety',
        source: 'x',
        conditions: { all: [{ fact: 'feels_safe', operator: 'equal', value: 'no' }] },
      },
      {
        domain: 'education',
        source: 'x',
        conditions: { all: [{ fact: 'missing_education', operator: 'equal', value: 'yes' }] },
      },
    ],
    rules: [
      bandRule('both', 'urgent', {
        all: [{ fact: 'need_domains', operator: 'greaterThanInclusive', value: 2 }],
      }),
      bandRule('school', 'high', { all: [{ fact: 'need_education', operator: 'equal', value: 'yes' }] }),
    ],
    mustKnow: { slt: [] },
  });
  const bandsWith = (known: Record<string, FactValue>): string => {
    const ruleSet = compile(set);
    const own = masks(ruleSet, known);
    settleNeeds(ruleSet, { own, wide: own.slice() }, () => undefined);
    const { certain, possible } = bounds(planFor(ruleSet, 'slt'), own);
    return `${ruleSet.bands[certain]?.id} to ${ruleSet.bands[possible]?.id}`;
  };

  it('are counted as between what is certain and what is possible', () => {
    expect(bandsWith({})).toBe('routine to urgent');
    expect(bandsWith({ feels_safe: 'no' })).toBe('routine to urgent');
    expect(bandsWith({ feels_safe: 'yes' })).toBe('routine to high');
    expect(bandsWith({ missing_education: 'yes' })).toBe('high to urgent');
    expect(bandsWith({ missing_education: 'yes', feels_safe: 'no' })).toBe('urgent to urgent');
    expect(bandsWith({ missing_education: 'no', feels_safe: 'no' })).toBe('routine to routine');
  });
});
