import type { PlainDate } from '../kernel/plain-date.js';
import type { HoldReason } from './hold-reason.js';
import type { MessageKind, MessageState, Recipient } from './message.js';
import { openLists, type Verdict } from './message-policy.js';
import type { WhatIsKnown } from './what-is-known.js';

/** The message of a child that is on its way, if there is one. */
export interface OnItsWay {
  id: string;
  childId: string;
  state: MessageState;
  kind: MessageKind;
  dueOn: PlainDate;
  holdReasons: readonly HoldReason[];
}

/** What must be done about one child's message so that it says what the policy says. */
export type Step =
  | { is: 'add_held'; childId: string; kind: MessageKind; dueOn: PlainDate; reasons: readonly HoldReason[] }
  | { is: 'add_ready'; childId: string; kind: MessageKind; dueOn: PlainDate; to: Recipient }
  | { is: 'hold'; childId: string; id: string; from: MessageState; reasons: readonly HoldReason[] }
  | { is: 'ready'; childId: string; id: string; kind: MessageKind; to: Recipient }
  | { is: 'cancel'; childId: string; id: string };

/**
 * One step, or null where all is as it should be: planning twice changes nothing. What is in a worker's hands, or waits
 * for a person to say whether it went, is left alone.
 */
export function nextStep(
  known: WhatIsKnown,
  verdict: Verdict,
  due: { kind: MessageKind; dueOn: PlainDate } | null,
  onItsWay: OnItsWay | undefined,
): Step | null {
  const { childId } = known;
  if (onItsWay === undefined) {
    if (due === null) return null;
    return verdict.is === 'hold'
      ? { is: 'add_held', childId, ...due, reasons: verdict.reasons }
      : { is: 'add_ready', childId, ...due, to: verdict.to };
  }
  const { id, state, kind } = onItsWay;
  if (state !== 'held' && state !== 'ready') return null;
  if (openLists(known).length === 0) return { is: 'cancel', childId, id };
  if (verdict.is === 'send')
    return state === 'held' ? { is: 'ready', childId, id, kind, to: verdict.to } : null;
  return state === 'held' && same(verdict.reasons, onItsWay.holdReasons)
    ? null
    : { is: 'hold', childId, id, from: state, reasons: verdict.reasons };
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((reason, index) => reason === b[index]);
