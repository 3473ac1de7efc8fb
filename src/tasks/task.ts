/**
 * Something a named role must do. A task is never deleted: it is done, by somebody, with a note. Which moves are legal
 * is one table, read by the page (which buttons to show), by the 409 and by the SQL that moves it.
 */
export const taskStates = ['open', 'acknowledged', 'escalated', 'done'] as const;
export type TaskState = (typeof taskStates)[number];

export const taskMoves = {
  acknowledge: { from: ['open', 'escalated'], to: 'acknowledged' },
  escalate: { from: ['open'], to: 'escalated' },
  /** Whoever said they were dealing with it may have been called away. */
  escalateUndone: { from: ['acknowledged'], to: 'escalated' },
  finish: { from: ['open', 'acknowledged', 'escalated'], to: 'done' },
} as const satisfies Record<string, { from: readonly TaskState[]; to: TaskState }>;
export type TaskMove = keyof typeof taskMoves;
/** Only time escalates. */
export const movesByPerson = ['acknowledge', 'finish'] as const satisfies readonly TaskMove[];
export type MoveByPerson = (typeof movesByPerson)[number];

export function mayMove(state: TaskState, move: TaskMove): boolean {
  return (taskMoves[move].from as readonly TaskState[]).includes(state);
}

/**
 * Kinds that somebody must acknowledge by their due time, and do within so long after that, or they escalate
 * (clinical-core, "act today"). They stand first on every worklist, before work that is merely overdue.
 */
export const urgentKinds: readonly string[] = ['act_today'];

/** What a room asks to be done. While one task with this key is not done it takes these words, and none is added. */
export interface NewTask {
  kind: string;
  key: string;
  ownerRole: string;
  childId?: string | null;
  referralId?: string | null;
  /**
   * Of those of the owner role, whose people it is for, by code, beside those on whose lists the child is; left out:
   * where it is about no child, everybody of that role.
   */
  forOrganisations?: readonly string[];
  /** Plain English, no names. */
  title: string;
  /**
   * Shown to the person who does it: `whatToDo` and `lines`, lists of sentences; `list`, provider/service; `where`, a
   * page of ours. The rest is for programs.
   */
  detail?: Readonly<Record<string, unknown>>;
  dueAt?: Date | null;
}

export interface Task {
  id: string;
  kind: string;
  key: string;
  ownerRole: string;
  childId: string | null;
  referralId: string | null;
  title: string;
  detail: Readonly<Record<string, unknown>>;
  state: TaskState;
  raisedAt: Date;
  dueAt: Date | null;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  escalatedAt: Date | null;
  doneAt: Date | null;
  doneBy: string | null;
  doneNote: string | null;
}
