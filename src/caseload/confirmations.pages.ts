import { Body, Controller, Param, Post, Redirect, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { actorOf } from '../platform/http/actor.js';
import { ConfirmBand } from './confirm-band.request.js';
import { Confirmations } from './confirmations.service.js';

/** The form on a referral's page: who looked, at which decision, which band stands, and why. */
@ApiExcludeController()
@Controller('referrals')
export class ConfirmationsPages {
  constructor(private readonly confirmations: Confirmations) {}

  @Post(':id/confirm')
  @Redirect('', 303)
  async confirm(
    @Req() request: Request,
    @Param('id') id: string,
    @Body() { decisionId, band, note }: ConfirmBand,
  ): Promise<{ url: string }> {
    await this.confirmations.confirm(actorOf(request), { referralId: id, decisionId, band, note });
    return { url: `/referrals/${encodeURIComponent(id)}` };
  }
}
