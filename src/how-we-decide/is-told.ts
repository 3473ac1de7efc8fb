import type { MustKnow } from '../rule-sets/rule-set.js';

/** Whether a question is named to families: what a team or the council is asked about a child's safety is not. */
export function isTold({ askOf, safety }: MustKnow): boolean {
  return !(safety && (askOf === 'clinician' || askOf === 'council'));
}
