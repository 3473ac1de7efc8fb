import { describe, expect, it } from '@jest/globals';
import type { Child } from '../children/child.js';
import type { Fact } from '../facts/fact.js';
import { plainDate } from '../kernel/plain-date.js';
import type { Referral } from '../referrals/referral.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import type { Confirmation, Decision, RuleResult } from '../triage/decision.js';
import { type ChildFile, filesOf, inputOf } from './child-file.js';
import { answerOf } from './decided.presenter.js';
import { type DecidedReferral, placementOf, reviewOnOf, topReasonOf } from './placement.js';
import { safetyCheckOf } from './safety-check.js';

const band = (id: string, rank: number, days: number) => ({
  id,
  title: id,
  rank,
  safeWaitDays: { default: days },
  reviewWithinDays: 10,
});
const ruleSet = {
  id: 'set',
  version: '1.0.0',
  bands: [band('urgent', 0, 14), band('high', 1, 28), band('routine', 2, 126)],
  orderPolicy: { protectedBands: [{ band: 'high', fromSharePercent: 25 }], keptSlotsPercent: 0 },
  rules: [],
  needs: [],
} as unknown as RuleSet;

const referral = (id: string, changes: Partial<Referral> = {}): Referral =>
  ({
    id,
    childId: 'c',
    provider: 'NR5',
    service: 'slt',
    waitingSince: plainDate('2026-06-01'),
    appointmentOn: null,
    state: 'open',
    closedOn: null,
    reportedOn: plainDate('2026-11-15'),
    ...changes,
  }) as Referral;
const child: Child = {
  id: 'c',
  identity: 'verified',
  nhsNumber: '9990000042',
  birthDate: plainDate('2019-05-14'),
  givenName: 'Ada',
  familyName: 'Penrose',
  locality: 'north',
  diedOn: null,
  restricted: false,
};
const reason = (type: string, params: object, clinician: string): RuleResult =>
  ({
    ruleId: clinician,
    title: clinician,
    is: 'true',
    event: { type, params },
    reason: { clinician, family: null },
  }) as RuleResult;

const decided = (decision: Partial<Decision> = {}, confirmed?: Confirmation): DecidedReferral => {
  const lists = [
    referral('r'),
    referral('s', { service: 'mental_health' }),
    referral('t', { state: 'closed' }),
  ];
  return {
    file: { child, referrals: lists, facts: [] },
    referral: lists[0] ?? referral('r'),
    decisionId: 'd2',
    decision: {
      band: 'high',
      couldBe: 'urgent',
      standing: { band: 'high', since: plainDate('2026-11-01') },
      segments: [{ from: plainDate('2026-06-01'), band: 'high', safeWaitDays: 28 }],
      reasons: [],
      asks: [],
      whatToDo: [],
      lowerProposal: null,
      reviewOn: plainDate('2026-12-01'),
      holdsUntil: null,
      ...decision,
    } as unknown as Decision,
    ruleSet,
    confirmed,
  };
};
const confirmation = (decisionId: string, of = 'high'): Confirmation => ({
  band: of,
  on: plainDate('2026-11-10'),
  by: 'Kim',
  decisionId,
});

describe('the place of a decided referral', () => {
  it('carries what the queue shows, each list once', () => {
    expect(placementOf(decided(), false, undefined)).toMatchObject({
      referralId: 'r',
      band: 'high',
      bandRank: 1,
      bandConfirmed: false,
      safeWaitDays: 28,
      protectedFromShare: 25,
      childName: 'Ada Penrose',
      reviewOn: '2026-12-01',
    });
  });

  it('is confirmed only while the band that stands is the one a clinician last spoke for', () => {
    expect(placementOf(decided({}, confirmation('d1')), false, undefined).bandConfirmed).toBe(true);
    expect(placementOf(decided({}, confirmation('d1', 'routine')), false, undefined).bandConfirmed).toBe(
      false,
    );
  });

  it('never puts off the day of the next look, unless somebody has just looked', () => {
    const before = { decisionId: 'd1', reviewOn: plainDate('2026-11-25') };
    expect(reviewOnOf(decided(), before)).toBe('2026-11-25');
    expect(reviewOnOf(decided({}, confirmation('d0')), before)).toBe('2026-11-25');
    expect(reviewOnOf(decided({}, confirmation('d1')), before)).toBe('2026-12-01');
    expect(reviewOnOf(decided({ reviewOn: plainDate('2026-11-20') }), before)).toBe('2026-11-20');
  });
});

