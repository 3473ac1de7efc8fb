import type { PlainDate } from '../kernel/plain-date.js';
import type { HoldReason } from './hold-reason.js';

/** Where a message stands, spelled as the page says it. */
export const messageStates = [
  'held',
  'ready',
  'sending',
  'sent',
  'failed',
  'uncertain',
  'cancelled',
] as const;
export type MessageState = (typeof messageStates)[number];

/** Why it is sent: the family joins a list, or has not heard for as long as is allowed. */
export type MessageKind = 'joined' | 'update';

export type TemplateId = 'joined' | 'update' | 'appointment';

export interface Recipient {
  name: string;
  /** An email address. */
  address: string;
}

export interface Message {
  id: string;
  childId: string;
  referralIds: readonly string[];
  kind: MessageKind;
  dueOn: PlainDate;
  state: MessageState;
  holdReasons: readonly HoldReason[];
  template: string;
  attempts: number;
  plannedAt: Date;
  nextAttemptAt: Date | null;
  claimedAt: Date | null;
  sentAt: Date | null;
  provider: string | null;
  failure: string | null;
}

export const stateTitles: Readonly<Record<MessageState, string>> = {
  held: 'Held',
  ready: 'Ready to send',
  sending: 'Being sent',
  sent: 'Sent',
  failed: 'Could not be sent',
  uncertain: 'Nobody knows whether it went',
  cancelled: 'Not needed any more',
};

/** On its way: a child has at most one of these (the index `message_one_on_its_way`). */
export const onItsWay: readonly MessageState[] = ['held', 'ready', 'sending', 'uncertain'];

export function isMessageState(text: string): text is MessageState {
  return (messageStates as readonly string[]).includes(text);
}
