import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConflictResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../platform/http/actor.js';
import type { Task } from './task.js';
import { TaskService } from './task.service.js';
import { MoveTask, ReadWorklist } from './tasks.request.js';
import type { WorklistPage } from './worklist.js';

@ApiTags('tasks')
@Controller('api/v1/tasks')
export class TasksController {
  constructor(private readonly tasks: TaskService) {}

  @Get()
  @ApiOperation({ summary: 'What somebody must do: urgent kinds first, then by due time' })
  async worklist(@Query() query: ReadWorklist): Promise<WorklistPage> {
    const filter = { role: query.role || null, kind: query.kind || null };
    return this.tasks.worklist(filter, query.limit ?? 50, query.after);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One task, done or not' })
  async one(@Param('id') id: string): Promise<Task> {
    return this.tasks.find(id);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @ApiOperation({ summary: 'A named person takes it on' })
  @ApiHeader({ name: 'x-actor-name', required: true, description: 'Who does it' })
  @ApiConflictResponse({ description: 'Acknowledged or done already' })
  async acknowledge(@Req() request: Request, @Param('id') id: string, @Body() body: MoveTask): Promise<Task> {
    return this.tasks.acknowledge(actorOf(request), id, body.note);
  }

  @Post(':id/done')
  @HttpCode(200)
  @ApiOperation({ summary: 'A named person says what was done; for act today, this ends it' })
  @ApiHeader({ name: 'x-actor-name', required: true, description: 'Who did it' })
  @ApiConflictResponse({ description: 'Done already' })
  async done(@Req() request: Request, @Param('id') id: string, @Body() body: MoveTask): Promise<Task> {
    return this.tasks.finish(actorOf(request), id, body.note);
  }
}