describe('the top reason', () => {
  const high = reason('band', { band: 'high' }, 'lives in care');
  const route = reason('route', { to: 'act_today' }, 'has a plan');

  it('is that of the band that stands; of act today first', () => {
    expect(topReasonOf(decided({ reasons: [route, high] }), false).text).toBe('lives in care');
    expect(topReasonOf(decided({ reasons: [high, route] }), true).text).toBe('has a plan');
  });

  it('says so where nobody has recorded what was done although the fact is gone', () => {
    expect(topReasonOf(decided(), true).text).toContain('nobody has recorded yet');
  });

  it('says so where a band stands from before, and where no rule asks for more', () => {
    expect(topReasonOf(decided({ band: 'routine' }), false).text).toBe(
      'Stands at high from before; the rules now propose routine.',
    );
    expect(topReasonOf(decided(), false).text).toBe('No rule asks for a more urgent band.');
  });
});

describe('the answer to a caller', () => {
  it('says what to do now while somebody must act today, and nothing of it else', () => {
    expect(answerOf(decided(), false).actToday).toBeNull();
    expect(answerOf(decided({ whatToDo: ['Ring.'] }), true).actToday?.whatToDo).toEqual(['Ring.']);
    expect(answerOf(decided(), true).actToday?.whatToDo.join()).toContain('still open');
  });
});

describe('the safety check', () => {
  const ask = (fact: string, dueOn: string, safety = true) => ({
    fact,
    question: `${fact}?`,
    dueOn: plainDate(dueOn),
    safety,
  });

  it('is one for a child, with the earliest deadline of the lists and every question once', () => {
    const slt = decided({
      asks: [ask('feels_safe', '2026-11-29'), ask('single_words', '2026-10-01', false)] as never,
    });
    const mental = decided({
      asks: [ask('feels_safe', '2026-11-20'), ask('self_harm', '2026-11-20')] as never,
    });
    expect(safetyCheckOf([slt, mental])).toMatchObject({
      key: 'safety_not_asked:c',
      dueAt: new Date('2026-11-20T17:00:00Z'),
      detail: { whatToDo: ['feels_safe?', 'self_harm?'] },
    });
    expect(
      safetyCheckOf([decided({ asks: [ask('single_words', '2026-10-01', false)] as never })]),
    ).toBeNull();
    expect(safetyCheckOf([])).toBeNull();
  });
});

describe('what a decision is made from', () => {
  const fact = (id: string, referralId: string | null): Fact => ({ id, referralId, childId: 'c' }) as Fact;
  const ended = referral('old', { state: 'closed', closedOn: plainDate('2026-05-31') });
  const overlapping = referral('past', { state: 'closed', closedOn: plainDate('2026-06-01') });
  const files = filesOf(
    [child],
    [referral('r'), ended, overlapping],
    [fact('1', null), fact('2', 'old'), fact('3', 'past'), fact('4', 'r')],
  );
  const [file] = files as [ChildFile];
  const frame = { on: plainDate('2026-11-18'), ruleSet: { set: ruleSet, hash: '' } };

  it('is every list that overlapped this wait, and what was said about the child or on one of those', () => {
    const input = inputOf(file, referral('r'), { latest: new Map(), confirmations: new Map() }, frame);
    expect(input.lists.map((list) => list.referralId)).toEqual(['r', 'past']);
    expect(input.facts.map(({ id }) => id)).toEqual(['1', '3', '4']);
    expect(input.standing).toBeNull();
  });
});
