import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fact, FactDefinition } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { addDays, plainDate, type PlainDate } from '../kernel/plain-date.js';
import { leavesOf } from '../rule-sets/cells.js';
import type { Leaf, LoadedRuleSet, RuleSet } from '../rule-sets/rule-set.js';
import { alarmOf } from '../triage/act-today.js';
import { decide } from '../triage/decide.js';
import { basisOf } from '../triage/decision-basis.js';
import type { Decision, DecisionInput } from '../triage/decision.js';
import { restsOn } from '../triage/rests-on.js';
import { seenFields } from '../triage/seen-facts.js';
import { anyChild, shippedSet, today } from '../../test/support/arbitrary-children.js';
import { anyGroup, anyRuleSet } from '../../test/support/arbitrary-rules.js';
import { oneChanges } from '../../test/support/one-change.js';
import { differenceOf } from './redecide-difference.js';

const shipped = shippedSet();
const newer = (set: RuleSet): LoadedRuleSet => ({
  set: { ...set, version: '9.9.9', effectiveFrom: set.effectiveFrom < today ? today : set.effectiveFrom },
  hash: 'f'.repeat(64),
});

/** One rule taken out, put in, or with one comparison or its words changed: what versions are mostly made of. */
const changes: readonly RuleSet[] = [
  ...oneChanges(shipped.set).map(({ changed }) => changed),
  ...shipped.set.rules.flatMap((rule) => {
    const { set } = shipped;
    const other = (by: Partial<typeof rule>): RuleSet => ({
      ...set,
      rules: set.rules.map((one) => (one === rule ? { ...rule, ...by } : one)),
    });
    const text = JSON.stringify(rule.conditions);
    const numbers = [...text.matchAll(/"value":(\d+)/g)].flatMap(([, number]) =>
      [-1, 1, 3]
        .map((by) => Math.max(0, Number(number) + by))
        .map((value) =>
          other({
            conditions: JSON.parse(text.replace(`"value":${String(number)}`, `"value":${value}`)) as never,
          }),
        ),
    );
    return [
      { ...set, rules: set.rules.filter((one) => one !== rule) },
      other({ title: 'Other words' }),
      other({
        conditions: {
          any: [rule.conditions, { fact: 'ithrive_group', operator: 'equal', value: 'getting_help' }],
        },
      }),
      ...numbers,
    ];
  }),
];

/** Few enough that the same source says first this and then that. */
const isOneOfFew = ({ code }: FactDefinition): boolean =>
  [
    'functional_impact',
    'getting_worse',
    'self_harm',
    'developmental_delay',
    'suspension_days_this_year',
  ].includes(code);

interface Before {
  input: DecisionInput;
  decision: Decision;
}

/** A child decided once, perhaps confirmed, and decided again: what is stored when new rules come. */
const anyChildren = fc.oneof(anyChild({ most: 14 }), anyChild({ most: 14, codes: isOneOfFew }));

const decidedBefore = (ruleSet: LoadedRuleSet, children = anyChildren): fc.Arbitrary<Before> =>
  fc
    .record({
      child: children.filter(({ referral }) => ruleSet.set.serviceLines.includes(referral.service)),
      daysAgo: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
      firstDaysBefore: fc.option(fc.integer({ min: 0, max: 200 })),
      confirms: fc.option(fc.constantFrom('standing', 'proposed'), { freq: 3 }),
      withdrawn: fc.option(fc.nat(13)),
    })
    .map(({ child, daysAgo, firstDaysBefore, confirms, withdrawn }): Before => {
      const on = addDays(today, -daysAgo);
      const last: DecisionInput = { ...child, on, ruleSet };
      if (firstDaysBefore === null) return { input: last, decision: decide(last, '') };
      const early = { ...last, on: addDays(on, -firstDaysBefore) };
      const first = decide(early, '');
      const looked =
        confirms === 'proposed' ? (first.lowerProposal ?? first.standing.band) : first.standing.band;
      const confirmed = { band: looked, on: early.on, by: 'A. Clinician', decisionId: 'first' };
      const input: DecisionInput = {
        ...last,
        facts: last.facts.map((fact, nth) => (nth === withdrawn ? { ...fact, withdrawnOn: on } : fact)),
        standing: { ...first.standing, decisionId: 'first' },
        confirmations: confirms === null ? [] : [confirmed],
      };
      return { input, decision: decide(input, '') };
    });

/** What anybody sees or is told of a decision, and what the next one builds on. */
function outcome(input: DecisionInput, decision: Decision): unknown {
  const { band, couldBe, fullBound, actToday, whatToDo, standing, lowerProposal } = decision;
  const { segments, reasons, possible, asks, flags, needDomains, holdsUntil } = decision;
  return {
    ...{ band, couldBe, fullBound, actToday, whatToDo, standing, lowerProposal },
    ...{ segments, reasons, flags, needDomains, holdsUntil },
    possible: possible.map(({ ruleId, unknown }) => [ruleId, unknown]),
    asks: asks.map(({ dueOn: _, ...ask }) => JSON.stringify(ask)).sort(),
    restsOn: reasons.map(({ ruleId }) => restsOn(input.ruleSet.set, ruleId, input.facts)),
    alarm: alarmOf(input, decision, 'the same'),
  };
}

