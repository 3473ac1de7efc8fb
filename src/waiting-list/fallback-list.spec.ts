import { describe, expect, it } from '@jest/globals';
import { shippedSet } from '../../test/support/arbitrary-children.js';
import type { Fact, FactSource } from '../facts/fact.js';
import { plainDate } from '../kernel/plain-date.js';
import { decide } from '../triage/decide.js';
import type { DecisionInput, Receipt } from '../triage/decision.js';
import { BandLadder } from './band-ladder.js';
import { fallbackRow, NOT_ON_PAPER, usableUntil, withParts, wordsForPaper } from './fallback-list.js';
import { daysToRemove, type FallbackManifest, proofOf } from './fallback-manifest.js';
import type { QueueEntry } from './queue-entry.js';
import { dayStart } from './share.js';

const on = plainDate('2026-11-22');
const entry = (part: Partial<QueueEntry> = {}): QueueEntry => ({
  referralId: 'r',
  childId: 'c',
  decisionId: 'd',
  service: 'slt',
  provider: 'NR5',
  tier: 'by_share',
  actToday: false,
  band: 'routine',
  bandRank: 3,
  bandConfirmed: false,
  lowerProposal: null,
  couldBe: 'routine',
  safeWaitDays: 126,
  countedFrom: dayStart(plainDate('2026-09-20')),
  waitingSince: plainDate('2026-09-20'),
  protectedFromShare: null,
  topReason: 'Says the mother hits her',
  topReasonFacts: ['NR5/functional_impact'],
  reviewOn: plainDate('2026-12-01'),
  holdsUntil: null,
  appointmentOn: null,
  lists: ['slt'],
  locality: 'north',
  childName: 'Ada Penrose',
  birthDate: plainDate('2020-05-14'),
  nhsNumber: '9990866317',
  restricted: false,
  reportedOn: on,
  ...part,
});
const row = (part: Partial<QueueEntry> = {}, whatToDo: readonly string[] = []) =>
  fallbackRow(entry(part), 1, on, new BandLadder([]), whatToDo);

const shipped = shippedSet();
/** What the shipped rules say of a child of thirteen of whom this was said: code, value, by whom. */
const receiptOf = (said: readonly (readonly [string, string, FactSource])[]): Receipt => {
  const waitingSince = plainDate('2026-10-01');
  const facts = said.map(([code, value, source]): Fact => ({
    id: code,
    childId: 'c',
    referralId: code === 'provider_priority' ? 'r' : null,
    code,
    value,
    source,
    organisation: 'NR5',
    recordedOn: on,
    withdrawnOn: null,
  }));
  const input: Omit<DecisionInput, 'ruleSet'> = {
    referral: { id: 'r', service: 'mental_health', waitingSince },
    child: { id: 'c', birthDate: plainDate('2013-05-14') },
    lists: [{ referralId: 'r', service: 'mental_health', waitingSince, closedOn: null }],
    facts,
    standing: null,
    confirmations: [],
    on,
  };
  return { input, decision: decide({ ...input, ruleSet: shipped }, 'the only one') };
};

describe('a line of the printed list', () => {
  it('says who, where they stand, since when, and by when to look again', () => {
    expect(row()).toEqual({
      place: 1,
      part: 'Everybody else, by the share of the safe wait used',
      name: 'Ada Penrose',
      born: '14 May 2020',
      nhsNumber: '999 086 6317',
      restricted: false,
      band: 'Routine',
      bandBy: 'proposed',
      waitingSince: '20 September 2026',
      share: '50% of 126 days',
      whatToDo: [],
      review: '1 December 2026',
      reviewOverdue: false,
      appointment: '',
    });
  });

  it('holds no place and no clinical reason, of a restricted child or any other', () => {
    for (const restricted of [false, true]) {
      const printed = JSON.stringify(
        row({ restricted, actToday: true, tier: 'act_today' }, ['Ring the family.']),
      );
      expect(printed).not.toMatch(/north|mother|hits/i);
    }
    expect(row({ restricted: true }).restricted).toBe(true);
  });

  it('says what to do for whom somebody must act today, and for nobody else', () => {
    expect(row({ actToday: true, tier: 'act_today' }, ['Ring today.']).whatToDo).toEqual(['Ring today.']);
    expect(row({}, ['Ring today.']).whatToDo).toEqual([]);
  });

  it.each([
    ['rests on what a child said in confidence', [['suicidal_ideation', 'current_with_plan', 'child']]],
    [
      'is one of two and the second rests on what a child said in confidence',
      [
        ['provider_priority', 'emergency', 'clinician'],
        ['suicidal_ideation', 'current_with_plan', 'child'],
      ],
    ],
  ] as const)('keeps the rule’s words off paper where it %s', (_what, said) => {
    const receipt = receiptOf(said);
    expect(receipt.decision.whatToDo).toHaveLength(said.length);
    for (const set of [shipped.set, undefined]) {
      const words = wordsForPaper(receipt, set);
      expect(row({ actToday: true, tier: 'act_today' }, words).whatToDo).toEqual([NOT_ON_PAPER]);
    }
  });

  it('prints the words of every rule where none rests on what a child said in confidence', () => {
    const receipt = receiptOf([
      ['provider_priority', 'emergency', 'clinician'],
      ['suicidal_ideation', 'current_with_plan', 'clinician'],
    ]);
    const words = wordsForPaper(receipt, shipped.set);
    expect(words).toHaveLength(2);
    expect(row({ actToday: true, tier: 'act_today' }, words).whatToDo).toEqual(receipt.decision.whatToDo);
  });

  it('says each part of the order once', () => {
    const rows = [row({ tier: 'act_today' }), row({ tier: 'act_today' }), row()];
    expect(withParts(rows, '').map(({ opens }) => opens !== '')).toEqual([true, false, true]);
    expect(withParts(rows.slice(2), row().part).map(({ opens }) => opens)).toEqual(['']);
  });
});

describe('a folder of printed lists', () => {
  const file = { path: 'NR5-slt.html', bytes: 3, sha256: 'aa' };
  const manifest: FallbackManifest = {
    format: 1,
    day: on,
    madeAt: '2026-11-22T03:00:00.000Z',
    usableUntil: usableUntil(on),
    keyFingerprint: '',
    lists: [{ provider: 'NR5', service: 'slt', entries: 1, ...file }],
    beside: [],
  };

  it('is sound while every file is as it was signed, to the end of the next day', () => {
    expect(proofOf(manifest, [file], plainDate('2026-11-23'))).toEqual({ ok: true, faults: [] });
    expect(proofOf(manifest, [file], plainDate('2026-11-24')).faults).toEqual([
      'The lists are too old to be used: they were for 2026-11-22 and the day after.',
    ]);
  });

  it('says which file was changed, is missing, or does not belong there', () => {
    const other = { ...file, path: 'other.html' };
    expect(proofOf(manifest, [{ ...file, sha256: 'bb' }, other], on).faults).toEqual([
      'NR5-slt.html was changed.',
      'other.html does not belong here.',
    ]);
    expect(proofOf(manifest, [], on).faults).toEqual(['NR5-slt.html is missing.']);
  });

  it('is kept for so many days, and nothing else beside it is touched', () => {
    const names = ['2026-11-08', '2026-11-09', '2026-11-22', 'notes', '.2026-11-01.7.part'];
    expect(daysToRemove(names, on, plainDate('2026-11-09'))).toEqual(['2026-11-08']);
  });
});
