import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyChild, onDay, shippedSet, today, valuesOf } from '../../test/support/arbitrary-children.js';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import { addDays, daysBetween, plainDate } from '../kernel/plain-date.js';
import { severity, worryGrows } from '../facts/concern.js';
import { factValue } from '../facts/check-fact.js';
import type { Fact } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { decide } from './decide.js';
import type { Decision, DecisionInput } from './decision.js';
import { replay } from './replay.js';

const ruleSet = shippedSet();
const seed = 20_261_115;
const rank = (band: string): number => ruleSet.set.bands.find(({ id }) => id === band)?.rank ?? Number.NaN;

function decided(input: Omit<DecisionInput, 'ruleSet'>): Decision {
  return decide({ ...input, ruleSet }, 'a test');
}

let made = 0;
function said(code: string, value: string, recordedOn: string, more: Partial<Fact> = {}): Fact {
  const subject = factDefinition(code)?.subject;
  return {
    id: `f${String(++made).padStart(4, '0')}`,
    childId: 'child',
    referralId: subject === 'referral' ? 'r1' : null,
    code,
    value,
    source: 'parent',
    organisation: 'NR5',
    recordedOn: plainDate(recordedOn),
    withdrawnOn: null,
    ...more,
  };
}

function waiting(facts: readonly Fact[], more: Partial<DecisionInput> = {}): Omit<DecisionInput, 'ruleSet'> {
  const waitingSince = plainDate('2026-05-01');
  return {
    referral: { id: 'r1', service: 'slt', waitingSince },
    child: { id: 'child', birthDate: plainDate('2019-02-10') },
    lists: [{ referralId: 'r1', service: 'slt', waitingSince, closedOn: null }],
    facts,
    standing: null,
    confirmations: [],
    on: today,
    ...more,
  };
}

