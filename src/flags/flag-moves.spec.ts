import { describe, expect, it } from '@jest/globals';
import { flagStates } from './flag.js';
import { checkMove, flagMoves, illegalMove, moveBetween, movesFrom } from './flag-moves.js';

describe('the moves of a flag', () => {
  it('lead from suggested to flagged or declined, and back to flagged from declined', () => {
    expect(flagMoves.map((move) => `${move.from} → ${move.to}`)).toEqual([
      'suggested → flagged',
      'suggested → declined',
      'flagged → flagged',
      'flagged → declined',
      'declined → flagged',
    ]);
  });

  it('never lead back to suggested: that word is the rules’ alone', () => {
    for (const from of flagStates) expect(moveBetween(from, 'suggested')).toBeUndefined();
  });

  it('leave no state without a way on', () => {
    for (const from of flagStates) expect(movesFrom(from).length).toBeGreaterThan(0);
  });

  it('decline, and flag again, only with a reason', () => {
    const needing = flagMoves.filter((move) => move.reason === 'needed');
    expect(needing.map((move) => `${move.from} → ${move.to}`)).toEqual([
      'suggested → declined',
      'flagged → declined',
      'declined → flagged',
    ]);
    for (const move of needing) {
      expect(checkMove(move, { reason: null, nextStep: null })).toMatchObject({
        ok: false,
        faults: [{ at: 'reason' }],
      });
      expect(checkMove(move, { reason: 'Known to the team', nextStep: null })).toMatchObject({ ok: true });
    }
  });

  it('say what is allowed instead of an illegal move', () => {
    expect(illegalMove('declined', 'suggested')).toBe(
      'A flag that is declined cannot become suggested. It allows: "Flag again".',
    );
  });
});