const dues = ({ asks }: Decision): Map<string, PlainDate> =>
  new Map(asks.map(({ fact, question, dueOn }) => [fact + question, dueOn]));

function readOf({ input, decision }: Before, reads: readonly string[]) {
  const basis = basisOf(input, decision);
  const seen = reads.flatMap((code) => {
    const field = seenFields.get(code);
    if (!field) throw new Error(code);
    return [...basis.seen.slice(field.at, field.at + field.bytes)];
  });
  const { birthDate } = input.child;
  const { waitingSince } = input.referral;
  return {
    basis,
    read: { seen: Uint8Array.from(seen), birthDate, waitingSince, holdsUntil: decision.holdsUntil },
  };
}

const counts = () => ({ same: 0, concerned: 0, everybody: 0, notRead: 0 });

/** Where nothing concerns the child: that deciding in full comes to the same. */
function sameOrTold(before: Before, changed: LoadedRuleSet, told: ReturnType<typeof counts>): void {
  const difference = differenceOf(before.input.ruleSet.set, changed.set, before.input.referral.service);
  if ('everybody' in difference) return void told.everybody++;
  const { basis, read } = readOf(before, difference.reads);
  const overtaken = [basis.seenUntil, before.decision.holdsUntil].some((day) => day !== null && day <= today);
  if (overtaken || !basis.steady) return void told.notRead++;
  if (difference.concerns(read, today)) return void told.concerned++;
  told.same++;
  const standing = { ...before.decision.standing, decisionId: 'stored' };
  const again: DecisionInput = { ...before.input, standing, on: today, ruleSet: changed };
  const decision = decide(again, '');
  expect(outcome(again, decision)).toEqual(outcome(before.input, before.decision));
  for (const [ask, day] of dues(before.decision)) expect(String(dues(decision).get(ask)) >= day).toBe(true);
  expect(decision.reviewOn >= before.decision.reviewOn).toBe(true);
}

/** Facts that rules look at which are not the same in the shipped set. */
function changedCodes({ rules }: RuleSet): string[] {
  const same = new Set(shipped.set.rules.map((rule) => JSON.stringify(rule)));
  return rules
    .filter((rule) => !same.has(JSON.stringify(rule)))
    .flatMap(({ conditions }) => leavesOf(conditions).map(({ fact }) => fact));
}

/** The shipped set in which one rule asks for all of these. */
function changedRule(id: string, ...all: readonly Leaf[]): LoadedRuleSet {
  const rules = shipped.set.rules.map((rule) => (rule.id === id ? { ...rule, conditions: { all } } : rule));
  return newer({ ...shipped.set, rules });
}

/** A child of seven on one list since August, of whom a parent has said this. */
function waiting(said: readonly (readonly [code: string, value: string, on: string])[]): DecisionInput {
  const waitingSince = plainDate('2026-08-01');
  const facts = said.map(([code, value, on], nth): Fact => ({
    ...{ id: `f${String(nth)}`, childId: 'child', code, value, source: 'parent', organisation: 'PCC' },
    referralId: factDefinition(code)?.subject === 'referral' ? 'r' : null,
    recordedOn: plainDate(on),
    withdrawnOn: null,
  }));
  return {
    referral: { id: 'r', service: 'slt', waitingSince },
    child: { id: 'child', birthDate: plainDate('2019-05-20') },
    lists: [{ referralId: 'r', service: 'slt', waitingSince, closedOn: null }],
    facts,
    standing: null,
    confirmations: [],
    on: today,
    ruleSet: shipped,
  };
}

const readable = (older: RuleSet, changed: RuleSet): boolean =>
  older.serviceLines.some(
    (service) =>
      changed.serviceLines.includes(service) && !('everybody' in differenceOf(older, changed, service)),
  );
const several = fc.array(fc.nat(10_000), { minLength: 15, maxLength: 15 });

