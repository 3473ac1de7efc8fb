import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  anyKnowledge,
  anyRuleSet as anySet,
  completions,
  drawnFacts,
} from '../../test/support/arbitrary-rules.js';
import { bandRule, pointsRule, smallSet } from '../../test/support/rule-sets.js';
import type { FactValue } from '../facts/fact.js';
import { cellOf } from './cells.js';
import { compile, planFor, type CompiledRuleSet } from './compile.js';
import { runEngine } from './engine.js';
import { bounds, holds, totalBounds } from './evaluate.js';
import { ASKS, canGenerate, CERTAIN, generate, LEAST, MOST, POSSIBLE, type Generated } from './generate.js';
import type { RuleSet } from './rule-set.js';

const seed = 20_261_115;
/** Those whose rules are generated; the others keep to the closures. */
const anyRuleSet = anySet.filter((set) => canGenerate(planFor(compile(set), 'slt')));
type Knowledge = Readonly<Record<string, FactValue | undefined>>;

function generated(set: RuleSet): { ruleSet: CompiledRuleSet; functions: Generated } {
  const ruleSet = compile(set);
  return { ruleSet, functions: generate(ruleSet, planFor(ruleSet, 'slt')) };
}

function boundsOf(functions: Generated, known: Knowledge): Int32Array {
  const answer = new Int32Array(functions.length);
  functions.bounds(known, answer);
  return answer;
}

function masks(ruleSet: CompiledRuleSet, known: Knowledge): Int32Array {
  const own = ruleSet.nothingKnown.slice();
  ruleSet.facts.forEach((cells, fact) => {
    const value = known[cells.fact.code];
    if (value !== undefined) own[fact] = cellOf(cells, value);
  });
  return own;
}

