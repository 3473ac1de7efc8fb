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
import { type Alarm, inDangerNow } from './act-today.js';
import { type NewEpisode, newEpisodes } from './new-episodes.js';

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
   * Starts an episode for what no open episode of the referral covers and nobody has dealt with, and raises one task per
   * child and evidence, due anew: new danger does not wait until older danger is dealt with. Answers the referrals of
   * these children that stand first now: until every episode of theirs has ended.
   */
  async start(
    tx: EntityManager,
    actor: Actor,
    childIds: readonly string[],
    alarms: readonly Alarm[],
  ): Promise<ReadonlySet<string>> {
    const known = await this.episodes.ofChildren(tx, childIds);
    const starting = alarms.flatMap((alarm) => newEpisodes(alarm, known.get(alarm.childId)));
    const first = new Set(
      [...known.values()].flatMap(({ open }) => open.map(({ referralId }) => referralId)),
    );
    if (starting.length > 0) {
      await this.episodes.start(tx, starting, this.clock.now());
      await this.tasks.raise(
        tx,
        actor,
        starting.flatMap((episode) => (episode.task ? [this.taskFor(episode, episode.task)] : [])),
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

  private taskFor(
    { childId, referralId, inputKey }: NewEpisode,
    { titles, whatToDo }: NonNullable<NewEpisode['task']>,
  ): NewTask {
    const { role, acknowledgeWithinWorkingMinutes } = this.config.duty;
    return {
      kind: ACT_TODAY,
      key: `${ACT_TODAY}:${childId}:${inputKey}`,
      ownerRole: role,
      childId,
      referralId,
      title: `Act today: ${titles.map((title) => title.replace(/^act today:\s*/i, '')).join('; ')}`,
      detail: { whatToDo: [...whatToDo, ...inDangerNow], evidence: inputKey },
      dueAt: addWorkingMinutes(this.clock.now(), acknowledgeWithinWorkingMinutes),
    };
  }
}
