import { readContact } from '../access/access-policies.js';
import { raiseFlag } from '../flags/flag-policies.js';
import { allows } from '../kernel/policy.js';
import type { Viewer } from '../kernel/viewer.js';
import { tellClock } from '../referrals/clock-policies.js';
import { doTask } from '../tasks/task-policies.js';
import { readDecision } from '../triage/triage-policies.js';
import type { Offered } from './referral.presenter.js';

/**
 * What is offered on a referral's page, to spare people a button that would refuse them: the route behind each decides.
 * Two of these belong to rooms that this one may not know and are said again here; test/what-is-offered.spec.ts holds
 * them to the policies.
 */
export function offeredTo(viewer: Viewer): Omit<Offered, 'opened'> {
  const { role, agency } = viewer;
  return {
    confirm: role === 'clinician' && agency === 'health',
    flag: allows(raiseFlag, viewer),
    readMessages: role === 'clinician' || role === 'list_office' || role === 'navigator',
    readContact: allows(readContact, viewer),
    readDecisions: allows(readDecision, viewer),
    tellClock: allows(tellClock, viewer),
    doTasks: allows(doTask, viewer),
  };
}
