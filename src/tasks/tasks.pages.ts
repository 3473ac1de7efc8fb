import { Body, Controller, Get, Inject, Param, Post, Query, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { actorOf } from '../platform/http/actor.js';
import { dutyNotice, shownTask } from './task.presenter.js';
import { TaskService } from './task.service.js';
import { MoveTask, ReadWorklist } from './tasks.request.js';

@ApiExcludeController()
@Controller('tasks')
export class TasksPages {
  constructor(
    private readonly tasks: TaskService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Render('tasks/views/tasks.njk')
  async worklist(@Query() query: ReadWorklist): Promise<object> {
    const filter = { role: query.role || null, kind: query.kind || null };
    const [page, loads] = await Promise.all([
      this.tasks.worklist(filter, query.limit ?? 50, query.after || undefined),
      this.tasks.loads(),
    ]);
    const now = this.clock.now();
    const tasks = page.items.map((task) => shownTask(task, now));
    return {
      duty: dutyNotice(now, this.config.duty),
      role: filter.role ?? '',
      roles: loads.map((load) => ({ ...load, href: `/tasks?role=${encodeURIComponent(load.role)}` })),
      tasks,
      nextHref: page.next === null ? '' : hrefOf({ ...filter, after: page.next }),
    };
  }

  @Post(':id/acknowledge')
  @Redirect('/tasks', 303)
  async acknowledge(@Req() request: Request, @Param('id') id: string, @Body() body: MoveTask): Promise<void> {
    await this.tasks.acknowledge(actorOf(request), id, body.note);
  }

  @Post(':id/done')
  @Redirect('/tasks', 303)
  async done(@Req() request: Request, @Param('id') id: string, @Body() body: MoveTask): Promise<void> {
    await this.tasks.finish(actorOf(request), id, body.note);
  }
}

function hrefOf(query: Readonly<Record<string, string | null>>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  return `/tasks?${new URLSearchParams(set).toString()}`;
}
