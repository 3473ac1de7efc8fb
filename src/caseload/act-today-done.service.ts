import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TaskService } from '../tasks/task.service.js';
import { ACT_TODAY, ActTodayService } from '../triage/act-today.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import { DecideChildren } from './decide-children.service.js';

/**
 * Act today ends when a named person records what was done, and by nothing else: doing the task ends the episode on
 * every list of the child and decides the child again, so that the place in the queue and the family's messages follow.
 */
@Injectable()
export class ActTodayDone implements OnModuleInit {
  constructor(
    private readonly tasks: TaskService,
    private readonly actToday: ActTodayService,
    private readonly caseload: CaseloadRepository,
    private readonly deciding: DecideChildren,
  ) {}

  onModuleInit(): void {
    this.tasks.whenDone(ACT_TODAY, async (tx, actor, task, what) => {
      if (task.childId !== null) await this.caseload.hold(tx, [task.childId]);
      const children = await this.actToday.end(tx, actor, task, what);
      if (children.length === 0) return;
      await this.caseload.hold(tx, children);
      await this.deciding.decide(tx, actor, children);
    });
  }
}
