import { isUuid } from '../kernel/ids.js';
import type { SeenTask } from './seen-task.js';
import { type Task, urgentKinds } from './task.js';

/** The order of a worklist: kinds that must be acknowledged in time, then by due time (none: last), then id. */
export interface WorklistPlace {
  rank: 0 | 1;
  /** An instant as ISO 8601, or `infinity` where the task has no due time. */
  dueAt: string;
  id: string;
}

/** null: all. */
export interface WorklistFilter {
  role: string | null;
  kind: string | null;
}

export interface RoleLoad {
  role: string;
  toDo: number;
  overdue: number;
}

/** How the reader stands to a task: whether they may move it, and which list it is about (null: of none). */
export interface Standing {
  id: string;
  mayChange: boolean;
  provider: string | null;
  service: string | null;
  /** It is shown to them because nobody acknowledged it in time, and for nothing else. */
  escalated: boolean;
  /** Then: whose it is. Whoever works on the list reads that there. */
  childName: string | null;
}

export interface WorklistPage {
  items: readonly SeenTask[];
  /** Where the next page begins; null: this was the last. */
  next: string | null;
}

/** One more than asked for says whether there is a next page. */
export function pageOf<T extends Pick<Task, 'kind' | 'dueAt' | 'id'>>(
  tasks: readonly T[],
  limit: number,
): { items: T[]; next: string | null } {
  const items = tasks.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && tasks.length > limit ? cursorOf(last) : null };
}

export function cursorOf(task: Pick<Task, 'kind' | 'dueAt' | 'id'>): string {
  const rank = urgentKinds.includes(task.kind) ? 0 : 1;
  return `${rank}~${task.dueAt?.toISOString() ?? 'infinity'}~${task.id}`;
}

/** The place a cursor names; undefined where it is not one of ours. */
export function placeOf(cursor: string): WorklistPlace | undefined {
  const [rank, dueAt, id, ...rest] = cursor.split('~');
  if ((rank !== '0' && rank !== '1') || dueAt === undefined || id === undefined || rest.length > 0)
    return undefined;
  const isDue =
    dueAt === 'infinity' ||
    (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(dueAt) && !Number.isNaN(Date.parse(dueAt)));
  return isDue && isUuid(id) ? { rank: rank === '0' ? 0 : 1, dueAt, id } : undefined;
}
