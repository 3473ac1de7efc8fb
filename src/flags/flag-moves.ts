import type { Fault, Outcome } from '../kernel/outcome.js';
import { faulty, ok } from '../kernel/outcome.js';
import type { FlagState } from './flag.js';
import { stateTitles } from './flag.js';

/**
 * The moves a person may make. The page offers exactly these, and whatever is not here is refused with 409, from this
 * one table. The later steps (on the agenda, decided, referred on) come with meetings.
 */
export interface FlagMove {
  from: FlagState;
  to: FlagState;
  /** As the button says it. */
  label: string;
  reason: 'needed' | 'optional';
  nextStep: 'needed' | 'optional';
}

export const flagMoves: readonly FlagMove[] = [
  {
    from: 'suggested',
    to: 'flagged',
    label: 'Flag for the meeting',
    reason: 'optional',
    nextStep: 'optional',
  },
  { from: 'suggested', to: 'declined', label: 'Decline', reason: 'needed', nextStep: 'optional' },
  { from: 'flagged', to: 'flagged', label: 'Change the next step', reason: 'optional', nextStep: 'needed' },
  { from: 'flagged', to: 'declined', label: 'Decline', reason: 'needed', nextStep: 'optional' },
  { from: 'declined', to: 'flagged', label: 'Flag again', reason: 'needed', nextStep: 'optional' },
];

export function movesFrom(state: FlagState): readonly FlagMove[] {
  return flagMoves.filter((move) => move.from === state);
}

export function moveBetween(from: FlagState, to: FlagState): FlagMove | undefined {
  return flagMoves.find((move) => move.from === from && move.to === to);
}

/** One sentence for whoever asked for a move that does not exist. */
export function illegalMove(from: FlagState, to: FlagState): string {
  const open = movesFrom(from).map((move) => `"${move.label}"`);
  return `A flag that is ${stateTitles[from].toLowerCase()} cannot become ${stateTitles[to].toLowerCase()}. It allows: ${open.join(', ')}.`;
}

/** What the move lacks; blank text counts as nothing said. */
export function checkMove(
  move: FlagMove,
  said: { reason: string | null; nextStep: string | null },
): Outcome<FlagMove> {
  const faults: Fault[] = [];
  if (move.reason === 'needed' && said.reason === null)
    faults.push({ at: 'reason', message: `Say why: "${move.label}" needs a reason` });
  if (move.nextStep === 'needed' && said.nextStep === null)
    faults.push({ at: 'nextStep', message: 'Say what the next step is' });
  return faults.length === 0 ? ok(move) : faulty(faults);
}
