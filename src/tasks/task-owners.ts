import type { Role } from '../kernel/role.js';
import { type Task, urgentKinds } from './task.js';

/** The owner role of what a privacy officer looks at. The database shows those to nobody else. */
export const PRIVACY_OFFICER = 'privacy officer';

/**
 * Which of the roles that people sign in as do the tasks of an owner role. Owner roles are a service's own words, finer
 * than what an identity provider says of somebody; for local sign-off.
 */
export const taskOwners: Readonly<Record<string, readonly Role[]>> = {
  'triage clinician': ['clinician'],
  'clinical lead': ['clinician'],
  'safeguarding lead': ['clinician'],
  'list office': ['list_office'],
  'service owner': ['list_office'],
  // A child who could not be decided: somebody looks at the child, and tells whoever runs the service.
  'service operator': ['clinician', 'list_office'],
  [PRIVACY_OFFICER]: ['privacy_officer'],
};

/** A duty role is called what the site's settings say: act today is clinicians', whoever it has escalated to. */
const URGENT: readonly Role[] = ['clinician'];

/** Whether somebody of this role may take a task on and do it. An owner role that nobody knows is nobody's. */
export function mayDo(role: Role, task: Pick<Task, 'kind' | 'ownerRole'>): boolean {
  const doing = urgentKinds.includes(task.kind) ? URGENT : (taskOwners[task.ownerRole] ?? []);
  return doing.includes(role);
}

/** Whose a task is, as it is said to those who do none of theirs. */
export const CLINICAL_TEAM = 'clinical team';

/**
 * Owner roles that somebody of this role is not told apart: those whose tasks clinicians alone do. That a message is for
 * the safeguarding lead would say why it is held.
 */
export const notToldApart = (role: Role): readonly string[] =>
  role === 'clinician'
    ? []
    : Object.keys(taskOwners).filter((owner) => taskOwners[owner]?.join() === 'clinician');

/** Whether act today may be among what somebody of this role is shown, and so who watches: not beside a privacy officer's. */
export const isShownActToday = (role: Role): boolean => role !== 'privacy_officer';