describe('the generated rules', () => {
  it('say of complete facts what json-rules-engine says, a fresh engine for each', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuleSet, fc.nat(), async (set, pick) => {
        const all = completions({});
        const facts = all[pick % all.length] ?? {};
        const { ruleSet, functions } = generated(set);
        const engine = await runEngine(set, 'slt', facts);
        const answer = new Int32Array(functions.length);
        expect(functions.known(facts, answer)).toBe(true);
        expect(ruleSet.bands[answer[CERTAIN] ?? -1]?.id).toBe(engine.band);
        const points = set.rules.map(({ id, event }) =>
          event.type === 'points' && engine.rules.includes(id) ? event.params.points : 0,
        );
        const total = points.reduce<number>((sum, one) => sum + one, 0);
        expect(answer[LEAST]).toBe(total);
        const [certain, possible, least, most] = boundsOf(functions, facts);
        expect([certain, possible]).toEqual([answer[CERTAIN], answer[CERTAIN]]);
        expect([least, most]).toEqual([total, total]);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('bound every outcome under unknowns: none is missed, and where they say exact none is added', () => {
    fc.assert(
      fc.property(anyRuleSet, anyKnowledge, (set, known) => {
        const { functions } = generated(set);
        const [certain = -1, possible = -1] = boundsOf(functions, known);
        const answer = new Int32Array(functions.length);
        const ranks = completions(known).map((facts) => {
          functions.known(facts, answer);
          return answer[CERTAIN] ?? -1;
        });
        expect(certain).toBeGreaterThanOrEqual(Math.max(...ranks));
        expect(possible).toBeLessThanOrEqual(Math.min(...ranks));
        if (functions.exact) expect([certain, possible]).toEqual([Math.max(...ranks), Math.min(...ranks)]);
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('bound as the closures do wherever they say exact, over values and over masks, and leave masks as they were', () => {
    fc.assert(
      fc.property(anyRuleSet, anyKnowledge, (set, known) => {
        const { ruleSet, functions } = generated(set);
        const plan = planFor(ruleSet, 'slt');
        const own = masks(ruleSet, known);
        const before = own.slice();
        const answer = new Int32Array(functions.length);
        functions.boundsOfMasks(own, answer);
        expect(answer).toEqual(boundsOf(functions, known));
        expect(own).toEqual(before);
        if (!functions.exact) return;
        const { certain, possible } = bounds(plan, own);
        expect([answer[CERTAIN], answer[POSSIBLE]]).toEqual([certain, possible]);
        if (plan.combine !== 'sum') return;
        const { least, most } = totalBounds(plan, own);
        expect([answer[LEAST], answer[MOST]]).toEqual([least, most]);
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('ask for the unknown facts of every rule that is open, where points add up, and for nothing known', () => {
    fc.assert(
      fc.property(anyRuleSet, anyKnowledge, (set, known) => {
        const { ruleSet, functions } = generated(set);
        const answer = boundsOf(functions, known);
        const own = masks(ruleSet, known);
        const asked = ruleSet.facts.flatMap(({ fact }, i) =>
          ((answer[ASKS + Math.floor(i / 32)] ?? 0) >>> (i % 32)) & 1 ? [fact.code] : [],
        );
        for (const code of asked) expect([code, known[code]]).toEqual([code, undefined]);
        if (set.combine !== 'sum' || !functions.exact) return;
        const open = planFor(ruleSet, 'slt').outcome.filter(
          (rule) => holds(rule, own, () => undefined) === 'possible',
        );
        const unknown = open.flatMap((rule) =>
          rule.facts.map((fact) => ruleSet.facts[fact]?.fact.code ?? ''),
        );
        expect(asked.sort()).toEqual(
          [...new Set(unknown.filter((code) => known[code] === undefined))].sort(),
        );
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('take a value that is not one of the fact’s for unknown, never for reassurance or concern', () => {
    const wrong = ['', 'YES', 'toString', '__proto__', '5', 'unknown', null, true, Number.NaN, {}, [], [3]];
    fc.assert(
      fc.property(
        anyRuleSet,
        anyKnowledge,
        fc.constantFrom(...Object.keys(drawnFacts)),
        fc.constantFrom(...wrong),
        (set, known, code, value) => {
          const { functions } = generated(set);
          const answer = boundsOf(functions, { ...known, [code]: value as FactValue });
          expect(answer).toEqual(boundsOf(functions, { ...known, [code]: undefined }));
        },
      ),
      { seed, numRuns: 1000 },
    );
  });

  it('answer nothing about complete facts where one is missing', () => {
    const { functions } = generated(smallSet());
    const answer = new Int32Array(functions.length).fill(-7);
    expect(functions.known({ getting_worse: 'yes' }, answer)).toBe(false);
    expect(answer).toEqual(new Int32Array(functions.length).fill(-7));
  });
});

describe('the generated text', () => {
  const token =
    /const|let|if|else|return|break|search|typeof|undefined|true|false|facts|own|answer|total|least|most|sure|might|[mvqu]\d+|\d+|"[A-Za-z0-9_-]+"|[()[\]{};:,?~!<>=&|+*-]|\s+/y;
  const leftOver = (text: string): string => {
    token.lastIndex = 0;
    let at = 0;
    while (token.test(text)) at = token.lastIndex;
    return text.slice(at, at + 40);
  };

  it('is made of a few words, numbers, and names that can end no string', () => {
    fc.assert(
      fc.property(anyRuleSet, (set) => {
        expect(leftOver(generated(set).functions.text)).toBe('');
      }),
      { seed, numRuns: 300 },
    );
  });

  const attack = `"]; globalThis.broken = true; facts["`;
  const set = smallSet();
  const { ruleSet } = generated(set);
  const plan = planFor(ruleSet, 'slt');
  const [rule] = plan.outcome;
  if (!rule) throw new Error('a set with a rule');
  const tampered: Readonly<Record<string, () => Generated>> = {
    'the code of a fact': () =>
      generate(
        {
          ...ruleSet,
          facts: ruleSet.facts.map((cells) => ({ ...cells, fact: { ...cells.fact, code: attack } })),
        },
        plan,
      ),
    'a word of a fact': () =>
      generate(
        { ...ruleSet, facts: ruleSet.facts.map((cells) => ({ ...cells, values: [attack, 'yes'] })) },
        plan,
      ),
    'a mask': () =>
      generate(ruleSet, {
        ...plan,
        outcome: [{ ...rule, node: { kind: 'leaf', fact: 0, mask: attack as unknown as number } }],
      }),
    'the index of a fact': () =>
      generate(ruleSet, {
        ...plan,
        outcome: [{ ...rule, node: { kind: 'leaf', fact: attack as unknown as number, mask: 1 } }],
      }),
    'a rank': () => generate(ruleSet, { ...plan, outcome: [{ ...rule, rank: attack as unknown as number }] }),
    'the band of nobody': () => generate(ruleSet, { ...plan, defaultRank: attack as unknown as number }),
    points: () =>
      generate(ruleSet, {
        ...plan,
        combine: 'sum',
        outcome: [{ ...rule, points: attack as unknown as number }],
      }),
    'a total': () =>
      generate(ruleSet, {
        ...plan,
        combine: 'sum',
        totals: [{ from: attack as unknown as number, rank: 0 }],
      }),
    'a way to combine': () =>
      generate(ruleSet, { ...plan, combine: attack as unknown as RuleSet['combine'] }),
    'a kind of condition': () =>
      generate(ruleSet, {
        ...plan,
        outcome: [{ ...rule, node: { kind: attack } as unknown as typeof rule.node }],
      }),
  };
  it.each(Object.entries(tampered))('cannot be broken out of by %s', (_, make) => {
    expect(make).toThrow();
    expect(globalThis).not.toHaveProperty('broken');
  });

  it('does not hold what a rule set says in its own words', () => {
    const worded = smallSet({
      rules: [
        {
          ...bandRule('in-its-own-words', 'urgent', {
            all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }],
          }),
          title: attack,
          source: attack,
        },
      ],
    });
    const { text } = generated(worded).functions;
    for (const word of ['own-words', 'broken', 'urgent', 'Because']) expect(text).not.toContain(word);
  });

  it('is refused where a rule says more of its band than is read here', () => {
    const more = bandRule('more', 'high', {
      all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }],
    });
    const params = { ...more.event.params, orAbove: true } as typeof more.event.params;
    const open = smallSet({ rules: [{ ...more, event: { ...more.event, params } as typeof more.event }] });
    expect(() => generated(open)).toThrow('more than is generated');
  });

  it('is refused where points stand among bands', () => {
    const points = pointsRule('p', 3, { all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }] });
    expect(() => generated(smallSet({ rules: [points] }))).toThrow('names no band');
  });
});