describe('whom new rules concern', () => {
  it('is everybody whom deciding in full would decide otherwise: whoever is left out comes to the same', () => {
    const told = counts();
    // Others each time: to compile them all takes a minute.
    const some = fc.sample(fc.constantFrom(...changes), 120);
    const readables = some
      .filter((changed) => readable(shipped.set, changed))
      .map((changed) => ({ changed: newer(changed), looksAt: changedCodes(changed) }));
    fc.assert(
      fc.property(decidedBefore(shipped), several, (before, drawn) => {
        // Mostly rules about what was said of this child: of the others little can be told wrongly.
        const said = new Set(before.input.facts.map(({ code }) => code));
        const about = readables.filter(({ looksAt }) => looksAt.some((code) => said.has(code)));
        for (const [turn, nth] of drawn.entries()) {
          const from = turn % 3 > 0 && about.length > 0 ? about : readables;
          sameOrTold(before, from[nth % from.length]?.changed ?? newer(shipped.set), told);
        }
      }),
      { numRuns: 400 },
    );
    expect(told.same).toBeGreaterThan(1_000);
    expect(told.concerned).toBeGreaterThan(300);
  });

  it('holds of what was said and taken back, whichever way the one rule about it changed', () => {
    const told = counts();
    const ruleOf = (
      code: string,
      ...leaves: readonly (readonly [string, Leaf['operator'], Leaf['value']])[]
    ) =>
      leaves.map(([id, operator, value]) => ({
        code,
        changed: changedRule(id, { fact: code, operator, value }),
      }));
    const rules = [
      ...ruleOf(
        'functional_impact',
        ['severe-daily-life', 'greaterThanInclusive', 2],
        ['severe-daily-life', 'greaterThanInclusive', 4],
      ),
      ...ruleOf(
        'suspension_days_this_year',
        ['suspended-six-days', 'greaterThanInclusive', 1],
        ['suspended-over-fifteen-days', 'greaterThan', 9],
      ),
      ...ruleOf(
        'developmental_delay',
        ['significant-delay', 'in', ['mild', 'significant']],
        ['significant-delay', 'equal', 'mild'],
      ),
      ...ruleOf(
        'self_harm',
        ['self-harm-now', 'in', ['past', 'current']],
        ['getting-worse', 'equal', 'past'],
      ),
    ];
    const cases = fc.constantFrom(...rules).chain(({ code, changed }) => {
      const children = anyChild({ most: 5, codes: (line) => line.code === code });
      return fc.tuple(decidedBefore(shipped, children), fc.constant(changed));
    });
    fc.assert(
      fc.property(cases, ([before, changed]) => sameOrTold(before, changed, told)),
      { numRuns: 1_500 },
    );
    expect(told.same).toBeGreaterThan(200);
    expect(told.concerned).toBeGreaterThan(200);
  });

  it('holds of rules that repeat and oppose facts, and of points that add up', () => {
    const told = counts();
    const sets = fc.tuple(anyRuleSet, anyGroup, fc.nat(4)).map(([set, conditions, nth]) => {
      const changed = {
        ...set,
        rules: set.rules.map((rule, i) => (i === nth ? { ...rule, conditions } : rule)),
      };
      return { older: { set, hash: '0'.repeat(64) }, changed: newer(changed) };
    });
    const pair = sets.filter(({ older, changed }) => readable(older.set, changed.set));
    fc.assert(
      fc.property(
        pair.chain(({ older, changed }) => fc.tuple(decidedBefore(older), fc.constant(changed))),
        ([before, changed]) => sameOrTold(before, changed, told),
      ),
      { numRuns: 250 },
    );
    expect(told.same).toBeGreaterThan(40);
  });

  it.each([
    [
      'was concerned once by what the rules now count, and is no longer',
      changedRule('severe-daily-life', {
        fact: 'functional_impact',
        operator: 'greaterThanInclusive',
        value: 2,
      }),
      [
        ['functional_impact', '2', '2026-08-10'],
        ['functional_impact', '0', '2026-11-01'],
      ],
      'segments',
    ],
    [
      'comes of an age soon that only the new rules look at',
      changedRule('turning-eighteen-soon', {
        fact: 'age_months',
        operator: 'greaterThanInclusive',
        value: 90,
      }),
      [],
      'holdsUntil',
    ],
    [
      'said what only the new rules look at, and it will go stale',
      changedRule(
        'youth-justice',
        { fact: 'youth_justice', operator: 'equal', value: 'yes' },
        { fact: 'electively_home_educated', operator: 'equal', value: 'yes' },
      ),
      [['electively_home_educated', 'no', '2026-11-01']],
      'holdsUntil',
    ],
  ] as const)('is a child who %s', (_who, changed, said, differs) => {
    const input = waiting(said);
    const before = { input, decision: decide(input, '') };
    const difference = differenceOf(shipped.set, changed.set, 'slt');
    if ('everybody' in difference) throw new Error(difference.everybody);
    expect(difference.concerns(readOf(before, difference.reads).read, today)).toBe(true);
    const standing = { ...before.decision.standing, decisionId: 'stored' };
    const again = decide({ ...input, standing, ruleSet: changed }, '');
    expect(again[differs]).not.toEqual(before.decision[differs]);
    expect(again.reasons).toEqual(before.decision.reasons);
  });

  it.each([
    ['safe waits', { bands: shipped.set.bands.map((band) => ({ ...band, safeWaitDays: { default: 99 } })) }],
    ['questions', { mustKnow: { ...shipped.set.mustKnow, slt: [] } }],
    ['needs', { needs: shipped.set.needs.slice(1) }],
    ['the day a version ends', { effectiveTo: plainDate('2030-01-01') }],
    ['going back to an older version', { effectiveFrom: plainDate('2020-01-01') }],
  ] as const)('is everybody where %s changed', (_what, by) => {
    expect(differenceOf(shipped.set, { ...shipped.set, ...by }, 'slt')).toHaveProperty('everybody');
  });

  it('is nobody where only what is said about the set changed', () => {
    const said = differenceOf(shipped.set, { ...shipped.set, title: 'Other', signOff: 'Dr A. Name' }, 'slt');
    expect(said).toMatchObject({ reads: [], readsDates: false });
  });
});
