import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { EndingTasksRepository } from './ending-tasks.repository.js';
import { EndingTasks } from './ending-tasks.service.js';
import { ExampleRegister } from './example-register.service.js';
import { SharingReading } from './sharing-reading.service.js';
import { SharingRegister } from './sharing-register.service.js';
import { SharingController } from './sharing.controller.js';
import { SharingPages } from './sharing.pages.js';
import { SharingReconciler } from './sharing.reconciler.js';
import { SharingRepository } from './sharing.repository.js';
import { SharingService } from './sharing.service.js';

/** What is shared with whom, and why: the register of information-sharing agreements. */
@Module({
  imports: [TasksModule],
  controllers: [SharingPages, SharingController],
  providers: [
    SharingRepository,
    SharingRegister,
    SharingReading,
    SharingService,
    ExampleRegister,
    EndingTasksRepository,
    EndingTasks,
    SharingReconciler,
  ],
  exports: [SharingRegister, SharingService, ExampleRegister],
})
export class SharingModule {}
