import { Body, Controller, Param, Post, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { confirmBand } from './caseload-policies.js';
import { ConfirmBand } from './confirm-band.request.js';
import { Confirmations } from './confirmations.service.js';

/** The form on a referral's page: at which decision somebody looked, which band stands, and why. */
@ApiExcludeController()
@Controller('referrals')
export class ConfirmationsPages {
  constructor(private readonly confirmations: Confirmations) {}

  @Post(':id/confirm')
  @Requires(confirmBand, inAddress('referral'))
  @Redirect('', 303)
  async confirm(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() { decisionId, band, note }: ConfirmBand,
  ): Promise<{ url: string }> {
    await this.confirmations.confirm(actorOf(visit), { referralId: id, decisionId, band, note });
    return { url: `/referrals/${encodeURIComponent(id)}` };
  }
}
