import { isUuid } from '../kernel/ids.js';
import type { HoldReason } from './hold-reason.js';
import type { Message, MessageState } from './message.js';
import type { ShownReason } from './shown-reason.js';

/** A message as staff see it: whose it is, and never what it says. */
export interface ListedMessage extends Omit<Message, 'holdReasons'> {
  /** Those that the reader is shown. */
  holdReasons: readonly ShownReason[];
  childName: string;
  /** The entry whose page tells the story. */
  referralId: string | null;
}

export interface MessageFilter {
  state: MessageState | null;
  childId: string | null;
  reason: HoldReason | null;
}

/** A place in a list that begins with the latest. */
export interface Place {
  /** As PostgreSQL writes the instant, to the microsecond. */
  at: string;
  id: string;
}

export interface Page<T> {
  items: readonly T[];
  next: string | null;
}

/** One more than asked for says whether there is a next page. */
export function pageOf<T extends Place>(found: readonly T[], limit: number): Page<Omit<T, 'at'>> {
  const last = found[limit - 1];
  return {
    items: found.slice(0, limit).map(({ at: _at, ...item }) => item),
    next: last && found.length > limit ? `${last.at}~${last.id}` : null,
  };
}

/** The place a cursor names; undefined where it is not one of ours. */
export function placeOf(cursor: string): Place | undefined {
  const [at, id, ...rest] = cursor.split('~');
  const shape = /^(\d{4}-\d{2}-\d{2}) \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00$/.exec(at ?? '');
  if (at === undefined || id === undefined || rest.length > 0 || !shape || !isUuid(id)) return undefined;
  return Number.isNaN(Date.parse(at.replace(' ', 'T').replace('+00', 'Z'))) ? undefined : { at, id };
}

/** What the board and the page count. */
export interface MessageCounts {
  byState: Readonly<Record<MessageState, number>>;
  /** Due to a family and not with it: everything that is neither sent nor cancelled. */
  notDelivered: number;
  heldFor: readonly { reason: ShownReason; messages: number }[];
}

/** A list whose first census waits for a named person. */
export interface UnreleasedSource {
  provider: string;
  service: string;
  firstCensusOn: string;
  held: number;
}

/** What a family read, as the recording provider kept it. */
export interface RecordedMessage {
  messageId: string;
  recordedAt: Date;
  recipientName: string;
  recipientAddress: string;
  subject: string;
  body: string;
}
