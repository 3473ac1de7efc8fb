import type { Viewer } from '../kernel/viewer.js';
import { type Task, urgentKinds } from './task.js';
import { mayDo } from './task-owners.js';

/**
 * The task as a reader may see it. Why it was raised, and what somebody wrote about it, can say what was said about the
 * child: that is for whoever may do the task. Others see that it is there, whose it is, and where it stands.
 */
export function seenTask(task: Task, viewer: Pick<Viewer, 'role'>): Task {
  if (mayDo(viewer.role, task)) return task;
  const { list } = task.detail;
  return {
    ...task,
    title: urgentKinds.includes(task.kind) ? ACT_TODAY : task.title,
    detail: list === undefined ? {} : { list },
    doneNote: null,
  };
}

/** In place of a title that names what the rules found. */
export const ACT_TODAY = 'Act today';
