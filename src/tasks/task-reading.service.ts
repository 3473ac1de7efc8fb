import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Looking } from '../platform/auth/looking.js';
import { Invalid, NotFound, Refused } from '../platform/http/problems.js';
import { isTheirs, seenTask, type SeenTask } from './seen-task.js';
import { doTask } from './task-policies.js';
import { TaskRepository, UNACKNOWLEDGED } from './task.repository.js';
import { urgentKinds } from './task.js';
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

/** Tasks as a viewer reads them: of children and lists in their scope, and a line of the trail for every look. */
@Injectable()
export class TaskReading {
  constructor(
    private readonly tasks: TaskRepository,
    private readonly looking: Looking,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

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
      return {
        answer: seenTask(task, visit.viewer, standing),
        looked: [viewed('task.viewed', 'task', task.id, { childId: task.childId })],
      };
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
    const [rows] = await this.looking.counts(visit, [{ text: UNACKNOWLEDGED, values: [urgentKinds] }]);
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
      const { items, next } = pageOf(await this.tasks.worklist(filter, limit + 1, place, tx), limit);
      const loads = withLoads ? await this.tasks.loads(this.clock.now(), tx) : [];
      const ids = items.map(({ id }) => id);
      const standings = await this.tasks.standings(ids, tx);
      const standing = new Map(standings.map((one) => [one.id, one]));
      const childIds = [...new Set(items.flatMap(({ childId }) => childId ?? []))];
      const detail = { ...filter, firstPage: place === null };
      return {
        answer: {
          page: { items: items.map((task) => seenTask(task, visit.viewer, standing.get(task.id))), next },
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
}

const viewed = (
  action: string,
  subjectKind: string,
  subjectId: string,
  more: Partial<TrailEntry>,
): TrailEntry => ({ act: 'view', action, subjectKind, subjectId, ...more });
