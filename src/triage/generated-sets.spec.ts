import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyKnowledge, anyRuleSet, completions } from '../../test/support/arbitrary-rules.js';
import { bandRule, pointsRule, smallSet } from '../../test/support/rule-sets.js';
import { severity } from '../facts/concern.js';
import type { Fact, FactValue } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { runEngine, runNeeds } from '../rule-sets/engine.js';
import type { Group, Leaf, RuleSet } from '../rule-sets/rule-set.js';
import { decide } from './decide.js';
import type { Decision, DecisionInput } from './decision.js';
import { keptReceipt } from './receipt.js';

/** Whole decisions under generated rule sets: what is proven of single rules and masks holds of what is stored too. */
const seed = 20_261_115;
const on = plainDate('2026-11-15');
const since = plainDate('2026-05-01');
const order = ['urgent', 'high', 'medium', 'routine'];
/** A tool may leave the band open; a set that decides a queue always has one. */
const rank = (band: string | null): number => {
  const at = order.indexOf(band ?? '');
  if (at < 0) throw new Error(`${band} is no band of these sets`);
  return at;
};

type Known = Readonly<Record<string, FactValue | undefined>>;

function said(code: string, value: FactValue, nth = 0, recordedOn = on): Fact {
  const referralId = factDefinition(code)?.subject === 'referral' ? 'r1' : null;
  const who = { source: 'parent', organisation: 'NR5' } as const;
  const id = `${code}-${nth}`;
  return { id, childId: 'c1', referralId, code, value: String(value), ...who, recordedOn, withdrawnOn: null };
}

function inputFor(set: RuleSet, facts: readonly Fact[]): DecisionInput {
  return {
    referral: { id: 'r1', service: 'slt', waitingSince: since },
    child: { id: 'c1', birthDate: plainDate('2019-02-10') },
    lists: [
      { referralId: 'r1', service: 'slt', waitingSince: since, closedOn: null },
      { referralId: 'r2', service: 'mental_health', waitingSince: since, closedOn: plainDate('2026-09-01') },
    ],
    facts,
    standing: null,
    confirmations: [],
    on,
    ruleSet: { set, hash: '0'.repeat(64) },
  };
}

const factsOf = (known: Known): Fact[] =>
  Object.entries(known).flatMap(([code, value]) => (value === undefined ? [] : [said(code, value)]));
const decidedFor = (set: RuleSet, known: Known): Decision => decide(inputFor(set, factsOf(known)), 'a test');

describe('a decision under any rules', () => {
  it('is one: the same facts in any order, rules read afresh, give the same receipt to the last letter', () => {
    const reports = fc.array(fc.record({ known: anyKnowledge, daysAgo: fc.nat({ max: 400 }) }), {
      minLength: 1,
      maxLength: 3,
    });
    const shuffled = reports.chain((drawn) => {
      const facts = drawn.flatMap(({ known, daysAgo }, nth) =>
        factsOf(known).map((fact) => ({
          ...fact,
          id: `${fact.id}-${nth}`,
          organisation: `O${nth}`,
          recordedOn: addDays(on, -daysAgo),
        })),
      );
      return fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }));
    });
    fc.assert(
      fc.property(anyRuleSet, shuffled, (set, [facts, others]) => {
        const input = inputFor(set, facts);
        const before = JSON.stringify(input);
        const decision = decide(input, 'a test');
        expect(JSON.stringify(input)).toBe(before);
        const again = inputFor(structuredClone(set), others);
        const other = decide({ ...again, lists: [...again.lists].reverse() }, 'a test');
        expect(other.inputHash).toBe(decision.inputHash);
        expect(JSON.stringify(keptReceipt({ input, decision: other }))).toBe(
          JSON.stringify(keptReceipt({ input, decision })),
        );
      }),
      { seed, numRuns: 150 },
    );
  });

  it('says of band and of every rule what json-rules-engine says of each way the unknowns could turn out', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuleSet, anyKnowledge, async (set, known) => {
        const ways = completions(known);
        fc.pre(ways.length <= 60);
        const ranks: number[] = [];
        const held = new Map(set.rules.map(({ id }) => [id, 0]));
        for (const facts of ways) {
          const engine = await runEngine(set, 'slt', facts);
          ranks.push(rank(engine.band));
          for (const id of engine.rules) held.set(id, (held.get(id) ?? 0) + 1);
        }
        const decision = decidedFor(set, known);
        const ids = (so: (times: number) => boolean): string[] =>
          [...held].flatMap(([id, times]) => (so(times) ? [id] : [])).sort();
        expect(decision).toMatchObject({
          band: order[Math.max(...ranks)],
          fullBound: { band: order[Math.min(...ranks)], exact: true },
        });
        expect(rank(decision.couldBe)).toBeLessThanOrEqual(Math.max(...ranks));
        expect(rank(decision.couldBe)).toBeGreaterThanOrEqual(Math.min(...ranks));
        const { rules } = keptReceipt({ input: inputFor(set, factsOf(known)), decision });
        expect(rules.true).toEqual(ids((times) => times === ways.length));
        expect(Object.keys(rules.unknown)).toEqual(ids((times) => times > 0 && times < ways.length));
        expect(rules.false).toEqual(ids((times) => times === 0));
      }),
      { seed, numRuns: 40 },
    );
  });
});

