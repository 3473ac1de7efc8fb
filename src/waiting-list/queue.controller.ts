import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { Invalid } from '../platform/http/problems.js';
import { writeCursor } from './cursor.js';
import { readQueueAsked, type QueueWords } from './queue-asked.js';
import { type QueueItem, queueItem } from './queue-item.js';
import { readQueue, searchQueue } from './queue-policies.js';
import { QueueReading } from './queue-reading.service.js';
import { ReadQueue, SearchQueue } from './queue.request.js';
import { WaitingListService } from './waiting-list.service.js';

const USUAL_LIMIT = 25;

interface QueueAnswer {
  items: QueueItem[];
  next: string | null;
}

@ApiTags('waiting list')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not' })
@ApiUnprocessableEntityResponse({ description: 'Every fault in what was asked' })
@Controller('api/v1/waiting-list')
export class QueueController {
  constructor(
    private readonly reading: QueueReading,
    private readonly list: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Requires(readQueue)
  @ApiOperation({ summary: 'Open referrals of your lists in the one order, each with why it stands there' })
  @ApiOkResponse({
    description: '`items` in order, and `next`: pass it as `after` for the next page; null at the end',
  })
  async page(@CurrentVisit() visit: Visit, @Query() query: ReadQueue): Promise<QueueAnswer> {
    return this.answer(visit, query, query.limit);
  }

  @Post('search')
  @HttpCode(200)
  @Requires(searchQueue)
  @ApiOperation({
    summary: 'The same, found by a name or number, which goes in the body and not in the address',
  })
  @ApiOkResponse({ description: '`items` and `next`, as for the whole list' })
  async search(@CurrentVisit() visit: Visit, @Body() body: SearchQueue): Promise<QueueAnswer> {
    return this.answer(visit, body, body.limit);
  }

  private async answer(visit: Visit, words: QueueWords, limit: number | undefined): Promise<QueueAnswer> {
    const ladder = this.list.ladder();
    const bands = ladder.rungs.map(({ id }) => id);
    const asked = readQueueAsked(words, { today: this.clock.today(), bands });
    if (!asked.ok) throw new Invalid(asked.faults);
    const { entries, next } = await this.reading.page(visit, asked.value, limit ?? USUAL_LIMIT);
    return {
      items: entries.map((entry) => queueItem(entry, asked.value.on, ladder)),
      next: next ? writeCursor(next) : null,
    };
  }
}
