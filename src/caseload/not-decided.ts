import type { NewTask } from '../tasks/task.js';

/** A child whom the service could not decide is in no queue: a task says so until a decision is made. */
export const NOT_DECIDED = 'not_decided';

export const notDecidedKey = (childId: string): string => `${NOT_DECIDED}:${childId}`;

export function notDecided(childId: string): NewTask {
  return {
    kind: NOT_DECIDED,
    key: notDecidedKey(childId),
    ownerRole: 'service operator',
    childId,
    title: 'A child could not be decided and may stand in no queue',
    detail: {
      whatToDo: [
        'Look at the child yourself, on every list.',
        'Tell whoever runs Breakwater: its log says why, under the same child.',
      ],
    },
  };
}
