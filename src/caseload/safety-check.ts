import type { NewTask } from '../tasks/task.js';
import { closeOf } from '../tasks/working-time.js';
import type { DecidedReferral } from './placement.js';

/**
 * Missing safety facts alone never make a child "could be act today"; they open one check per child, with the earliest
 * deadline of the lists the child is on (clinical-core, "asks that do not drown").
 */
export const SAFETY_NOT_ASKED = 'safety_not_asked';

export const safetyKey = (childId: string): string => `${SAFETY_NOT_ASKED}:${childId}`;

/** Who asks. A local role, for sign-off. */
const OWNER = 'triage clinician';

/** The one check a child's decisions ask for; null where every safety question has an answer. */
export function safetyCheckOf(decisions: readonly DecidedReferral[]): NewTask | null {
  const asks = decisions
    .flatMap(({ referral, decision }) => decision.asks.map((ask) => ({ referral, ask })))
    .filter(({ ask }) => ask.safety)
    .sort((a, b) => (a.ask.dueOn < b.ask.dueOn ? -1 : a.ask.dueOn > b.ask.dueOn ? 1 : 0));
  const [first] = asks;
  if (!first) return null;
  const { childId, id: referralId } = first.referral;
  return {
    kind: SAFETY_NOT_ASKED,
    key: safetyKey(childId),
    ownerRole: OWNER,
    childId,
    referralId,
    title: 'Safety not asked yet',
    detail: { whatToDo: [...new Set(asks.map(({ ask }) => ask.question))] },
    dueAt: closeOf(first.ask.dueOn),
  };
}
