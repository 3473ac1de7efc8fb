import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../facts/fact.js';
import { vocabulary } from '../facts/vocabulary.js';
import { factInScope } from '../kernel/viewer.js';
import { anyChild, shippedSet } from '../../test/support/arbitrary-children.js';
import { decide } from './decide.js';
import type { DecisionInput, Receipt } from './decision.js';
import { codeRestsOn, restsOn } from './rests-on.js';
import { shownDecision, shownReceipt, treatsOn, WHAT_TO_DO_NOT_SHOWN } from './shown-decision.js';

const shipped = shippedSet();
const receiptFor = (input: Omit<DecisionInput, 'ruleSet'>): Receipt => ({
  input,
  decision: decide({ ...input, ruleSet: shipped }, 'the only one'),
});
/** A child some of whose facts the child said, each from an organisation of its own. */
const someChild = fc
  .tuple(anyChild({ most: 14 }), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }))
  .map(([input, byChild]) => ({
    ...input,
    facts: input.facts.map((fact, i): Fact =>
      byChild[i] ? { ...fact, source: 'child', organisation: 'mental-health' } : fact,
    ),
  }));
const someScope = fc.record({
  facts: fc.uniqueArray(
    fc.oneof(
      fc.constantFrom('parent/*', 'school/*', 'clinician/*', 'council/*', 'mental-health/*'),
      fc
        .tuple(
          fc.constantFrom('parent', 'school', 'clinician', 'council', 'mental-health'),
          fc.constantFrom(...vocabulary.map(({ code }) => code)),
        )
        .map(([organisation, code]) => `${organisation}/${code}`),
    ),
    { maxLength: 12 },
  ),
  confidential: fc.boolean(),
});

describe('a decision for a reader', () => {
  it('is whole for whoever may see everything', () => {
    fc.assert(
      fc.property(someChild, (input) => {
        const receipt = receiptFor(input);
        const lists = new Set(input.lists.map(({ referralId }) => referralId));
        const { input: shownInput, decision } = shownReceipt(
          receipt,
          shipped.set,
          { facts: ['*'], confidential: true },
          lists,
        );
        expect(shownInput).toEqual(receipt.input);
        expect(decision).toEqual({ ...receipt.decision, partly: false });
      }),
      { numRuns: 30 },
    );
  });

  it('of a set that is no longer here shows no reason, and not what to do, to whom what a child said is not for', () => {
    fc.assert(
      fc.property(someChild, (input) => {
        const { decision } = receiptFor(input);
        const inConfidence = input.facts.some(({ source }) => source === 'child');
        const shown = shownDecision(decision, undefined, input.facts, { facts: ['*'], confidential: false });
        if (!inConfidence) return expect(shown.whatToDo).toEqual(decision.whatToDo);
        expect(shown.reasons).toEqual([]);
        expect(shown.whatToDo).toEqual(decision.whatToDo.length > 0 ? [WHAT_TO_DO_NOT_SHOWN] : []);
      }),
      { numRuns: 50 },
    );
  });

  it('holds no fact that is not shared, and nothing that rests on one', () => {
    fc.assert(
      fc.property(someChild, someScope, (input, scope) => {
        const receipt = receiptFor(input);
        const hidden = (fact: Fact): boolean =>
          !factInScope(scope, fact.organisation, fact.code) ||
          (fact.source === 'child' && !scope.confidential);
        const hiddenNames = new Set(
          input.facts
            .filter(hidden)
            .flatMap(({ organisation, code }) => [`${organisation}/${code}`, `${organisation}/${code}!`]),
        );
        const clean = (names: readonly string[]): boolean => names.every((name) => !hiddenNames.has(name));
        const shown = shownReceipt(receipt, shipped.set, scope, new Set());
        const text = JSON.stringify(shown);
        for (const fact of input.facts.filter(hidden)) expect(text).not.toContain(`"${fact.id}"`);
        const { decision } = shown;
        for (const { ruleId } of [...decision.reasons, ...decision.possible, ...decision.flags])
          expect([ruleId, clean(restsOn(shipped.set, ruleId, input.facts))]).toEqual([ruleId, true]);
        for (const code of [
          ...decision.facts.map((used) => used.code),
          ...decision.asks.map((ask) => ask.fact),
          ...decision.needDomains.map((domain) => `need_${domain}`),
        ])
          expect([code, clean(codeRestsOn(shipped.set, code, input.facts))]).toEqual([code, true]);
        if (hiddenNames.size > 0) expect(decision.partly).toBe(true);
        expect(decision.holdsUntil).toBe(decision.partly ? null : receipt.decision.holdsUntil);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps band and place whatever they rest on', () => {
    fc.assert(
      fc.property(someChild, someScope, (input, scope) => {
        const { decision } = receiptFor(input);
        const shown = shownReceipt({ input, decision }, shipped.set, scope, new Set()).decision;
        const { band, standing, couldBe, actToday, segments, reviewOn } = decision;
        expect(shown).toMatchObject({ band, standing, couldBe, actToday, segments, reviewOn });
        expect(shown.whatToDo.length > 0).toBe(decision.whatToDo.length > 0);
      }),
      { numRuns: 50 },
    );
  });

  it('tells a clinician of that list what to do today, whatever it rests on, and others that somebody must', () => {
    fc.assert(
      fc.property(someChild, someScope, (input, scope) => {
        const receipt = receiptFor(input);
        const told = (treats: boolean) =>
          shownReceipt(receipt, shipped.set, scope, new Set(), treats).decision.whatToDo;
        expect(told(true)).toEqual(receipt.decision.whatToDo);
        expect(told(false).length > 0).toBe(receipt.decision.whatToDo.length > 0);
      }),
      { numRuns: 60 },
    );
    const scope = { providers: ['NR5'], services: ['slt'], confidential: true };
    expect(treatsOn(scope, { provider: 'NR5', service: 'slt' })).toBe(true);
    expect(treatsOn(scope, { provider: 'RK9', service: 'slt' })).toBe(false);
    expect(treatsOn(scope, { provider: 'NR5', service: 'mental_health' })).toBe(false);
    expect(treatsOn({ ...scope, confidential: false }, { provider: 'NR5', service: 'slt' })).toBe(false);
  });

  it('does not tell by a gap that a child said something: what may be told in confidence is not listed as unknown', () => {
    fc.assert(
      fc.property(someChild, (input) => {
        const scope = { facts: ['*'], confidential: false };
        const { decision } = shownReceipt(receiptFor(input), shipped.set, scope, new Set());
        const named = [
          ...decision.asks.map(({ fact }) => fact),
          ...decision.facts.filter(({ state }) => state === 'unknown').map(({ code }) => code),
        ];
        expect(named).not.toContain('self_harm');
        expect(named).not.toContain('suicidal_ideation');
        expect(named).not.toContain('feels_safe');
      }),
      { numRuns: 100 },
    );
  });

  it('shows no rule where the version is gone and some fact is hidden', () => {
    fc.assert(
      fc.property(someChild, (input) => {
        const { decision } = shownReceipt(
          receiptFor(input),
          undefined,
          { facts: [], confidential: false },
          new Set(),
        );
        if (input.facts.length > 0) expect([...decision.reasons, ...decision.possible]).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
