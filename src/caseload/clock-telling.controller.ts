import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { tellClock } from '../referrals/clock-policies.js';
import { ClockTelling } from './clock-telling.service.js';
import { TellClock, WithdrawClockEvent } from './tell-clock.request.js';

@ApiTags('referrals')
@ApiNotFoundResponse({ description: 'No such referral of your lists, or no such event' })
@Controller('api/v1/referrals')
export class ClockTellingController {
  constructor(private readonly telling: ClockTelling) {}

  @Post(':id/clock-events')
  @Requires(tellClock, inAddress('referral'))
  @ApiOperation({ summary: 'What happened to a wait: its clocks are folded from it' })
  @ApiBody({ type: TellClock })
  @ApiCreatedResponse({ description: 'Recorded; the clocks stand in the referral' })
  @ApiUnprocessableEntityResponse({ description: 'Every fault at once, as problem+json' })
  async tell(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() body: TellClock,
  ): Promise<{ eventId: string }> {
    return { eventId: await this.telling.tell(actorOf(visit), id, body) };
  }

  @Post(':id/clock-events/withdraw')
  @HttpCode(204)
  @Requires(tellClock, inAddress('referral'))
  @ApiOperation({ summary: 'An event told in error no longer counts; it is kept and shown' })
  @ApiBody({ type: WithdrawClockEvent })
  @ApiNoContentResponse({ description: 'Taken back' })
  @ApiConflictResponse({ description: 'Taken back already, or the list’s own report' })
  async withdraw(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() { eventId, why }: WithdrawClockEvent,
  ): Promise<void> {
    await this.telling.withdraw(actorOf(visit), id, eventId, why);
  }
}
