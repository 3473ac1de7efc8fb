import { localities } from '../children/locality.js';
import type { Policy } from '../kernel/policy.js';
import { ALL } from '../kernel/viewer.js';

/** Who may read where messages stand, never what they say: whoever answers a family that asks. */
export const readMessages: Policy = {
  name: 'messages.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'navigator'],
};

/** Who may say what became of a message, or what shall. */
export const moveMessage: Policy = { name: 'message.move', act: 'change', roles: ['list_office'] };

/**
 * Who may let the messages of a list's first census go. Which lists: their own organisation's, in their services. A list
 * goes to the families of every locality at once, so nobody releases it who could look at a part of it alone.
 */
export const releaseCensus: Policy = {
  name: 'first_census.release',
  act: 'change',
  roles: ['list_office'],
  may: ({ localities: own }) => own === ALL || localities.every(({ id }) => own.includes(id)),
};

/** Who may read what families were written, with their addresses. */
export const readOutbox: Policy = { name: 'outbox.read', act: 'view', roles: ['list_office'] };
