import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { NewTask, Task } from '../tasks/task.js';
import { closeOf } from '../tasks/working-time.js';
import { type HoldReason, holdReasons, holdReasonsInOrder } from './hold-reason.js';
import { staleLists, unreleasedLists, vanishedLists } from './message-policy.js';
import { dateInWords } from './message-text.js';
import type { WhatIsKnown } from './what-is-known.js';

export const MESSAGE_HELD = 'message_held';

/** Somebody looks at a held message within this many days; the family is waiting. */
const WITHIN_DAYS = 7;

/**
 * Whose task a held message is. What concerns the child is a task about that child; what a whole list or the whole
 * installation waits for is one task, not one for each of its families.
 */
export function holdTasks(known: WhatIsKnown, reasons: readonly HoldReason[], today: PlainDate): NewTask[] {
  const dueAt = closeOf(addDays(today, WITHIN_DAYS));
  const ofChild = reasons.filter((reason) => holdReasons[reason].whose === 'child');
  const [first] = ofChild;
  const tasks: NewTask[] = [];
  if (first !== undefined)
    tasks.push({
      kind: MESSAGE_HELD,
      key: heldKey(known.childId),
      ownerRole: holdReasons[first].owner,
      childId: known.childId,
      referralId: known.lists.find((list) => list.open)?.referralId ?? null,
      title: 'A family is due a message that must not go by itself',
      detail: { reasons: ofChild },
      dueAt,
    });
  const vanished = reasons.includes('not_on_latest_extract') ? vanishedLists(known, today) : [];
  const [missing] = vanished;
  if (missing !== undefined)
    tasks.push({
      kind: 'not_on_latest_extract',
      key: vanishedKey(known.childId),
      ownerRole: holdReasons.not_on_latest_extract.owner,
      childId: known.childId,
      referralId: missing.referralId,
      title: 'The child was not on the latest extract: find out whether they still wait',
      detail: {
        lines: [
          ...vanished.map(
            (list) =>
              `${list.provider}/${list.service} last reported the child on ${dateInWords(list.reportedOn)}`,
          ),
          'Until the list says more, the child is not taken off it and the family is not written to by itself',
        ],
      },
      dueAt,
    });
  for (const list of reasons.includes('first_census') ? unreleasedLists(known) : [])
    tasks.push({
      kind: 'first_census',
      key: firstCensusKey(list.provider, list.service),
      ownerRole: holdReasons.first_census.owner,
      title: 'Check the first census of a list and release its messages',
      detail: { list: `${list.provider}/${list.service}` },
      dueAt,
    });
  for (const list of reasons.includes('stale_extract') ? staleLists(known, today) : [])
    tasks.push({
      kind: 'stale_extract',
      key: staleKey(list.provider, list.service),
      ownerRole: holdReasons.stale_extract.owner,
      title: 'A list has not been reported for more than 8 days: its messages are held',
      detail: { list: `${list.provider}/${list.service}` },
      dueAt,
    });
  for (const reason of reasons.filter((one) => holdReasons[one].whose === 'site'))
    tasks.push({
      kind: 'message_settings',
      key: `message_settings:${reason}`,
      ownerRole: holdReasons[reason].owner,
      title: `Messages are held: ${holdReasons[reason].title.toLowerCase()}`,
      dueAt,
    });
  return tasks;
}

/** Why a task says that a message is held. One that the release before raised says it in words for everybody. */
export function heldFor(detail: Task['detail']): HoldReason[] {
  const { reasons, lines } = detail;
  return Array.isArray(reasons)
    ? holdReasonsInOrder.filter((reason) => reasons.includes(reason))
    : holdReasonsInOrder.filter(
        (reason) => Array.isArray(lines) && lines.includes(holdReasons[reason].title),
      );
}

/** The keys of the tasks about one child that none of these reasons needs any more. */
export function settledKeys(childId: string, reasons: readonly HoldReason[]): string[] {
  const needs = (whose: 'child' | 'entry'): boolean =>
    reasons.some((reason) => holdReasons[reason].whose === whose);
  return [...(needs('child') ? [] : [heldKey(childId)]), ...(needs('entry') ? [] : [vanishedKey(childId)])];
}

export const heldKey = (childId: string): string => `message_held:${childId}`;
export const vanishedKey = (childId: string): string => `not_on_latest_extract:${childId}`;
export const firstCensusKey = (provider: string, service: string): string =>
  `first_census:${provider}:${service}`;
export const staleKey = (provider: string, service: string): string => `stale_extract:${provider}:${service}`;
