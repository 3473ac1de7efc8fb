import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import type { SentFact } from './fact-row.js';
import { type KnownSubjects, subjectOf } from './fact-subject.js';

const known: KnownSubjects = {
  referrals: new Map([
    ['r1', { childId: 'c1', nhsNumber: '9990866317', birthDate: '2017-11-14' }],
    ['r2', { childId: 'c2', nhsNumber: null, birthDate: '2018-01-02' }],
  ]),
  children: new Map([['9990866317', { id: 'c1', birthDate: '2017-11-14' }]]),
};
const fact = (other: Partial<SentFact>): SentFact => ({
  nhsNumber: '9990866317',
  birthDate: '2017-11-14',
  referralId: null,
  subject: 'child',
  code: 'self_harm',
  value: 'past',
  source: 'parent',
  organisation: 'NR5',
  confidence: null,
  recordedOn: plainDate('2026-11-14'),
  ...other,
});

describe('whom a fact is about', () => {
  it.each<[string, Partial<SentFact>, ReturnType<typeof subjectOf>]>([
    ['a linked child', {}, { is: 'found', childId: 'c1', referralId: null }],
    [
      'one referral, where the vocabulary says so',
      { referralId: 'r1', subject: 'referral' },
      { is: 'found', childId: 'c1', referralId: 'r1' },
    ],
    [
      'the child of the referral named, where the vocabulary says child',
      { referralId: 'r1' },
      { is: 'found', childId: 'c1', referralId: null },
    ],
    [
      'a child known to one list only, whose referral is named',
      { referralId: 'r2', nhsNumber: '', birthDate: '2018-01-02' },
      { is: 'found', childId: 'c2', referralId: null },
    ],
    ['nobody: no such referral', { referralId: 'r3' }, { is: 'held', reason: 'unknown_referral' }],
    [
      'nobody: about a referral, and none is named',
      { subject: 'referral' },
      { is: 'held', reason: 'unknown_referral' },
    ],
    [
      'nobody: the referral has another number',
      { referralId: 'r1', nhsNumber: '9990000000' },
      { is: 'held', reason: 'child_mismatch' },
    ],
    [
      'nobody: the referral has another birth date',
      { referralId: 'r1', birthDate: '2017-11-15' },
      { is: 'held', reason: 'child_mismatch' },
    ],
    [
      'nobody: a number against a referral that has none',
      { referralId: 'r2', birthDate: '2018-01-02' },
      { is: 'held', reason: 'child_mismatch' },
    ],
    ['nobody: an unknown number', { nhsNumber: '9990000001' }, { is: 'held', reason: 'unknown_child' }],
    [
      'nobody: a known number with another birth date',
      { birthDate: '2017-11-15' },
      { is: 'held', reason: 'unknown_child' },
    ],
    ['nobody: no number at all', { nhsNumber: '' }, { is: 'held', reason: 'unknown_child' }],
  ])('is %s', (_title, other, subject) => {
    expect(subjectOf(fact(other), known)).toEqual(subject);
  });
});