const need = (domain: 'mental_health' | 'education', conditions: Group) =>
  ({ domain, source: 'Invented.', conditions }) as const;
/** Rules that look at needs, and needs that look at the facts other rules compare. */
const withNeeds: fc.Arbitrary<RuleSet> = fc
  .tuple(
    anyRuleSet,
    anyRuleSet.filter(({ rules }) => rules.length > 1),
    fc.array(
      fc.record({
        band: fc.constantFrom('urgent', 'high', 'medium'),
        leaf: fc.constantFrom<Leaf>(
          { fact: 'need_domains', operator: 'greaterThanInclusive', value: 2 },
          { fact: 'need_domains', operator: 'lessThan', value: 1 },
          { fact: 'need_education', operator: 'equal', value: 'yes' },
          { fact: 'need_mental_health', operator: 'equal', value: 'no' },
        ),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([set, other, over]) => {
    const [first, second] = other.rules.map(({ conditions }) => conditions);
    if (!first || !second) throw new Error('two needs');
    const more = over.map(({ band, leaf }, i) =>
      set.combine === 'sum'
        ? pointsRule(`n${i}`, 2, { all: [leaf] })
        : bandRule(`n${i}`, band, { all: [leaf] }),
    );
    return {
      ...set,
      needs: [need('mental_health', first), need('education', second)],
      rules: [...set.rules, ...more],
    };
  });

describe('a decision under rules that look at needs', () => {
  it('never misses what json-rules-engine could say, and adds nothing where it calls its bounds exact', async () => {
    let exact = 0;
    await fc.assert(
      fc.asyncProperty(withNeeds, anyKnowledge, async (set, known) => {
        const ways = completions(known);
        fc.pre(ways.length <= 30);
        const ranks: number[] = [];
        for (const facts of ways) {
          const domains = await runNeeds(set, facts);
          const yes = (domain: string): string => (domains.includes(domain) ? 'yes' : 'no');
          const needs = {
            need_domains: domains.length,
            need_mental_health: yes('mental_health'),
            need_education: yes('education'),
          };
          ranks.push(rank((await runEngine(set, 'slt', { ...facts, ...needs })).band));
        }
        const { band, fullBound } = decidedFor(set, known);
        const [worst, best] = [Math.max(...ranks), Math.min(...ranks)];
        expect(rank(band)).toBeGreaterThanOrEqual(worst);
        expect(rank(fullBound.band)).toBeLessThanOrEqual(best);
        if (!fullBound.exact) return;
        exact++;
        expect([band, fullBound.band]).toEqual([order[worst], order[best]]);
      }),
      { seed, numRuns: 40 },
    );
    expect(exact).toBeGreaterThan(8);
  });
});

/** Values of facts whose worry has a direction, the least concerning first. */
const worrying = Object.fromEntries(
  ['getting_worse', 'feels_safe', 'self_harm', 'follows_instructions', 'functional_impact'].map((code) => {
    const definition = factDefinition(code);
    if (!definition) throw new Error(code);
    const values: readonly FactValue[] =
      definition.type === 'count'
        ? [0, 1, 2, 3, 4]
        : definition.type === 'yes_no'
          ? ['no', 'yes']
          : (definition.values ?? []);
    return [code, [...values].sort((a, b) => severity(definition, a) - severity(definition, b))];
  }),
);
const worryingCodes = Object.keys(worrying);

/** "This concerning or worse", in one of the ways a rule may say it. */
const worseThan: fc.Arbitrary<Leaf> = fc.constantFrom(...worryingCodes).chain((fact) => {
  const values = worrying[fact] ?? [];
  return fc
    .record({ from: fc.integer({ min: 1, max: values.length - 1 }), way: fc.boolean() })
    .map(({ from, way }): Leaf =>
      way && typeof values[from] === 'number'
        ? { fact, operator: 'greaterThanInclusive', value: values[from] }
        : way
          ? { fact, operator: 'notIn', value: values.slice(0, from) }
          : { fact, operator: 'in', value: values.slice(from) },
    );
});
const worseGroup: fc.Arbitrary<Group> = fc.letrec<{ group: Group; part: Leaf | Group }>((tie) => ({
  part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, worseThan, tie('group')),
  group: fc
    .record({ all: fc.boolean(), of: fc.array(tie('part'), { minLength: 1, maxLength: 3 }) })
    .map(({ all, of }): Group => (all ? { all: of } : { any: of })),
})).group;

/** Rules that ask for concern and never for reassurance, and take no points away; first match with the most urgent first. */
const concerned: fc.Arbitrary<RuleSet> = fc
  .record({
    combine: fc.constantFrom<RuleSet['combine']>('most-urgent', 'sum', 'first-match'),
    drawn: fc.array(
      fc.record({
        conditions: worseGroup,
        rank: fc.nat({ max: 2 }),
        points: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ combine, drawn }) =>
    smallSet({
      combine,
      rules: [...drawn]
        .sort((a, b) => a.rank - b.rank)
        .map(({ conditions, rank: at, points }, i) =>
          combine === 'sum'
            ? pointsRule(`r${i}`, points, conditions)
            : bandRule(`r${i}`, order[at] ?? '', conditions),
        ),
      mustKnow: { slt: worryingCodes.map((fact) => ({ fact, askOf: 'parent' as const, withinDays: 7 })) },
      ...(combine === 'sum'
        ? { totals: order.map((band, at) => ({ band, from: [6, 4, 2, 0][at] ?? 0 })) }
        : {}),
    }),
  );

const worryingKnowledge: fc.Arbitrary<Known> = fc
  .tuple(
    ...worryingCodes.map((code) => fc.option(fc.constantFrom(...(worrying[code] ?? [])), { nil: undefined })),
  )
  .map((values) => Object.fromEntries(worryingCodes.map((code, i) => [code, values[i]])));

describe('a more concerning fact', () => {
  it('never lowers the band, what stands, or what could be, under rules that ask for concern', () => {
    let moved = 0;
    fc.assert(
      fc.property(
        concerned,
        worryingKnowledge,
        fc.constantFrom(...worryingCodes),
        fc.nat(),
        (set, known, code, draw) => {
          const values = worrying[code] ?? [];
          const value = known[code];
          fc.pre(value !== undefined && values.indexOf(value) < values.length - 1);
          const worse = values.slice(values.indexOf(value ?? '') + 1);
          const before = decidedFor(set, known);
          const after = decidedFor(set, { ...known, [code]: worse[draw % worse.length] });
          if (after.band !== before.band) moved++;
          expect(rank(after.band)).toBeLessThanOrEqual(rank(before.band));
          expect(rank(after.standing.band)).toBeLessThanOrEqual(rank(before.standing.band));
          expect(rank(after.couldBe)).toBeLessThanOrEqual(rank(before.couldBe));
          expect(rank(after.fullBound.band)).toBeLessThanOrEqual(rank(before.fullBound.band));
        },
      ),
      { seed, numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(15);
  });

  it('told where nothing was known never lowers the band either, and reassurance does not', () => {
    fc.assert(
      fc.property(
        concerned,
        worryingKnowledge,
        fc.constantFrom(...worryingCodes),
        fc.nat(),
        (set, known, code, draw) => {
          fc.pre(known[code] === undefined);
          const values = worrying[code] ?? [];
          const [before, after] = [known, { ...known, [code]: values[draw % values.length] }].map((facts) =>
            decidedFor(set, facts),
          );
          if (!before || !after) throw new Error('two decisions');
          expect(rank(after.band)).toBeLessThanOrEqual(rank(before.band));
          expect(rank(after.fullBound.band)).toBeGreaterThanOrEqual(rank(before.fullBound.band));
        },
      ),
      { seed, numRuns: 150 },
    );
  });
});
