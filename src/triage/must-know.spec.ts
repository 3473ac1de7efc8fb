import { describe, expect, it } from '@jest/globals';
import { shippedSet } from '../../test/support/arbitrary-children.js';
import { smallSet } from '../../test/support/rule-sets.js';
import { epochDay, type PlainDate, plainDate } from '../kernel/plain-date.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';
import { askedAtAge, askingDays } from './must-know.js';

const shipped = shippedSet();
const withAges: LoadedRuleSet = {
  set: smallSet({
    mustKnow: {
      slt: [{ fact: 'getting_worse', askOf: 'parent', withinDays: 14, fromAgeMonths: 24, toAgeMonths: 36 }],
    },
  }),
  hash: '0'.repeat(64),
};

function decided(
  born: string,
  on: string,
  more: { service?: 'slt' | 'neurodiversity'; since?: string; ruleSet?: LoadedRuleSet } = {},
): Decision {
  const { service = 'slt', since = '2026-02-01', ruleSet = withAges } = more;
  const referral = { id: 'r1', service, waitingSince: plainDate(since) };
  return decide(
    {
      referral,
      child: { id: 'child', birthDate: plainDate(born) },
      lists: [{ referralId: 'r1', service, waitingSince: plainDate(since), closedOn: null }],
      facts: [],
      standing: null,
      confirmations: [],
      on: plainDate(on),
      ruleSet,
    },
    'a test',
  );
}
const asked = (decision: Decision): string[] => decision.asks.map(({ fact }) => fact);

describe('a question that has an age', () => {
  it('opens on the day the child reaches it, and closes on the day the child outgrows it', () => {
    expect(asked(decided('2024-06-10', '2026-06-09'))).toEqual([]);
    expect(asked(decided('2024-06-10', '2026-06-10'))).toEqual(['getting_worse']);
    expect(asked(decided('2024-06-10', '2027-06-09'))).toEqual(['getting_worse']);
    expect(asked(decided('2024-06-10', '2027-06-10'))).toEqual([]);
  });

  it('makes the decision hold no longer than until that day', () => {
    expect(decided('2024-06-10', '2026-03-01').holdsUntil).toBe('2026-06-10');
    expect(decided('2024-06-10', '2026-06-10').holdsUntil).toBe('2027-06-10');
    expect(decided('2024-06-10', '2027-06-10').holdsUntil).toBeNull();
  });

  it('is due from the day the child reached the age, and from the start of the wait where that is later', () => {
    expect(decided('2024-06-10', '2026-07-01').asks[0]?.dueOn).toBe('2026-06-24');
    expect(decided('2024-01-10', '2026-07-01').asks[0]?.dueOn).toBe('2026-02-15');
  });

  it('makes nobody "could be" before anybody is to ask it', () => {
    expect(decided('2024-06-10', '2026-06-09').couldBe).toBe('routine');
    expect(decided('2024-06-10', '2026-06-10').couldBe).toBe('high');
  });

  it('is not named in the receipt as something that must be known before', () => {
    const named = (on: string): string[] => decided('2024-06-10', on).facts.map(({ code }) => code);
    expect(named('2026-06-09')).not.toContain('getting_worse');
    expect(named('2026-06-10')).toContain('getting_worse');
  });

  it('without one is asked at every age and changes on no day', () => {
    const questions = [{ fact: 'getting_worse', askOf: 'parent' as const, withinDays: 14 }];
    const born: PlainDate = plainDate('2026-06-10');
    expect(askedAtAge(questions, born, born)).toEqual(questions);
    expect(askingDays(questions, born)).toEqual([]);
    expect(askingDays([{ ...questions[0], fromAgeMonths: 1 } as never], born)).toEqual([
      epochDay(plainDate('2026-07-10')),
    ]);
  });
});

describe('of a baby', () => {
  const baby = (service: 'slt' | 'neurodiversity', on: string): string[] =>
    asked(decided('2025-05-01', on, { service, since: '2026-02-01', ruleSet: shipped }));

  it('nobody asks whether it feels safe or misses out on education; both open on their birthdays', () => {
    const questions = ['feels_safe', 'reduced_access_to_education'];
    const of = (on: string): string[] => questions.filter((fact) => baby('slt', on).includes(fact));
    expect(of('2026-11-15')).toEqual([]);
    expect(of('2028-05-01')).toEqual(['reduced_access_to_education']);
    expect(of('2029-05-01')).toEqual(questions);
    expect(baby('slt', '2026-11-15')).toContain('feeding_or_swallowing_difficulty');
  });

  it('nobody asks about self-harm before the seventh birthday on the neurodiversity list', () => {
    const danger = (on: string): string[] =>
      baby('neurodiversity', on).filter((fact) => fact === 'self_harm' || fact === 'suicidal_ideation');
    expect(danger('2032-04-30')).toEqual([]);
    expect(danger('2032-05-01').sort()).toEqual(['self_harm', 'suicidal_ideation']);
  });
});
