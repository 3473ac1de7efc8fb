import { Body, Controller, Get, Inject, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Organisations } from '../platform/auth/organisations.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { dutyContactOf } from './duty-contact.js';
import { isTheirs } from './seen-task.js';
import { isShownActToday } from './task-owners.js';
import { doTask, readTasks } from './task-policies.js';
import { TaskReading } from './task-reading.service.js';
import { dutyNotice, shownTask } from './task.presenter.js';
import { TaskService } from './task.service.js';
import { MoveTask, ReadWorklist } from './tasks.request.js';

@ApiExcludeController()
@Controller('tasks')
export class TasksPages {
  constructor(
    private readonly tasks: TaskService,
    private readonly reading: TaskReading,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly organisations: Organisations,
  ) {}

  @Get()
  @Requires(readTasks)
  @Render('tasks/views/tasks.njk')
  async worklist(@CurrentVisit() visit: Visit, @Query() query: ReadWorklist): Promise<object> {
    const filter = { role: query.role || null, kind: query.kind || null };
    const { page, loads, standings } = await this.reading.whole(
      visit,
      filter,
      query.limit ?? 50,
      query.after || undefined,
    );
    const now = this.clock.now();
    const { duty } = this.config;
    const { organisation, localities, role } = visit.viewer;
    const whom = {
      named: this.organisations.named,
      dutyContactOf: (provider: string | null) => dutyContactOf(duty, provider),
    };
    const standing = new Map(standings.map((one) => [one.id, one]));
    return {
      duty: isShownActToday(role)
        ? dutyNotice(now, duty, dutyContactOf(duty, organisation, localities))
        : null,
      role: filter.role ?? '',
      roles: loads.map((load) => ({ ...load, href: `/tasks?role=${encodeURIComponent(load.role)}` })),
      tasks: page.items.map((task) =>
        shownTask(task, now, isTheirs(task, visit.viewer), standing.get(task.id), whom),
      ),
      nextHref: page.next === null ? '' : hrefOf({ ...filter, after: page.next }),
    };
  }

  @Post(':id/acknowledge')
  @Requires(doTask, inAddress('task'))
  @Redirect('/tasks', 303)
  async acknowledge(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() body: MoveTask,
  ): Promise<void> {
    await this.reading.mustBeTheirs(visit, id);
    await this.tasks.acknowledge(actorOf(visit), id, body.note);
  }

  @Post(':id/done')
  @Requires(doTask, inAddress('task'))
  @Redirect('/tasks', 303)
  async done(@CurrentVisit() visit: Visit, @Param('id') id: string, @Body() body: MoveTask): Promise<void> {
    await this.reading.mustBeTheirs(visit, id);
    await this.tasks.finish(actorOf(visit), id, body.note);
  }
}

function hrefOf(query: Readonly<Record<string, string | null>>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  return `/tasks?${new URLSearchParams(set).toString()}`;
}
