import type { Policy } from '../kernel/policy.js';

/** Who may read flags: whoever treats the child, and the people of the meetings. Which children is their scope. */
export const readFlags: Policy = {
  name: 'flags.read',
  act: 'view',
  roles: ['clinician', 'mdt_coordinator', 'access_member'],
};

/** Who may put a child before a meeting. */
export const raiseFlag: Policy = {
  name: 'flag.raise',
  act: 'change',
  roles: ['clinician', 'mdt_coordinator'],
};

/** Who may move a flag: the people of the meetings, each on their own boards. */
export const moveFlag: Policy = {
  name: 'flag.move',
  act: 'change',
  roles: ['mdt_coordinator', 'access_member'],
};
