import type { Policy } from '../kernel/policy.js';
import { roles } from '../kernel/role.js';

/** What is shared with whom, and why: of no child, and for everybody to know. */
export const readSharing: Policy = { name: 'sharing.read', act: 'view', roles };

export const approveSharing: Policy = { name: 'sharing.approve', act: 'change', roles: ['privacy_officer'] };

export const withdrawSharing: Policy = {
  name: 'sharing.withdraw',
  act: 'change',
  roles: ['privacy_officer'],
};
