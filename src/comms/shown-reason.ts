import type { Role } from '../kernel/role.js';
import { type HoldReason, holdReasons, holdReasonsInOrder } from './hold-reason.js';

/** In place of reasons that a reader is not shown. */
export const NOT_SHOWN = 'not_shown';
export type ShownReason = HoldReason | typeof NOT_SHOWN;

/** Reasons that are facts of the child: shown to whoever may see that fact, or the list's own record of it. */
export const reasonsThatAreFacts = {
  protection_plan: 'child_protection_plan',
  looked_after: 'looked_after',
} as const satisfies Partial<Record<HoldReason, string>>;

/** What is known of a child who may be the same is another child's; those who must find out, treating them, are told. */
export function hiddenFrom(role: Role): readonly HoldReason[] {
  return role === 'clinician'
    ? []
    : holdReasonsInOrder.filter((reason) => reason.startsWith('possible_match_'));
}

export function reasonTitle(reason: ShownReason): string {
  return reason === NOT_SHOWN ? 'Something that is not shown to you' : holdReasons[reason].title;
}
