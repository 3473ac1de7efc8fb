import { type MessageState, stateTitles } from './message.js';

/** Who brings a move about: the policy as facts change, the delivery, or a named person on the page. */
export type MovedBy = 'policy' | 'delivery' | 'person';

export interface MessageMove {
  from: MessageState;
  to: MessageState;
  by: MovedBy;
  /** As the button says it; people's moves alone have one. */
  label?: string;
}

/**
 * Every legal move of a message. The page offers a person exactly theirs, whatever is not here is refused with 409, and
 * no SQL moves a message in another way. What was sent or cancelled stays so.
 */
export const messageMoves: readonly MessageMove[] = [
  { from: 'held', to: 'ready', by: 'policy' },
  { from: 'held', to: 'cancelled', by: 'policy' },
  { from: 'ready', to: 'held', by: 'policy' },
  { from: 'ready', to: 'cancelled', by: 'policy' },
  { from: 'ready', to: 'sending', by: 'delivery' },
  { from: 'sending', to: 'sent', by: 'delivery' },
  // Refused for now, or the claim ran out and the provider drops repeats by itself.
  { from: 'sending', to: 'ready', by: 'delivery' },
  { from: 'sending', to: 'failed', by: 'delivery' },
  { from: 'sending', to: 'uncertain', by: 'delivery' },
  // The worker that was thought dead reports after all.
  { from: 'uncertain', to: 'sent', by: 'delivery' },
  { from: 'uncertain', to: 'sent', by: 'person', label: 'It went' },
  { from: 'uncertain', to: 'ready', by: 'person', label: 'Send it again' },
  { from: 'uncertain', to: 'cancelled', by: 'person', label: 'Do not send it' },
  { from: 'failed', to: 'ready', by: 'person', label: 'Send it again' },
  { from: 'failed', to: 'cancelled', by: 'person', label: 'Do not send it' },
];

export function movesOf(from: MessageState, by: MovedBy): readonly MessageMove[] {
  return messageMoves.filter((move) => move.from === from && move.by === by);
}

export function mayMove(from: MessageState, to: MessageState, by: MovedBy): boolean {
  return messageMoves.some((move) => move.from === from && move.to === to && move.by === by);
}

/** One sentence for a person who asked for a move that does not exist. */
export function illegalMove(from: MessageState, to: MessageState): string {
  const allowed = movesOf(from, 'person').map((move) => `“${move.label ?? ''}”`);
  const instead =
    allowed.length === 0 ? 'Nothing about it can be changed by hand.' : `It allows: ${allowed.join(', ')}.`;
  return `A message that is “${stateTitles[from].toLowerCase()}” cannot become “${stateTitles[to].toLowerCase()}”. ${instead}`;
}
