import type { Policy } from '../kernel/policy.js';

/** Who may read the queue: whoever works on its lists. Which lists those are is their scope. */
export const readQueue: Policy = {
  name: 'queue.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'mdt_coordinator', 'navigator', 'system'],
};

/** A search is asked for apart: it goes by a name, and the trail keeps what was sought. */
export const searchQueue: Policy = {
  name: 'queue.search',
  act: 'search',
  roles: ['clinician', 'list_office', 'mdt_coordinator', 'navigator', 'system'],
};

/** One referral, whole but for what is not shared with the reader. */
export const readReferral: Policy = {
  name: 'referral.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'mdt_coordinator', 'access_member', 'navigator', 'system'],
};

/** Counts of everybody who waits, without a child. */
export const readFigures: Policy = {
  name: 'figures.read',
  act: 'view',
  roles: ['board_reader', 'rules_lead'],
};
