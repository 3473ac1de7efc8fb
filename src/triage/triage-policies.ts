import type { Policy } from '../kernel/policy.js';

/** A decision as it was made, but for what is not shared with the reader. */
export const readDecision: Policy = {
  name: 'decision.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'mdt_coordinator', 'access_member', 'system'],
};

/** Making a stored decision again and saying whether it is the same. */
export const replayDecision: Policy = {
  name: 'decision.replay',
  act: 'view',
  roles: ['clinician', 'system'],
};
