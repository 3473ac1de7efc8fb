import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { TaskService } from '../tasks/task.service.js';
import { addWorkingMinutes } from '../tasks/working-time.js';

const titles = {
  uncertain: 'Find out whether a message to a family went',
  failed: 'A message to a family could not be sent',
} as const;

/** One working day. */
const WITHIN_MINUTES = 8 * 60;

/** Messages a person must look at: nobody knows whether they went, or they could not be sent. */
@Injectable()
export class LookedAt {
  constructor(
    private readonly tasks: TaskService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async mustBe(
    tx: EntityManager,
    actor: Actor,
    why: keyof typeof titles,
    messages: readonly { id: string; childId: string }[],
  ): Promise<void> {
    const dueAt = addWorkingMinutes(this.clock.now(), WITHIN_MINUTES);
    await this.tasks.raise(
      tx,
      actor,
      [...messages]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, childId }) => ({
          kind: `message_${why}`,
          key: lookKey(id),
          ownerRole: 'list office',
          childId,
          title: titles[why],
          detail: { where: `/messages/${id}` },
          dueAt,
        })),
    );
  }

  async notNeeded(tx: EntityManager, actor: Actor, id: string): Promise<void> {
    await this.tasks.complete(tx, actor, lookKey(id), 'The message has been dealt with');
  }
}

const lookKey = (id: string): string => `message_look:${id}`;
