import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../facts/fact.js';
import { plainDate } from '../kernel/plain-date.js';
import type { Group, RuleSet } from '../rule-sets/rule-set.js';
import { codeRestsOn, restsOn } from './rests-on.js';

const fact = (code: string, value: string, more: Partial<Fact> = {}): Fact => ({
  id: `${code}-${more.organisation ?? 'NR5'}`,
  childId: 'c',
  referralId: null,
  code,
  value,
  source: 'clinician',
  organisation: 'NR5',
  recordedOn: plainDate('2026-11-01'),
  withdrawnOn: null,
  ...more,
});
const rule = (id: string, conditions: Group): unknown => ({ id, conditions });
const set = {
  rules: [
    rule('plain', { all: [{ fact: 'looked_after', operator: 'equal', value: 'yes' }] }),
    rule('absent', { any: [{ fact: 'severe_absence', operator: 'equal', value: 'yes' }] }),
    rule('several', { all: [{ fact: 'need_domains', operator: 'greaterThan', value: 1 }] }),
    rule('old', { all: [{ fact: 'age_years', operator: 'greaterThan', value: 15 }] }),
  ],
  needs: [
    {
      domain: 'safety',
      source: '',
      conditions: { any: [{ fact: 'feels_safe', operator: 'equal', value: 'no' }] },
    },
    {
      domain: 'education',
      source: '',
      conditions: { any: [{ fact: 'persistent_absence', operator: 'equal', value: 'yes' }] },
    },
  ],
} as unknown as RuleSet;

describe('what a rule rests on', () => {
  it('is every fact recorded under a code it looks at, whoever said it', () => {
    const facts = [
      fact('looked_after', 'yes', { organisation: 'PLYMOUTH-CC', source: 'council' }),
      fact('looked_after', 'no'),
      fact('self_harm', 'current'),
    ];
    expect(restsOn(set, 'plain', facts)).toEqual(['NR5/looked_after', 'PLYMOUTH-CC/looked_after']);
  });

  it('is marked where a child said it in confidence', () => {
    expect(codeRestsOn(set, 'feels_safe', [fact('feels_safe', 'no', { source: 'child' })])).toEqual([
      'NR5/feels_safe!',
    ]);
  });

  it('is marked as it was recorded, not by who said it, where its confidence was stated', () => {
    const marks = (more: Partial<Fact>) => codeRestsOn(set, 'feels_safe', [fact('feels_safe', 'no', more)]);
    expect(marks({ source: 'child', confidence: 'usual' })).toEqual(['NR5/feels_safe']);
    expect(marks({ confidence: 'child_in_confidence' })).toEqual(['NR5/feels_safe!']);
  });

  it('reaches through what is worked out, and through needs to what concerns', () => {
    const facts = [
      fact('school_sessions_absent', '60', { organisation: '879' }),
      fact('school_sessions_possible', '100', { organisation: '879' }),
      fact('feels_safe', 'no', { source: 'child' }),
    ];
    expect(restsOn(set, 'absent', facts)).toEqual([
      '879/school_sessions_absent',
      '879/school_sessions_possible',
    ]);
    expect(restsOn(set, 'several', facts)).toContain('NR5/feels_safe!');
    expect(restsOn(set, 'several', facts)).toContain('879/school_sessions_absent');
    expect(restsOn(set, 'several', [fact('feels_safe', 'yes', { source: 'child' })])).toEqual([]);
  });

  it('is nothing where only dates are looked at, and no withdrawn fact', () => {
    const withdrawn = fact('looked_after', 'yes', { withdrawnOn: plainDate('2026-11-02') });
    expect(restsOn(set, 'old', [fact('self_harm', 'current')])).toEqual([]);
    expect(restsOn(set, 'plain', [withdrawn])).toEqual([]);
  });

  it('is everything where the rule is not known: nobody can say what it looked at', () => {
    expect(restsOn(set, 'gone', [fact('self_harm', 'none')])).toEqual(['NR5/self_harm']);
  });
});
