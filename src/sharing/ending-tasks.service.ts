import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { TaskService } from '../tasks/task.service.js';
import { endingKey, endingSoon, endingTask } from './ending-soon.js';
import { EndingTasksRepository } from './ending-tasks.repository.js';
import { SharingRegister } from './sharing-register.service.js';

/** Says to the privacy officer, once, which agreement is about to end; takes it back where the next one is approved. */
@Injectable()
export class EndingTasks {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly register: SharingRegister,
    private readonly said: EndingTasksRepository,
    private readonly tasks: TaskService,
  ) {}

  /** How many were raised; null where another process is at it. Safe to repeat. */
  async look(actor: Actor): Promise<number | null> {
    const ending = endingSoon(await this.register.versions(), this.clock.today());
    return this.dataSource.transaction(async (tx) => {
      if (!(await this.said.takeTurn(tx))) return null;
      const raised = await this.said.raised(tx);
      const known = new Set(raised.map(({ key }) => key));
      const fresh = ending.filter((version) => !known.has(endingKey(version)));
      await this.tasks.raise(tx, actor, fresh.map(endingTask));
      const still = new Set(ending.map(endingKey));
      const over = raised.filter(({ key, isDone }) => !isDone && !still.has(key)).map(({ key }) => key);
      if (over.length > 0)
        await this.tasks.completeAll(
          tx,
          actor,
          { keys: over },
          'It has ended, or the next version is approved',
        );
      return fresh.length;
    });
  }
}
