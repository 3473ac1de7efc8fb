import type { Policy } from '../kernel/policy.js';

/** Who may read the boards of the meetings. Which boards, and which children on them, is their scope. */
export const readBoard: Policy = {
  name: 'board.read',
  act: 'view',
  roles: ['mdt_coordinator', 'access_member'],
};
