import { describe, expect, it } from '@jest/globals';
import { IN_CONFIDENCE, REASON_NOT_SHOWN } from '../facts/reason-shown.js';
import { emptyScope, type Scope } from '../kernel/viewer.js';
import type { StoredFlag } from './flag.js';
import { RULE_NOT_SHOWN, shownFlag as shownWithin } from './shown-flag.js';

const shownFlag = (stored: StoredFlag, scope: Partial<Scope>) =>
  shownWithin(stored, { ...emptyScope, ...scope });

const flag: StoredFlag = {
  id: 'f1',
  childId: 'c1',
  board: 'access',
  locality: 'north',
  key: 'flag-access-placement',
  source: 'rule',
  reason: 'A placement is at risk of breaking down.',
  nextStep: 'Ask the school nurse',
  state: 'flagged',
  decisionId: 'd1',
  raisedAt: '2026-11-24T09:00:00.000Z',
  raisedBy: 'daily decisions',
  movedAt: '2026-11-24T10:00:00.000Z',
  movedBy: 'Ana Coordinator',
  movedReason: 'Known to the team',
  version: 2,
  reasonFacts: ['PCC/looked_after', 'NR5/getting_worse'],
};
const hidden = { reason: REASON_NOT_SHOWN, key: RULE_NOT_SHOWN, decisionId: null };
const plain = { reason: flag.reason, key: flag.key, decisionId: 'd1' };

describe('a rule’s flag', () => {
  it('says why only where every fact behind its reason is shared with the reader', () => {
    const facts = ['NR5/*', 'PCC/looked_after'];
    expect(shownFlag(flag, { facts, confidential: false })).toMatchObject(plain);
    expect(shownFlag(flag, { facts: ['NR5/*'], confidential: true })).toMatchObject(hidden);
    expect(shownFlag(flag, { facts: [], confidential: false })).toMatchObject(hidden);
  });

  it('says nothing of what a child said in confidence but to who may know it', () => {
    const said = { ...flag, reasonFacts: [`NR5/unsafe_at_home${IN_CONFIDENCE}`] };
    expect(shownFlag(said, { facts: ['NR5/*'], confidential: false })).toMatchObject(hidden);
    expect(shownFlag(said, { facts: ['NR5/*'], confidential: true })).toMatchObject(plain);
  });

  it('says why where the record was opened with a reason', () => {
    expect(shownFlag(flag, { opened: ['c1'] })).toMatchObject(plain);
    expect(shownFlag(flag, { opened: ['c2'] })).toMatchObject(hidden);
  });

  it('says nothing where it is not known what it rests on', () => {
    expect(
      shownFlag({ ...flag, reasonFacts: null }, { facts: ['NR5/*', 'PCC/*'], confidential: true }),
    ).toMatchObject(hidden);
  });

  it('keeps what people wrote, and names nobody’s facts', () => {
    const shown = shownFlag(flag, { facts: [], confidential: false });
    expect(shown).toMatchObject({
      nextStep: 'Ask the school nurse',
      movedBy: 'Ana Coordinator',
      movedReason: 'Known to the team',
    });
    expect(shown).not.toHaveProperty('reasonFacts');
  });
});

it('a person’s flag is shown in that person’s words', () => {
  const said: StoredFlag = { ...flag, source: 'person', reason: 'School is worried', reasonFacts: null };
  expect(shownFlag(said, { facts: [], confidential: false })).toMatchObject({ reason: 'School is worried' });
});
