import { describe, expect, it } from '@jest/globals';
import { localities } from '../children/locality.js';
import { boardAddress, boards, boardsFor, readBoardAsked, statesOf } from './board.js';

describe('the boards', () => {
  it('are every locality, no locality, living away, and ACCESS', () => {
    expect(boards.map(({ title }) => title)).toEqual([...localities.map(({ title }) => title), 'ACCESS']);
    expect(boards.map(({ title }) => title)).toEqual(expect.arrayContaining(['No locality', 'Living away']));
    expect(boards.filter(({ board }) => board === 'access')).toEqual([
      expect.objectContaining({ locality: null }),
    ]);
  });
});

describe('the boards of a reader', () => {
  const idsFor = (scope: Parameters<typeof boardsFor>[0]): string[] => boardsFor(scope).map(({ id }) => id);

  it('are the meetings of a coordinator’s localities, and ACCESS', () => {
    expect(idsFor({ boards: ['locality', 'access'], localities: ['north', 'away'] })).toEqual([
      'north',
      'away',
      'access',
    ]);
    expect(idsFor({ boards: ['locality', 'access'], localities: ['*'] })).toEqual(boards.map(({ id }) => id));
  });

  it('are ACCESS alone for its members, whatever their localities', () => {
    expect(idsFor({ boards: ['access'], localities: ['*'] })).toEqual(['access']);
  });

  it('are none for who has none, and a board that is not theirs is no board', () => {
    expect(idsFor({ boards: [], localities: ['*'] })).toEqual([]);
    const mine = boardsFor({ boards: ['locality'], localities: ['north'] });
    for (const board of ['south', 'access'])
      expect(readBoardAsked({ board }, mine)).toMatchObject({ ok: false, faults: [{ at: 'board' }] });
    expect(readBoardAsked({}, mine)).toMatchObject({ ok: true, value: { board: { id: 'north' } } });
  });
});

describe('what is asked of a board', () => {
  it('is the first board and what is open, where nothing is said', () => {
    expect(readBoardAsked({}, boards)).toMatchObject({
      ok: true,
      value: { board: { id: boards[0]?.id }, view: 'open', after: null },
    });
    expect(statesOf('open')).toEqual(['suggested', 'flagged']);
  });

  it('reads back from the address it is written to', () => {
    const after = '2026-11-15T09:30:00.123456Z_0b8f6f3e-7c1a-4f0e-9d8a-111111111111';
    const words = Object.fromEntries(
      new URL(boardAddress('away', 'declined', after), 'http://x').searchParams,
    );
    expect(readBoardAsked(words, boards)).toMatchObject({
      ok: true,
      value: { board: { id: 'away' }, view: 'declined', after: { raisedAt: '2026-11-15T09:30:00.123456Z' } },
    });
  });

  it('names every fault at once', () => {
    expect(readBoardAsked({ board: 'atlantis', state: 'lost', after: 'x' }, boards)).toMatchObject({
      ok: false,
      faults: [{ at: 'board' }, { at: 'state' }, { at: 'after' }],
    });
  });
});
