import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Trail } from '../platform/audit/trail.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { TaskService } from '../tasks/task.service.js';
import type { NewTask, Task } from '../tasks/task.js';
import { addWorkingMinutes } from '../tasks/working-time.js';
import { ActTodayRepository } from './act-today.repository.js';
import { type Alarm, inputKeyOf } from './act-today.js';

export const ACT_TODAY = 'act_today';

/**
 * Act today (clinical-core): a child who stands first, and a task for the duty role, from the decision that said so
 * until a named person records what was done. It never ends by itself, not even when the fact goes away.
 */
@Injectable()
export class ActTodayService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly episodes: ActTodayRepository,
    private readonly tasks: TaskService,
    private readonly trail: Trail,
  ) {}

  /**
   * Starts an episode for each alarm whose referral has none open and whose evidence nobody has dealt with, and raises
   * one task per child and evidence. Answers the referrals of these children that stand first now.
   */
  async start(
    tx: EntityManager,
    actor: Actor,
    childIds: readonly string[],
    alarms: readonly Alarm[],
  ): Promise<ReadonlySet<string>> {
    const known = await this.episodes.ofChildren(tx, childIds);
    const starting = alarms.filter(({ childId, referralId, evidence }) => {
      const episodes = known.get(childId);
      return !episodes?.open.has(referralId) && !evidence.every((item) => episodes?.dealtWith.has(item));
    });
    const first = new Set([...known.values()].flatMap(({ open }) => [...open]));
    if (starting.length > 0) {
      const episodes = starting.map((alarm) => ({ ...alarm, inputKey: inputKeyOf(alarm.evidence) }));
      await this.episodes.start(tx, episodes, this.clock.now());
      await this.tasks.raise(
        tx,
        actor,
        episodes.map((episode) => this.taskFor(episode)),
      );
      await this.trail.record(
        tx,
        actor,
        starting.map(({ referralId, childId, decisionId }) => ({
          action: 'act_today.started',
          subjectKind: 'referral',
          subjectId: referralId,
          childId,
          detail: { decisionId },
        })),
      );
      for (const { referralId } of starting) first.add(referralId);
    }
    return first;
  }

  /**
   * A named person has said what was done: ends the episodes this task stands for, on every list of the child.
   * Answers the children to decide again; the caller closes the task in the same transaction.
   */
  async end(tx: EntityManager, actor: Actor, task: Task, what: string): Promise<readonly string[]> {
    if (task.referralId === null) return [];
    const inputKey = String(task.detail['evidence']);
    const by = { name: actor.name, at: this.clock.now(), what };
    const ended = await this.episodes.end(tx, { referralId: task.referralId, inputKey }, by);
    await this.trail.record(
      tx,
      actor,
      ended.map(({ referralId, childId }) => ({
        action: 'act_today.ended',
        subjectKind: 'referral',
        subjectId: referralId,
        childId,
        detail: { taskId: task.id },
      })),
    );
    return [...new Set(ended.map(({ childId }) => childId))];
  }

  private taskFor({
    childId,
    referralId,
    inputKey,
    titles,
    whatToDo,
  }: Alarm & { inputKey: string }): NewTask {
    const { role, acknowledgeWithinWorkingMinutes } = this.config.duty;
    return {
      kind: ACT_TODAY,
      key: `${ACT_TODAY}:${childId}:${inputKey}`,
      ownerRole: role,
      childId,
      referralId,
      title: `Act today: ${titles.map((title) => title.replace(/^act today:\s*/i, '')).join('; ')}`,
      detail: { whatToDo, evidence: inputKey },
      dueAt: addWorkingMinutes(this.clock.now(), acknowledgeWithinWorkingMinutes),
    };
  }
}
