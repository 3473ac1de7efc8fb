import { allows } from '../kernel/policy.js';
import type { Viewer } from '../kernel/viewer.js';
import { type MoveByPerson, mayMove, movesByPerson, type Task, urgentKinds } from './task.js';
import { CLINICAL_TEAM, mayDo, notToldApart } from './task-owners.js';
import { doTask } from './task-policies.js';

/** A task as one reader may see it, and what of it they may do as it stands now. */
export interface SeenTask extends Task {
  moves: readonly MoveByPerson[];
}

/** Whose role does it. Whether it is about a list of theirs too is asked of the database (`Standing`). */
export const isTheirs = (task: Task, viewer: Viewer): boolean =>
  allows(doTask, viewer) && mayDo(viewer.role, task);

/**
 * The task as a reader may see it. Why it was raised, and what somebody wrote about it, can say what was said about the
 * child: that is for whoever may do the task, by their role and on a list of theirs. Others, to whom an agreement shows
 * the list among them, see that it is there, whether it is the clinicians’, and where it stands.
 */
export function seenTask(task: Task, viewer: Viewer, standing: { mayChange: boolean } | undefined): SeenTask {
  if (isTheirs(task, viewer) && standing?.mayChange === true)
    return { ...task, moves: movesByPerson.filter((move) => mayMove(task.state, move)) };
  const { list } = task.detail;
  return {
    ...task,
    // Of act today it is made from what the rules found.
    key: task.id,
    ownerRole: notToldApart(viewer.role).includes(task.ownerRole) ? CLINICAL_TEAM : task.ownerRole,
    title: urgentKinds.includes(task.kind) ? ACT_TODAY : task.title,
    detail: list === undefined ? {} : { list },
    doneNote: null,
    moves: [],
  };
}

/** In place of a title that names what the rules found. */
export const ACT_TODAY = 'Act today';
