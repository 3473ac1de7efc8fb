import type { PlainDate } from '../kernel/plain-date.js';
import type { NewTask } from '../tasks/task.js';
import { type HoldReason, holdReasons } from './hold-reason.js';
import { dueAtOf } from './hold-task.js';
import { handLists } from './message-policy.js';
import type { MarkedAlike, WhatIsKnown } from './what-is-known.js';

export const MAY_BE_SAME = 'entry_may_be_same_child';

/**
 * Whoever must look is asked about the child whose messages must not go, not about the entry that was typed: a task about
 * the entry would tell whoever typed it, by being there, that name and birth date were right. It does not say who else the
 * entry may be of.
 */
export function mayBeSameTask(typed: WhatIsKnown, alike: MarkedAlike, today: PlainDate): NewTask {
  const providers = [...new Set(handLists(typed).map(({ provider }) => provider))].sort();
  return {
    kind: MAY_BE_SAME,
    key: `${MAY_BE_SAME}:${alike.otherId}:${typed.childId}`,
    ownerRole: holdReasons[mostSerious(alike)].owner,
    childId: alike.otherId,
    title: 'An entry was typed that may be of this child: find out whether it is',
    detail: {
      lines: [
        `It was typed for ${providers.join(', ')}, and no extract has listed it yet`,
        'Until one does, the family named in it is not written to by itself',
      ],
    },
    dueAt: dueAtOf(today),
  };
}

function mostSerious(alike: MarkedAlike): HoldReason {
  if (alike.died) return 'possible_match_died';
  if (alike.restricted) return 'possible_match_restricted';
  if (alike.actToday) return 'possible_match_act_today';
  return alike.protectionPlan ? 'possible_match_protection_plan' : 'possible_match_looked_after';
}
