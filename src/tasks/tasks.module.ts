import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
export class TasksModule {}
