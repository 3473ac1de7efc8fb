import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { allows } from '../kernel/policy.js';
import { PageNotices } from '../platform/views/page-notices.js';
import { TaskEntity } from './task.entity.js';
import { TaskRepository } from './task.repository.js';
import { readTasks } from './task-policies.js';
import { TaskReading } from './task-reading.service.js';
import { TaskService } from './task.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksPages } from './tasks.pages.js';

@Module({
  imports: [TypeOrmModule.forFeature([TaskEntity])],
  controllers: [TasksController, TasksPages],
  providers: [TaskRepository, TaskService, TaskReading],
  exports: [TaskReading, TaskService],
})
export class TasksModule implements OnModuleInit {
  constructor(
    private readonly notices: PageNotices,
    private readonly tasks: TaskReading,
  ) {}

  /** Every page says to whoever reads tasks how many act-today tasks of theirs nobody has taken up. */
  onModuleInit(): void {
    this.notices.register(async (visit) => {
      if (!allows(readTasks, visit.viewer)) return null;
      const waiting = await this.tasks.unacknowledged(visit);
      if (waiting === 0) return null;
      const text =
        waiting === 1
          ? '1 task that nobody has said they are dealing with.'
          : `${waiting} tasks that nobody has said they are dealing with.`;
      return { text, href: '/tasks' };
    });
  }
}
