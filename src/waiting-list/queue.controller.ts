import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Invalid } from '../platform/http/problems.js';
import { writeCursor } from './cursor.js';
import { readQueueAsked } from './queue-asked.js';
import { type QueueItem, queueItem } from './queue-item.js';
import { ReadQueue } from './queue.request.js';
import { WaitingListService } from './waiting-list.service.js';

const USUAL_LIMIT = 25;

@ApiTags('waiting list')
@Controller('api/v1/waiting-list')
export class QueueController {
  constructor(
    private readonly list: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Open referrals in the one order, each with why it stands there' })
  @ApiOkResponse({
    description: '`items` in order, and `next`: pass it as `after` for the next page; null at the end',
  })
  @ApiUnprocessableEntityResponse({ description: 'Every fault in what was asked' })
  async page(@Query() query: ReadQueue): Promise<{ items: QueueItem[]; next: string | null }> {
    const ladder = this.list.ladder();
    const bands = ladder.rungs.map(({ id }) => id);
    const asked = readQueueAsked(query, { today: this.clock.today(), bands });
    if (!asked.ok) throw new Invalid(asked.faults);
    const { entries, next } = await this.list.page(asked.value, query.limit ?? USUAL_LIMIT);
    return {
      items: entries.map((entry) => queueItem(entry, asked.value.on, ladder)),
      next: next ? writeCursor(next) : null,
    };
  }
}
