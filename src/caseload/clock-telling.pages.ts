import { Body, Controller, Param, Post, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { tellClock } from '../referrals/clock-policies.js';
import { ClockTelling } from './clock-telling.service.js';
import { TellClock, WithdrawClockEvent } from './tell-clock.request.js';

/** The forms on a referral's page about its clock. */
@ApiExcludeController()
@Controller('referrals')
export class ClockTellingPages {
  constructor(private readonly telling: ClockTelling) {}

  @Post(':id/clock-events')
  @Requires(tellClock, inAddress('referral'))
  @Redirect('', 303)
  async tell(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() body: TellClock,
  ): Promise<{ url: string }> {
    await this.telling.tell(actorOf(visit), id, body);
    return back(id);
  }

  @Post(':id/clock-events/withdraw')
  @Requires(tellClock, inAddress('referral'))
  @Redirect('', 303)
  async withdraw(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() { eventId, why }: WithdrawClockEvent,
  ): Promise<{ url: string }> {
    await this.telling.withdraw(actorOf(visit), id, eventId, why);
    return back(id);
  }
}

const back = (id: string): { url: string } => ({ url: `/referrals/${encodeURIComponent(id)}#waited` });