describe('what stands', () => {
  it('changes on the day a fact was recorded, keeping what was used before', () => {
    const { segments, standing } = decided(
      waiting([
        said('getting_worse', 'yes', '2026-06-30'),
        said('feeding_or_swallowing_difficulty', 'yes', '2026-07-15'),
      ]),
    );
    expect(segments).toEqual([
      { from: '2026-05-01', band: 'routine', safeWaitDays: 126 },
      { from: '2026-06-30', band: 'medium', safeWaitDays: 84 },
      { from: '2026-07-15', band: 'urgent', safeWaitDays: 14 },
    ]);
    expect(standing).toEqual({ band: 'urgent', since: '2026-07-15' });
  });

  it('changes on a birthday, and on the day another list tells more, without anything being recorded that day', () => {
    const rules = {
      set: smallSet({
        rules: [
          ...smallSet().rules,
          bandRule('few-words', 'medium', {
            all: [
              { fact: 'single_words', operator: 'lessThan', value: 5 },
              { fact: 'age_months', operator: 'greaterThanInclusive', value: 30 },
            ],
          }),
          bandRule('two-lists', 'high', {
            all: [{ fact: 'open_lists', operator: 'greaterThanInclusive', value: 2 }],
          }),
        ],
      }),
      hash: '0'.repeat(64),
    };
    const opened = plainDate('2026-10-01');
    const input = waiting([said('single_words', '2', '2026-05-01')], {
      child: { id: 'child', birthDate: plainDate('2024-03-10') },
      lists: [{ referralId: 'r2', service: 'neurodiversity', waitingSince: opened, closedOn: null }],
    });
    expect(
      decide({ ...input, ruleSet: rules }, 'a test').segments.map(({ from, band }) => [from, band]),
    ).toEqual([
      ['2026-05-01', 'routine'],
      ['2026-09-10', 'medium'],
      ['2026-10-01', 'high'],
    ]);
  });

  it('uses the safe wait of the service line', () => {
    const input = waiting([], {
      referral: { id: 'r1', service: 'mental_health', waitingSince: plainDate('2026-05-01') },
    });
    expect(decided(input).segments).toEqual([{ from: '2026-05-01', band: 'routine', safeWaitDays: 28 }]);
  });

  it('counts what was recorded before the wait from its first day', () => {
    expect(decided(waiting([said('getting_worse', 'yes', '2026-01-01')])).segments).toEqual([
      { from: '2026-05-01', band: 'medium', safeWaitDays: 84 },
    ]);
  });

  it('does not fall when the same source takes its concern back: that is a proposal', () => {
    const decision = decided(
      waiting([said('getting_worse', 'yes', '2026-06-30'), said('getting_worse', 'no', '2026-11-10')]),
    );
    expect(decision).toMatchObject({
      band: 'routine',
      standing: { band: 'medium', since: '2026-06-30' },
      lowerProposal: 'routine',
    });
  });

  it('does not fall when a fact is withdrawn after a decision: that is a proposal', () => {
    const fact = said('feeding_or_swallowing_difficulty', 'yes', '2026-07-15');
    const before = decided(waiting([fact]));
    const after = decided(waiting([{ ...fact, withdrawnOn: today }], { standing: before.standing }));
    expect(after).toMatchObject({ band: 'routine', standing: before.standing, lowerProposal: 'routine' });
  });

  it('falls to what a clinician confirms, from that day', () => {
    const facts = [said('getting_worse', 'yes', '2026-06-30'), said('getting_worse', 'no', '2026-11-10')];
    const confirmations = [{ band: 'routine', on: plainDate('2026-11-12'), by: 'Dr A', decisionId: 'd1' }];
    const decision = decided(
      waiting(facts, { confirmations, standing: { band: 'medium', since: plainDate('2026-06-30') } }),
    );
    expect(decision.segments.map(({ from, band }) => [from, band])).toEqual([
      ['2026-05-01', 'routine'],
      ['2026-06-30', 'medium'],
      ['2026-11-12', 'routine'],
    ]);
    expect(decision.lowerProposal).toBeNull();
  });

  it('rises again on evidence recorded after a confirmation', () => {
    const facts = [
      said('getting_worse', 'yes', '2026-06-30'),
      said('getting_worse', 'no', '2026-11-10'),
      said('feeding_or_swallowing_difficulty', 'yes', '2026-11-14'),
    ];
    const confirmations = [{ band: 'routine', on: plainDate('2026-11-12'), by: 'Dr A', decisionId: 'd1' }];
    expect(decided(waiting(facts, { confirmations })).standing).toEqual({
      band: 'urgent',
      since: '2026-11-14',
    });
  });

  it('is not confirmed away while the rules are still certain: that would be an override', () => {
    const facts = [said('feeding_or_swallowing_difficulty', 'yes', '2026-07-15')];
    const confirmations = [{ band: 'routine', on: plainDate('2026-11-12'), by: 'Dr A', decisionId: 'd1' }];
    expect(decided(waiting(facts, { confirmations })).standing.band).toBe('urgent');
  });

  it('keeps what an earlier version of the rules gave', () => {
    const decision = decided(waiting([], { standing: { band: 'high', since: plainDate('2026-09-01') } }));
    expect(decision).toMatchObject({
      standing: { band: 'high', since: '2026-09-01' },
      lowerProposal: 'routine',
    });
  });

  it('refuses an earlier band that the set does not have', () => {
    expect(() => decided(waiting([], { standing: { band: 'red', since: today } }))).toThrow(
      /has no band red/,
    );
  });

  it('waits from its own day where that lies ahead', () => {
    const since = addDays(today, 3);
    const input = waiting([], {
      referral: { id: 'r1', service: 'slt', waitingSince: since },
      lists: [{ referralId: 'r1', service: 'slt', waitingSince: since, closedOn: null }],
    });
    expect(decided(input)).toMatchObject({ segments: [{ from: since, band: 'routine' }], holdsUntil: since });
  });
});

