import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { NewTask, Task } from '../tasks/task.js';
import { closeOf } from '../tasks/working-time.js';
import { type HoldReason, holdReasons, holdReasonsInOrder } from './hold-reason.js';
import { staleLists, unreleasedLists, vanishedLists } from './message-policy.js';
import { dateInWords } from './message-text.js';
import type { WhatIsKnown } from './what-is-known.js';

export const MESSAGE_HELD = 'message_held';
export const VANISHED = 'not_on_latest_extract' satisfies HoldReason;

/** Somebody looks at a held message within this many days; the family is waiting. */
const WITHIN_DAYS = 7;

/**
 * Whose task a held message is. What concerns the child is a task about that child; what a whole list or the whole
 * installation waits for is one task, not one for each of its families.
 */
export function holdTasks(known: WhatIsKnown, reasons: readonly HoldReason[], today: PlainDate): NewTask[] {
  const dueAt = dueAtOf(today);
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
  if (reasons.includes(VANISHED)) tasks.push(...vanishedTasks(known, today));
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

/**
 * One task an entry whose list is reported without it, about that entry: who may see it sees that list, and is told of no
 * other list of the child.
 */
export function vanishedTasks(known: WhatIsKnown, today: PlainDate): (NewTask & { since: PlainDate })[] {
  return vanishedLists(known, today).map(({ referralId, provider, service, reportedOn }) => ({
    kind: VANISHED,
    key: `${VANISHED}:${referralId}`,
    ownerRole: holdReasons[VANISHED].owner,
    childId: known.childId,
    referralId,
    title: 'The child was not on the latest extract: find out whether they still wait',
    detail: {
      lines: [
        `${provider}/${service} last reported the child on ${dateInWords(reportedOn)}`,
        'Until the list says more, the child is not taken off it and the family is not written to by itself',
      ],
    },
    dueAt: dueAtOf(today),
    since: reportedOn,
  }));
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

/** The key of the task about one child, where none of these reasons needs it any more. */
export function settledKeys(childId: string, reasons: readonly HoldReason[]): string[] {
  return reasons.some((reason) => holdReasons[reason].whose === 'child') ? [] : [heldKey(childId)];
}

export const dueAtOf = (today: PlainDate): Date => closeOf(addDays(today, WITHIN_DAYS));

/** Under which the release before asked about all lists of a child at once; nothing is raised under it any more. */
export const vanishedOfChildKey = (childId: string): string => `${VANISHED}:${childId}`;
export const heldKey = (childId: string): string => `message_held:${childId}`;
export const firstCensusKey = (provider: string, service: string): string =>
  `first_census:${provider}:${service}`;
export const staleKey = (provider: string, service: string): string => `stale_extract:${provider}:${service}`;
