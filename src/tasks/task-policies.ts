import type { Policy } from '../kernel/policy.js';

/** Who may read worklists: whoever does tasks, and coordinators, whose children they are about. */
export const readTasks: Policy = {
  name: 'tasks.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'mdt_coordinator', 'privacy_officer'],
};

/** Who may say of some task that they deal with it, or that it is done; of which, their role says (task-owners.ts). */
export const doTask: Policy = {
  name: 'task.do',
  act: 'change',
  roles: ['clinician', 'list_office', 'privacy_officer'],
};