describe('the order in which reports reach us', () => {
  it('does not matter to a decision', () => {
    fc.assert(
      fc.property(
        anyChild().chain((input) =>
          fc.record({
            input: fc.constant(input),
            facts: fc.shuffledSubarray([...input.facts], { minLength: input.facts.length }),
          }),
        ),
        ({ input, facts }) => {
          expect(decided({ ...input, facts })).toEqual(decided(input));
        },
      ),
      { seed, numRuns: 150 },
    );
  });

  it('does not matter to what stands, whatever is decided in between, while no source takes anything back', () => {
    fc.assert(
      fc.property(
        anyChild({ onceASource: true }).chain((input) =>
          fc.record({
            input: fc.constant(input),
            facts: fc.shuffledSubarray([...input.facts], { minLength: input.facts.length }),
            stops: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
          }),
        ),
        ({ input, facts, stops }) => {
          let standing: DecisionInput['standing'] = null;
          for (const stop of [...stops].sort((a, b) => a - b))
            standing = decided({ ...input, facts: facts.slice(0, stop), standing }).standing;
          const inSteps = decided({ ...input, standing });
          const atOnce = decided(input);
          expect(inSteps.segments).toEqual(atOnce.segments);
          expect(inSteps.inputHash).toBe(atOnce.inputHash);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it('can only keep a child higher, as a proposal to lower, where a late report takes back an earlier one', () => {
    fc.assert(
      fc.property(
        anyChild().chain((input) =>
          fc.record({
            input: fc.constant(input),
            facts: fc.shuffledSubarray([...input.facts], { minLength: input.facts.length }),
            stop: fc.nat({ max: 12 }),
          }),
        ),
        ({ input, facts, stop }) => {
          const { standing } = decided({ ...input, facts: facts.slice(0, stop) });
          const inSteps = decided({ ...input, standing });
          const atOnce = decided(input);
          expect(inSteps.band).toBe(atOnce.band);
          expect(rank(inSteps.standing.band)).toBeLessThanOrEqual(rank(atOnce.standing.band));
          if (inSteps.standing.band !== atOnce.standing.band)
            expect(inSteps.lowerProposal).toBe(inSteps.band);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it('does not matter when each report is decided on its own day', () => {
    fc.assert(
      fc.property(anyChild({ most: 8 }), (input) => {
        const days = [...new Set(input.facts.map(({ recordedOn }) => recordedOn))].sort();
        let standing: DecisionInput['standing'] = null;
        for (const on of days.filter((day) => day >= input.referral.waitingSince))
          ({ standing } = decided({
            ...input,
            facts: input.facts.filter(({ recordedOn }) => recordedOn <= on),
            standing,
            on,
          }));
        expect(decided({ ...input, standing }).segments).toEqual(decided(input).segments);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('a decision', () => {
  it('is the same decision when made again from the same', () => {
    fc.assert(
      fc.property(anyChild(), (input) => {
        const first = decided(input);
        const again = decided({ ...input, standing: first.standing });
        expect(again).toEqual(first);
      }),
      { seed, numRuns: 150 },
    );
  });

  it('holds until the day it says, and no fact, birthday or phase changes it before', () => {
    fc.assert(
      fc.property(anyChild({ most: 6 }), (input) => {
        const decision = decided(input);
        const days = decision.holdsUntil === null ? 900 : daysBetween(today, decision.holdsUntil);
        expect(days).toBeGreaterThan(0);
        for (let later = 1; later < Math.min(days, 900); later += 1 + Math.floor(later / 12))
          expect(decided(onDay(input, addDays(today, later))).inputHash).toBe(decision.inputHash);
        const last = decided(onDay(input, addDays(today, days - 1)));
        expect(last.inputHash).toBe(decision.inputHash);
      }),
      { seed, numRuns: 80 },
    );
  });

  it('holds until the first thing that time alone will change', () => {
    const both = (closedOn: string | null): Partial<DecisionInput> => ({
      lists: [
        { referralId: 'r1', service: 'slt', waitingSince: plainDate('2026-05-01'), closedOn: null },
        {
          referralId: 'r2',
          service: 'neurodiversity',
          waitingSince: plainDate('2026-05-01'),
          closedOn: closedOn === null ? null : plainDate(closedOn),
        },
      ],
    });
    const rules = {
      set: smallSet({
        rules: [
          ...smallSet().rules,
          bandRule('impact', 'medium', {
            all: [
              { fact: 'highest_functional_impact', operator: 'greaterThanInclusive', value: 3 },
              { fact: 'age_months', operator: 'greaterThanInclusive', value: 126 },
            ],
          }),
        ],
      }),
      hash: '0'.repeat(64),
    };
    const until = (facts: readonly Fact[], more: Partial<DecisionInput> = {}): string | null =>
      decide({ ...waiting(facts, more), ruleSet: more.ruleSet ?? rules }, 'a test').holdsUntil;
    // Nothing but the next threshold of age: ten and a half.
    expect(until([])).toBe('2029-08-10');
    expect(until([], { child: { id: 'child', birthDate: plainDate('2012-01-01') } })).toBeNull();
    // A reassurance goes stale the day after its 28th day; a concern asks to be confirmed then.
    expect(until([said('getting_worse', 'no', '2026-11-10')])).toBe('2026-12-09');
    expect(until([said('getting_worse', 'yes', '2026-11-10')])).toBe('2026-12-09');
    // What another list was told counts over all lists.
    expect(until([said('functional_impact', '1', '2026-11-10', { referralId: 'r2' })], both(null))).toBe(
      '2027-02-09',
    );
    // A list that is known to close, or a report dated ahead.
    expect(until([], both('2026-12-24'))).toBe('2026-12-24');
    expect(until([said('getting_worse', 'yes', '2026-11-20')])).toBe('2026-11-20');
    // A fact no rule looks at changes nothing.
    expect(until([said('short_break_review_due_on', '2026-12-01', '2026-11-10')])).toBe('2029-08-10');
    // The set itself ends.
    const ending = { ...rules, set: { ...rules.set, effectiveTo: plainDate('2026-12-31') } };
    expect(until([], { ruleSet: ending })).toBe('2027-01-01');
  });

  it('is another once what went in is another', () => {
    const one = decided(waiting([said('getting_worse', 'no', '2026-11-10', { id: 'f1' })]));
    const two = decided(waiting([said('getting_worse', 'no', '2026-11-11', { id: 'f1' })]));
    expect(two.inputHash).not.toBe(one.inputHash);
  });

  it('contains what any answer to its unknowns leads to: a possible urgent outcome is never missed', () => {
    fc.assert(
      fc.property(anyChild(), fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (input, draws) => {
        const before = decided(input);
        const answers = ruleFacts.flatMap((code, i): Fact[] => {
          const definition = factDefinition(code);
          const open = before.facts.find((used) => used.code === code)?.state !== 'known';
          if (!definition || !open) return [];
          const values = valuesOf(definition);
          const value = values[(draws[i] ?? 0) % values.length] ?? '';
          const subjects =
            definition.subject === 'referral' ? input.lists.map(({ referralId }) => referralId) : [null];
          return subjects.map((referralId) =>
            said(code, value, today, { referralId, source: 'system', organisation: `answer ${code}` }),
          );
        });
        const after = decided({ ...input, facts: [...input.facts, ...answers] });
        expect(rank(after.band)).toBeLessThanOrEqual(rank(before.band));
        expect(rank(after.band)).toBeGreaterThanOrEqual(rank(before.fullBound.band));
        if (after.actToday) expect(before.fullBound.actToday).toBe(true);
        expect(rank(before.couldBe)).toBeGreaterThanOrEqual(rank(before.fullBound.band));
      }),
      { seed, numRuns: 300 },
    );
  });

  it('never lowers the certain band for a more concerning fact', () => {
    fc.assert(
      fc.property(
        anyChild({ codes: ({ concern }) => concern !== 'neutral' }),
        fc.nat(),
        fc.nat(),
        (input, which, draw) => {
          const fact = input.facts[which % Math.max(1, input.facts.length)];
          const definition = fact && factDefinition(fact.code);
          const value = definition && factValue(definition, fact.value);
          fc.pre(definition !== undefined && value !== undefined && worryGrows(definition) !== 'not');
          if (!fact || !definition || value === undefined) return;
          const worse = valuesOf(definition).filter(
            (other) => severity(definition, factValue(definition, other) ?? '') > severity(definition, value),
          );
          fc.pre(worse.length > 0 && !fact.code.startsWith('school_sessions'));
          const worsened = { ...fact, value: worse[draw % worse.length] ?? '' };
          const facts = input.facts.map((other) => (other === fact ? worsened : other));
          const [before, after] = [decided(input), decided({ ...input, facts })];
          expect(rank(after.band)).toBeLessThanOrEqual(rank(before.band));
          expect(rank(after.standing.band)).toBeLessThanOrEqual(rank(before.standing.band));
          if (before.actToday) expect(after.actToday).toBe(true);
        },
      ),
      { seed, numRuns: 400 },
    );
  });

  it('replays to itself through the store, and says where it does not', () => {
    fc.assert(
      fc.property(anyChild(), (input) => {
        const decision = decided(input);
        const receipt = JSON.parse(JSON.stringify({ input, decision }));
        expect(replay(receipt, ruleSet)).toEqual({ identical: true, differences: [] });
        const tampered = { ...receipt, decision: { ...receipt.decision, couldBe: 'purple' } };
        expect(replay(tampered, ruleSet)).toEqual({
          identical: false,
          differences: [`couldBe: stored "purple", now "${decision.couldBe}"`],
        });
      }),
      { seed, numRuns: 60 },
    );
  });

  it('is not replayed under rules whose hash is another', () => {
    const input = waiting([]);
    const receipt = { input, decision: decided(input) };
    expect(replay(receipt, { ...ruleSet, hash: '0'.repeat(64) }).differences[0]).toMatch(
      /the rules have changed/,
    );
  });
});

const ruleFacts = [
  ...new Set([
    ...Object.values(ruleSet.set.mustKnow).flatMap((facts) => facts.map(({ fact }) => fact)),
    ...[...JSON.stringify(ruleSet.set).matchAll(/"fact":"([a-z_]+)"/g)].map(([, code]) => code ?? ''),
  ]),
].filter((code) => factDefinition(code) !== undefined);

describe('questions', () => {
  const calm = (...codes: string[]): Fact[] =>
    codes.map((code) =>
      said(
        code,
        {
          functional_impact: '0',
          single_words: '400',
          follows_instructions: 'unrelated_two_step',
          combines_words: 'yes',
          feels_safe: 'yes',
        }[code] ?? 'no',
        '2026-11-10',
      ),
    );

  it('are asked only about what must be known', () => {
    const must = new Set((ruleSet.set.mustKnow['slt'] ?? []).map(({ fact }) => fact));
    for (const { fact } of decided(waiting([])).asks) expect(must.has(fact)).toBe(true);
  });

  it('come first where one answer alone could make the child more urgent, and safety last with one deadline', () => {
    const { asks } = decided(waiting(calm('functional_impact')));
    const safety = asks.map((ask) => ask.safety);
    expect(safety).toEqual([...safety].sort());
    expect(new Set(asks.filter((ask) => ask.safety).map(({ dueOn }) => dueOn)).size).toBe(1);
  });

  it('about safety alone never make a child "could be"', () => {
    const decision = decided(
      waiting(
        calm(
          'functional_impact',
          'getting_worse',
          'single_words',
          'combines_words',
          'follows_instructions',
          'reduced_access_to_education',
        ),
      ),
    );
    expect(decision.asks.every((ask) => ask.safety)).toBe(true);
    expect(decision.couldBe).toBe(decision.band);
    expect(decision.fullBound).toMatchObject({ band: 'urgent', actToday: true });
  });

  it('do not move their deadline when the decision is made again later', () => {
    const [before, after] = [decided(waiting([])), decided(onDay(waiting([]), addDays(today, 3)))];
    expect(after.asks).toEqual(before.asks);
  });

  it('ask again what has gone stale, from the day it did', () => {
    const ask = decided(waiting([said('getting_worse', 'no', '2026-10-01')])).asks.find(
      ({ fact }) => fact === 'getting_worse',
    );
    expect(ask).toMatchObject({
      question: expect.stringMatching(/again/),
      dueOn: addDays(plainDate('2026-10-30'), 28),
    });
  });

  it('are due from the first day of the wait, and never from before the rules asked them', () => {
    const rules = { set: smallSet({ effectiveFrom: plainDate('2026-03-01') }), hash: '0'.repeat(64) };
    const dueOf = (since: string, ...facts: Fact[]): string | undefined => {
      const referral = { id: 'r1', service: 'slt' as const, waitingSince: plainDate(since) };
      return decide({ ...waiting(facts, { referral }), ruleSet: rules }, 'a test').asks[0]?.dueOn;
    };
    expect(dueOf('2026-05-01')).toBe('2026-05-15');
    expect(dueOf('2025-05-01')).toBe('2026-03-15');
    expect(dueOf('2026-05-01', said('getting_worse', 'no', '2026-01-01'))).toBe('2026-05-15');
    expect(dueOf('2026-05-01', said('getting_worse', 'unknown', '2026-06-01'))).toBe('2026-06-15');
  });

  it('ask whether an old concern still holds, while it stands', () => {
    const decision = decided(waiting([said('getting_worse', 'yes', '2026-06-01')]));
    expect(decision.band).toBe('medium');
    expect(decision.asks.find(({ fact }) => fact === 'getting_worse')?.question).toMatch(/still the same/);
    expect(decision.facts.find(({ code }) => code === 'getting_worse')?.notConfirmedSince).toBe('2026-06-01');
  });
});

describe('several needs', () => {
  it('count on every list, and told to one service are seen by the other', () => {
    const lists = ['slt', 'neurodiversity'] as const;
    const facts = [
      said('single_words', '2', '2026-11-01', { referralId: 'r-slt' }),
      said('combines_words', 'no', '2026-11-01', { referralId: 'r-slt' }),
      said('at_risk_of_permanent_exclusion', 'yes', '2026-11-01', { source: 'school' }),
    ];
    for (const service of lists) {
      const waitingSince = plainDate('2026-05-01');
      const input = waiting(facts, {
        referral: { id: `r-${service}`, service, waitingSince },
        lists: lists.map((other) => ({
          referralId: `r-${other}`,
          service: other,
          waitingSince,
          closedOn: null,
        })),
      });
      expect(decided(input)).toMatchObject({ band: 'high', needDomains: ['communication', 'education'] });
    }
  });

  it('are open while another list has not been told, and certain once any list has', () => {
    const rules = {
      set: smallSet({
        needs: [
          {
            domain: 'communication',
            source: 'Invented.',
            conditions: { all: [{ fact: 'combines_words', operator: 'equal', value: 'no' }] },
          },
        ],
        rules: [
          ...smallSet().rules,
          bandRule('need', 'medium', {
            all: [{ fact: 'need_communication', operator: 'equal', value: 'yes' }],
          }),
        ],
      }),
      hash: '0'.repeat(64),
    };
    const waitingSince = plainDate('2026-05-01');
    const lists = (['slt', 'neurodiversity'] as const).map((service, i) => ({
      referralId: `r${i + 1}`,
      service,
      waitingSince,
      closedOn: null,
    }));
    const bandWith = (...facts: Fact[]): string => {
      const known = [
        ...facts,
        said('getting_worse', 'no', '2026-11-10'),
        said('provider_priority', 'routine', '2026-11-10'),
      ];
      const { band, fullBound } = decide({ ...waiting(known, { lists }), ruleSet: rules }, 'a test');
      return `${band} to ${fullBound.band}`;
    };
    const joinsWords = (referralId: string, value: string): Fact =>
      said('combines_words', value, '2026-11-10', { referralId });
    expect(bandWith(joinsWords('r1', 'yes'))).toBe('routine to medium');
    expect(bandWith(joinsWords('r1', 'yes'), joinsWords('r2', 'yes'))).toBe('routine to routine');
    expect(bandWith(joinsWords('r1', 'yes'), joinsWords('r2', 'no'))).toBe('medium to medium');
    expect(bandWith(joinsWords('r2', 'no'))).toBe('medium to medium');
  });

  it('do not come from waiting on many lists', () => {
    const waitingSince = plainDate('2026-05-01');
    const lists = (['slt', 'neurodiversity', 'community_paediatrics', 'mental_health'] as const).map(
      (service) => ({
        referralId: service === 'slt' ? 'r1' : `r-${service}`,
        service,
        waitingSince,
        closedOn: null,
      }),
    );
    expect(decided(waiting([said('getting_worse', 'yes', '2026-11-01')], { lists }))).toMatchObject({
      band: 'medium',
      needDomains: [],
    });
  });
});
