import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { readQueueAsked } from './queue-asked.js';
import { queueView } from './queue.presenter.js';
import { WaitingListService } from './waiting-list.service.js';

const ENTRIES_A_PAGE = 25;

@ApiExcludeController()
@Controller()
export class QueuePages {
  constructor(
    private readonly list: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What was asked wrongly is said on the page itself, above an empty list; words the page does not know are ignored. */
  @Get()
  async queue(@Query() words: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const today = this.clock.today();
    const ladder = this.list.ladder();
    const asked = readQueueAsked(words, { today, bands: ladder.rungs.map(({ id }) => id) });
    const [page, tallies, state] = await Promise.all([
      asked.ok ? this.list.page(asked.value, ENTRIES_A_PAGE) : { entries: [], next: undefined },
      this.list.tallies(),
      this.list.state(today),
    ]);
    const view = queueView({
      today,
      on: asked.ok ? asked.value.on : today,
      words,
      faults: asked.ok ? [] : asked.faults,
      ...page,
      tallies,
      state,
      ladder,
    });
    response.status(asked.ok ? 200 : 422).render('waiting-list/views/queue.njk', view);
  }
}
