import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import type { SeenTask } from './seen-task.js';
import { doTask, readTasks } from './task-policies.js';
import { TaskReading } from './task-reading.service.js';
import { TaskService } from './task.service.js';
import { MoveTask, ReadWorklist } from './tasks.request.js';
import type { WorklistPage } from './worklist.js';

@ApiTags('tasks')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not, or the task is another role’s' })
@Controller('api/v1/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TaskService,
    private readonly reading: TaskReading,
  ) {}

  @Get()
  @Requires(readTasks)
  @ApiOperation({
    summary:
      'What somebody must do for your children and lists: urgent kinds first, then by due time. `moves` of each: what of it you may do now',
  })
  async worklist(@CurrentVisit() visit: Visit, @Query() query: ReadWorklist): Promise<WorklistPage> {
    const filter = { role: query.role || null, kind: query.kind || null };
    return this.reading.worklist(visit, filter, query.limit ?? 50, query.after);
  }

  @Get(':id')
  @Requires(readTasks, inAddress('task'))
  @ApiOperation({ summary: 'One task, done or not' })
  @ApiNotFoundResponse({ description: 'No such task, or not for you' })
  async one(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<SeenTask> {
    return this.reading.one(visit, id);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Requires(doTask, inAddress('task'))
  @ApiOperation({ summary: 'The person signed in takes it on' })
  @ApiNotFoundResponse({ description: 'No such task, or not for you' })
  @ApiConflictResponse({ description: 'Acknowledged or done already' })
  async acknowledge(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() body: MoveTask,
  ): Promise<SeenTask> {
    await this.reading.mustBeTheirs(visit, id);
    return this.reading.moved(visit, await this.tasks.acknowledge(actorOf(visit), id, body.note));
  }

  @Post(':id/done')
  @HttpCode(200)
  @Requires(doTask, inAddress('task'))
  @ApiOperation({ summary: 'The person signed in says what was done; for act today, this ends it' })
  @ApiNotFoundResponse({ description: 'No such task, or not for you' })
  @ApiConflictResponse({ description: 'Done already' })
  async done(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() body: MoveTask,
  ): Promise<SeenTask> {
    await this.reading.mustBeTheirs(visit, id);
    return this.reading.moved(visit, await this.tasks.finish(actorOf(visit), id, body.note));
  }
}
