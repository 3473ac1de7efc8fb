import { describe, expect, it } from '@jest/globals';
import type { FlagWithMoves } from '../flags/flag.js';
import { plainDate } from '../kernel/plain-date.js';
import { BandLadder } from '../waiting-list/band-ladder.js';
import { boards } from './board.js';
import { boardView, type BoardShown, type ShownChild } from './board.presenter.js';

const north = boards.find(({ id }) => id === 'north');
if (!north) throw new Error('no board for the north');

const child: ShownChild = {
  id: 'c1',
  name: 'Noor Example',
  birthDate: plainDate('2024-08-01'),
  diedOn: null,
  restricted: false,
  entries: [
    {
      referralId: 'r1',
      service: 'slt',
      band: 'high',
      bandConfirmed: true,
      actToday: true,
      waitingSince: plainDate('2026-01-05'),
    },
  ],
};
const flag: FlagWithMoves = {
  id: 'f1',
  childId: 'c1',
  board: 'locality',
  locality: 'north',
  key: 'several-needs',
  source: 'rule',
  reason: 'Needs in three domains.',
  nextStep: null,
  state: 'suggested',
  decisionId: null,
  // Half past midnight in Plymouth, still the day before in UTC.
  raisedAt: '2026-06-30T23:30:00.000Z',
  raisedBy: 'daily decisions',
  movedAt: '2026-06-30T23:30:00.000Z',
  movedBy: 'daily decisions',
  movedReason: null,
  version: 1,
  moves: [],
};
const shown = (changes: Partial<BoardShown> = {}): BoardShown => ({
  today: plainDate('2026-11-24'),
  asked: { board: north, view: 'open', after: null },
  boards,
  may: { move: true },
  boardAlone: false,
  faults: [],
  refused: null,
  page: { items: [{ child, flags: [flag] }], next: null },
  tallies: [
    { board: 'locality', locality: 'north', state: 'suggested', children: 3 },
    { board: 'locality', locality: 'north', state: 'flagged', children: 2 },
    { board: 'locality', locality: 'north', state: 'open', children: 4 },
    { board: 'access', locality: 'north', state: 'open', children: 1 },
    { board: 'access', locality: 'west', state: 'open', children: 1 },
  ],
  ladder: new BandLadder([]),
  after: '',
  ...changes,
});

describe('a board in words', () => {
  it('says age, lists, bands, who and when, in the days of Plymouth', () => {
    const [card] = boardView(shown()).children;
    expect(card).toMatchObject({ name: 'Noor Example', age: '2 years 3 months', born: '1 August 2024' });
    expect(card?.lists).toMatchObject([
      {
        title: 'Speech and language therapy',
        href: '/referrals/r1',
        since: '5 January 2026',
        tags: [{ text: 'Act today' }, { text: 'High, confirmed' }],
      },
    ]);
    expect(card?.flags).toMatchObject([
      {
        who: 'Suggested by the rules on 1 July 2026',
        nextStep: 'None recorded yet',
        state: { text: 'Suggested' },
      },
    ]);
  });

  it('offers exactly the moves of the table, and says which needs a reason', () => {
    expect(boardView(shown()).children[0]?.flags[0]).toMatchObject({
      moves: [
        { to: 'flagged', label: 'Flag for the meeting' },
        { to: 'declined', label: 'Decline' },
      ],
      hint: 'Needed for "Decline"',
    });
  });

  it('offers no move to who may not make one', () => {
    expect(boardView(shown({ may: { move: false } })).children[0]?.flags[0]?.moves).toEqual([]);
  });

  it('counts a child with two flags once, and ACCESS over every locality', () => {
    const view = boardView(shown());
    expect(view.summary).toBe('4 children here: suggested and flagged. Oldest flag first.');
    expect(view.boards.find(({ value }) => value === 'north')?.text).toBe('Plymouth North (4)');
    expect(view.boards.find(({ value }) => value === 'access')?.text).toBe('ACCESS (2)');
  });

  it('keeps what was typed beside its fault, and points at the field', () => {
    const refused = {
      flagId: 'f1',
      faults: [{ at: 'reason', message: 'Say why' }],
      typed: { reason: '', nextStep: 'Ring' },
    };
    const view = boardView(shown({ refused }));
    expect(view.faults).toEqual([{ text: 'Say why', href: '#reason-f1' }]);
    expect(view.children[0]?.flags[0]).toMatchObject({
      open: true,
      typed: { nextStep: 'Ring' },
      errors: { reason: 'Say why', to: '' },
    });
    expect(boardView(shown({ refused: { ...refused, flagId: 'gone' } })).faults).toEqual([
      { text: 'Say why' },
    ]);
  });

  it('says a death and a restriction beside the name, and counts age to that day', () => {
    const died = { ...child, diedOn: plainDate('2025-08-01'), restricted: true };
    const [card] = boardView(
      shown({ page: { items: [{ child: died, flags: [flag] }], next: null } }),
    ).children;
    expect(card?.age).toBe('1 year');
    expect(card?.warnings.map(({ text }) => text)).toEqual(['Died on 1 August 2025', 'Restricted']);
  });

  it('says of what ACCESS declined all that is shown of the child for a while', () => {
    const access = boards.find(({ board }) => board === 'access');
    if (!access) throw new Error('no board for ACCESS');
    const asked = { board: access, view: 'declined', after: null } as const;
    expect(boardView(shown({ asked, boardAlone: true })).summary).toContain(
      'with the child’s name, age and birth date, and whether the record is restricted or the child died. Nothing else',
    );
  });
});
