import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PageNotices } from '../platform/views/page-notices.js';
import { TaskEntity } from './task.entity.js';
import { TaskRepository } from './task.repository.js';
import { TaskService } from './task.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksPages } from './tasks.pages.js';

@Module({
  imports: [TypeOrmModule.forFeature([TaskEntity])],
  controllers: [TasksController, TasksPages],
  providers: [TaskRepository, TaskService],
  exports: [TaskService],
})
export class TasksModule implements OnModuleInit {
  constructor(
    private readonly notices: PageNotices,
    private readonly tasks: TaskService,
  ) {}

  /** Every page says how many act-today tasks nobody has taken up: somebody reads some page. */
  onModuleInit(): void {
    this.notices.register(async () => {
      const waiting = await this.tasks.unacknowledged();
      if (waiting === 0) return null;
      const text =
        waiting === 1
          ? '1 task that nobody has said they are dealing with.'
          : `${waiting} tasks that nobody has said they are dealing with.`;
      return { text, href: '/tasks' };
    });
  }
}
