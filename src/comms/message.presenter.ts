import { headings } from './message-template.js';
import { londonDate, type PlainDate } from '../kernel/plain-date.js';
import { isServiceLineId, serviceLine } from '../referrals/service-line.js';
import { type HoldReason, holdReasons, holdReasonsInOrder } from './hold-reason.js';
import { stateTitles } from './message.js';
import type { ListedMessage, MessageCounts, RecordedMessage, UnreleasedSource } from './message-list.js';
import { movesOf } from './message-moves.js';
import { dateInWords } from './message-text.js';
import { NOT_SHOWN, reasonTitle } from './shown-reason.js';

/** A message as the page shows it, with the moves its reader may make. */
export function shownMessage(
  message: ListedMessage,
  may: { move: boolean },
): {
  id: string;
  href: string;
  child: string;
  referralHref: string;
  state: string;
  stateColour: string;
  due: string;
  kind: string;
  reasons: readonly string[];
  attempts: number;
  handedOver: string;
  sent: string;
  failure: string;
  moves: readonly { to: string; label: string }[];
} {
  return {
    id: message.id,
    href: `/messages/${message.id}`,
    child: message.childName || 'Name not given',
    referralHref: message.referralId === null ? '' : `/referrals/${message.referralId}`,
    state: stateTitles[message.state],
    stateColour: colours[message.state],
    due: dateInWords(message.dueOn),
    kind: message.kind === 'joined' ? 'Joined a list' : 'Regular update',
    reasons: message.holdReasons.map(reasonTitle),
    attempts: message.attempts,
    handedOver: message.claimedAt === null ? '' : timeInWords(message.claimedAt),
    sent: message.sentAt === null ? '' : timeInWords(message.sentAt),
    failure: message.failure ?? '',
    moves: may.move
      ? movesOf(message.state, 'person').map(({ to, label }) => ({ to, label: label ?? to }))
      : [],
  };
}

const colours = {
  held: 'orange',
  ready: 'blue',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  uncertain: 'purple',
  cancelled: 'grey',
} as const;

/** The figures above the list. */
export function shownCounts(counts: MessageCounts): {
  notDelivered: number;
  states: readonly { title: string; messages: number }[];
  reasons: readonly { reason: string; title: string; messages: number; href: string }[];
} {
  const { held, ready, sending, uncertain, failed } = counts.byState;
  return {
    notDelivered: counts.notDelivered,
    states: Object.entries({ held, ready, sending, uncertain, failed }).map(([state, messages]) => ({
      title: stateTitles[state as keyof typeof stateTitles],
      messages,
    })),
    reasons: counts.heldFor.map(({ reason, messages }) => ({
      reason,
      messages,
      title: reasonTitle(reason),
      href: reason === NOT_SHOWN ? '' : `/messages?reason=${reason}#held`,
    })),
  };
}

/** The reasons a reader may ask for. */
export function reasonChoices(
  chosen: HoldReason | '',
  hidden: readonly HoldReason[],
): { value: string; text: string; selected: boolean }[] {
  return [
    { value: '', text: 'Every reason', selected: chosen === '' },
    ...holdReasonsInOrder
      .filter((reason) => !hidden.includes(reason))
      .map((reason) => ({
        value: reason,
        text: holdReasons[reason].title,
        selected: reason === chosen,
      })),
  ];
}

export function shownSource(source: UnreleasedSource): {
  name: string;
  title: string;
  census: string;
  held: number;
} {
  const { provider, service } = source;
  return {
    name: `${provider}/${service}`,
    title: `${isServiceLineId(service) ? serviceLine(service).title : service} (${provider})`,
    census: dateInWords(source.firstCensusOn as PlainDate),
    held: source.held,
  };
}

export function shownRecorded(message: RecordedMessage): {
  id: string;
  to: string;
  on: string;
  subject: string;
  paragraphs: readonly { text: string; isHeading: boolean }[];
} {
  return {
    id: message.messageId,
    to: `${message.recipientName} <${message.recipientAddress}>`,
    on: timeInWords(message.recordedAt),
    subject: message.subject,
    paragraphs: message.body.split(/\n{2,}/).map((text) => ({ text, isHeading: headings.includes(text) })),
  };
}

const TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** 22 November 2026 at 14:05, as the clock in Plymouth shows it. */
export function timeInWords(at: Date): string {
  return `${dateInWords(londonDate(at))} at ${TIME.format(at)}`;
}
