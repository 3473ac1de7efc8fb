import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../facts/fact.js';
import { plainDate } from '../kernel/plain-date.js';
import type { LoadedRuleSet, Rule } from '../rule-sets/rule-set.js';
import { alarmOf, inputKeyOf } from './act-today.js';
import type { Decision, DecisionInput, RuleResult, UsedFact } from './decision.js';

const rule = {
  id: 'thoughts-with-danger',
  conditions: {
    all: [
      { fact: 'suicidal_ideation', operator: 'in', value: ['current_no_plan', 'current_with_plan'] },
      {
        any: [
          { fact: 'functional_impact', operator: 'greaterThanInclusive', value: 4 },
          { fact: 'getting_worse', operator: 'equal', value: 'yes' },
        ],
      },
    ],
  },
} as unknown as Rule;
const fact = (id: string, code: string, value: string, changes: Partial<Fact> = {}): Fact => ({
  id,
  childId: 'c',
  referralId: null,
  code,
  value,
  source: 'parent',
  organisation: 'NR5',
  recordedOn: plainDate('2026-11-10'),
  withdrawnOn: null,
  ...changes,
});
const used = (code: string, value: string | number) => ({ code, state: 'known', value }) as UsedFact;
const result = {
  ruleId: rule.id,
  title: 'Thoughts, with other danger',
  is: 'true',
  event: { type: 'route', params: { to: 'act_today', whatToDo: 'Ring.' } },
} as RuleResult;

/** The evidence of an alarm on these facts, where these values count. */
const evidence = (
  facts: readonly Fact[],
  counts: readonly UsedFact[],
  reasons = [result],
): readonly string[] => {
  const ruleSet = { set: { rules: [rule] } } as unknown as LoadedRuleSet;
  const decision = {
    actToday: true,
    reasons,
    facts: counts,
    whatToDo: ['Ring.'],
    referralId: 'r',
    childId: 'c',
  };
  return (
    alarmOf({ facts, ruleSet } as unknown as DecisionInput, decision as unknown as Decision, 'd')?.routes ??
    []
  ).flatMap((route) => route.evidence);
};
const thoughts = used('suicidal_ideation', 'current_no_plan');
const worse = used('getting_worse', 'yes');
const mildImpact = used('functional_impact', 1);
const facts = [
  fact('f1', 'suicidal_ideation', 'current_no_plan'),
  fact('f2', 'getting_worse', 'yes'),
  fact('f3', 'functional_impact', '1'),
];

describe('the evidence of an alarm', () => {
  it('is the facts that make the rule hold, and no others it looks at', () => {
    expect(evidence(facts, [thoughts, worse, mildImpact])).toEqual([`${rule.id}:f1`, `${rule.id}:f2`]);
  });

  it('is new when the same is said again, and the same when something else is', () => {
    const again = fact('f4', 'suicidal_ideation', 'current_no_plan', { recordedOn: plainDate('2026-11-17') });
    expect(evidence([...facts, again], [thoughts, worse])).toEqual([`${rule.id}:f2`, `${rule.id}:f4`]);
    const other = fact('f5', 'self_harm', 'past');
    expect(evidence([...facts, other], [thoughts, worse])).toEqual(evidence(facts, [thoughts, worse]));
  });

  it('leaves out what was withdrawn, and a later "unknown" takes nothing back', () => {
    const withdrawn = fact('f6', 'suicidal_ideation', 'current_no_plan', {
      source: 'school',
      withdrawnOn: plainDate('2026-11-12'),
    });
    const unknown = fact('f7', 'suicidal_ideation', 'unknown', { recordedOn: plainDate('2026-11-18') });
    expect(evidence([...facts, withdrawn, unknown], [thoughts, worse])).toEqual([
      `${rule.id}:f1`,
      `${rule.id}:f2`,
    ]);
  });

  it('is never empty: an alarm without a reason is one nobody has dealt with', () => {
    expect(evidence(facts, [], [])).toEqual(['decision:d']);
    expect(evidence([], [thoughts, worse])).toEqual([
      `${rule.id}:getting_worse=yes`,
      `${rule.id}:suicidal_ideation=current_no_plan`,
    ]);
  });

  it('has one name whatever the order', () => {
    expect(inputKeyOf(['b', 'a'])).toBe(inputKeyOf(['a', 'b']));
    expect(inputKeyOf(['a'])).toMatch(/^[0-9a-f]{64}$/);
    expect(inputKeyOf(['a'])).not.toBe(inputKeyOf(['a', 'b']));
  });

  it('is no alarm where the decision does not say act today', () => {
    expect(alarmOf({} as DecisionInput, { actToday: false } as Decision, 'd')).toBeNull();
  });
});
