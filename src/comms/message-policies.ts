import type { Policy } from '../kernel/policy.js';

/** Who may read where messages stand, never what they say: whoever answers a family that asks. */
export const readMessages: Policy = {
  name: 'messages.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'navigator'],
};

/** Who may say what became of a message, or what shall. */
export const moveMessage: Policy = { name: 'message.move', act: 'change', roles: ['list_office'] };

/** Who may let the messages of a list's first census go. Which lists: their own organisation's, in their services. */
export const releaseCensus: Policy = { name: 'first_census.release', act: 'change', roles: ['list_office'] };

/** Who may read what families were written, with their addresses. */
export const readOutbox: Policy = { name: 'outbox.read', act: 'view', roles: ['list_office'] };
