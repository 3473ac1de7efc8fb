import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { Viewer, Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Counting } from '../platform/auth/counting.js';
import { Looking } from '../platform/auth/looking.js';
import { Invalid, NotFound, Refused } from '../platform/http/problems.js';
import { isTheirs, seenTask, type SeenTask } from './seen-task.js';
import { notToldApart } from './task-owners.js';
import { doTask } from './task-policies.js';
import { TaskRepository, UNACKNOWLEDGED } from './task.repository.js';
import { type Task, urgentKinds } from './task.js';
import {
  pageOf,
  placeOf,
  type RoleLoad,
  type Standing,
  type WorklistFilter,
  type WorklistPage,
} from './worklist.js';

/** A page, how much each role has to do, and how the reader stands to each task of the page. */
interface Whole {
  page: WorklistPage;
  loads: RoleLoad[];
  standings: Standing[];
}

/** What tasks of one kind say to one reader, by the task’s id: sentences. */
export type WordsOf = (
  tx: EntityManager,
  viewer: Viewer,
  tasks: readonly Task[],
) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Tasks as a viewer reads them: of children and lists in their scope, and a line of the trail for every look. */
@Injectable()
export class TaskReading {
  private readonly words = new Map<string, WordsOf>();

  constructor(
    private readonly tasks: TaskRepository,
    private readonly looking: Looking,
    private readonly counting: Counting,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A room whose tasks say what not everybody who does them may know keeps codes in them, and puts them into words for
   * each reader here; whatever `lines` the task itself holds are then shown to nobody. One room per kind.
   */
  inWords(kind: string, words: WordsOf): void {
    if (this.words.has(kind)) throw new Error(`somebody already puts ${kind} into words`);
    this.words.set(kind, words);
  }

  /** What is not done. Throws Invalid where the cursor is not one of ours. */
  async worklist(visit: Visit, filter: WorklistFilter, limit: number, after?: string): Promise<WorklistPage> {
    return (await this.read(visit, filter, limit, after, false)).page;
  }

  /** The same, with how much each role has to do of what the reader may see, and what of it they may move. */
  async whole(visit: Visit, filter: WorklistFilter, limit: number, after?: string): Promise<Whole> {
    return this.read(visit, filter, limit, after, true);
  }

  /** One task, done or not. Throws NotFound. */
  async one(visit: Visit, id: string): Promise<SeenTask> {
    return this.looking.at(visit, async (tx) => {
      const task = isUuid(id) ? await this.tasks.find(id, tx) : null;
      if (!task) throw new NotFound('There is no such task.');
      const [standing] = await this.tasks.standings([id], tx);
      const [said = task] = await this.said(tx, visit.viewer, [task]);
      return {
        answer: seenTask(said, visit.viewer, standing),
        looked: [viewed('task.viewed', 'task', task.id, { childId: task.childId })],
      };
    });
  }

  /** One that the reader has just moved, who may make its next move. */
  async moved(visit: Visit, task: Task): Promise<SeenTask> {
    return this.looking.at(visit, async (tx) => {
      const [said = task] = await this.said(tx, visit.viewer, [task]);
      return { answer: seenTask(said, visit.viewer, { mayChange: true }), looked: [] };
    });
  }

  /** Throws NotFound, and Refused where it is another role's; what was tried stays in the trail. */
  async mustBeTheirs(visit: Visit, id: string): Promise<void> {
    const theirs = await this.looking.at(visit, async (tx) => {
      const task = isUuid(id) ? await this.tasks.find(id, tx) : null;
      if (!task) throw new NotFound('There is no such task.');
      const answer = isTheirs(task, visit.viewer);
      const refused = viewed('access.refused', 'task', task.id, {
        childId: task.childId,
        detail: { policy: doTask.name },
      });
      return { answer, looked: answer ? [] : [refused] };
    });
    if (!theirs) throw new Refused('This task is another role’s.');
  }

  /** How many act-today tasks that the reader may see nobody has said they are dealing with. A count, of nobody. */
  async unacknowledged(visit: Visit): Promise<number> {
    const [rows] = await this.counting.counts(visit, [{ text: UNACKNOWLEDGED, values: [urgentKinds] }]);
    return (rows as { tasks: number }[] | undefined)?.[0]?.tasks ?? 0;
  }

  private async read(
    visit: Visit,
    filter: WorklistFilter,
    limit: number,
    after: string | undefined,
    withLoads: boolean,
  ): Promise<Whole> {
    const place = after === undefined ? null : placeOf(after);
    if (place === undefined) throw new Invalid([{ at: 'after', message: 'is not a place in this worklist' }]);
    return this.looking.at(visit, async (tx) => {
      const reader = { tx, notToldApart: notToldApart(visit.viewer.role) };
      const { items, next } = pageOf(await this.tasks.worklist(filter, limit + 1, place, reader), limit);
      const loads = withLoads ? await this.tasks.loads(this.clock.now(), reader) : [];
      const ids = items.map(({ id }) => id);
      const standings = await this.tasks.standings(ids, tx);
      const standing = new Map(standings.map((one) => [one.id, one]));
      const childIds = [...new Set(items.flatMap(({ childId }) => childId ?? []))];
      const said = await this.said(tx, visit.viewer, items);
      const detail = { ...filter, firstPage: place === null };
      return {
        answer: {
          page: { items: said.map((task) => seenTask(task, visit.viewer, standing.get(task.id))), next },
          loads,
          standings,
        },
        looked: [
          viewed('worklist.viewed', 'worklist', filter.role ?? 'all', { childIds, detail }),
          // Of a child who is on none of the reader's lists: why they were shown is a line of its own.
          ...items
            .filter(({ id }) => standing.get(id)?.escalated === true)
            .map(({ id, childId }) => viewed('escalated_task.viewed', 'task', id, { childId })),
        ],
      };
    });
  }

  /** The tasks with what they say put into words for the reader; only what may be theirs to do says anything. */
  private async said(tx: EntityManager, viewer: Viewer, tasks: readonly Task[]): Promise<Task[]> {
    const lines = new Map<string, readonly string[]>();
    for (const [kind, words] of this.words) {
      const theirs = tasks.filter((task) => task.kind === kind && isTheirs(task, viewer));
      if (theirs.length === 0) continue;
      for (const [id, sentences] of await words(tx, viewer, theirs)) lines.set(id, sentences);
    }
    return tasks.map((task) => (this.words.has(task.kind) ? saying(task, lines.get(task.id) ?? []) : task));
  }
}

function saying(task: Task, lines: readonly string[]): Task {
  const { reasons: _codes, ...rest } = task.detail;
  return { ...task, detail: { ...rest, lines } };
}

const viewed = (
  action: string,
  subjectKind: string,
  subjectId: string,
  more: Partial<TrailEntry>,
): TrailEntry => ({ act: 'view', action, subjectKind, subjectId, ...more });
