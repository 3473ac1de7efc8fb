import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { rendered } from '../platform/views/rendered.js';
import { readQueueAsked } from './queue-asked.js';
import { readQueue, searchQueue } from './queue-policies.js';
import { QueueReading } from './queue-reading.service.js';
import { queueAddress, queueView } from './queue.presenter.js';
import { WaitingListService } from './waiting-list.service.js';

const ENTRIES_A_PAGE = 25;

type Words = Record<string, unknown>;

@ApiExcludeController()
@Controller()
export class QueuePages {
  constructor(
    private readonly reading: QueueReading,
    private readonly list: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Words that the page does not know are ignored, a search among them: a name does not belong in an address. */
  @Get()
  @Requires(readQueue)
  async queue(@CurrentVisit() visit: Visit, @Query() words: Words, @Res() response: Response): Promise<void> {
    const { q: _inAnAddress, ...known } = words;
    await this.show(visit, known, response);
  }

  /** What somebody seeks is sent, never part of the address; without a name or number it is the list as filtered. */
  @Post('search')
  @HttpCode(200)
  @Requires(searchQueue)
  async search(@CurrentVisit() visit: Visit, @Body() words: Words, @Res() response: Response): Promise<void> {
    const { q } = words;
    if (typeof q !== 'string' || q.trim() === '') {
      response.redirect(303, queueAddress(words));
      return;
    }
    await this.show(visit, words, response);
  }

  /** What was asked wrongly is said on the page itself, above an empty list. */
  private async show(visit: Visit, words: Words, response: Response): Promise<void> {
    const today = this.clock.today();
    const ladder = this.list.ladder();
    const asked = readQueueAsked(words, { today, bands: ladder.rungs.map(({ id }) => id) });
    const html = await this.reading.whole(
      visit,
      asked.ok ? asked.value : null,
      ENTRIES_A_PAGE,
      today,
      async (seen) => {
        const view = queueView({
          today,
          on: asked.ok ? asked.value.on : today,
          words,
          faults: asked.ok ? [] : asked.faults,
          ...seen,
          ladder,
        });
        // Who is not on the list because an agreement ended is missing from it like anybody whose extract is old.
        const warnings = [...view.warnings, ...visit.scope.missing];
        return rendered(response, 'waiting-list/views/queue.njk', { ...view, warnings });
      },
    );
    response.status(asked.ok ? 200 : 422).send(html);
  }
}
