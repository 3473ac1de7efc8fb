import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { raiseFlag } from './flag-policies.js';
import { FlagChild } from './flag.request.js';
import { FlagService } from './flag.service.js';
import { pageBefore } from './page-before.js';

/** The form on a referral's page: the person signed in flags this child. */
@ApiExcludeController()
@Controller()
export class FlagPages {
  constructor(private readonly flags: FlagService) {}

  @Post('children/:childId/flags')
  @Requires(raiseFlag, inAddress('child', 'childId'))
  async flag(
    @CurrentVisit() visit: Visit,
    @Param('childId') childId: string,
    @Body() form: FlagChild,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.flags.flagByPerson(actorOf(visit), {
      childId,
      board: form.board,
      reason: form.reason,
      nextStep: form.nextStep ?? null,
    });
    response.redirect(303, pageBefore(request.headers.referer, '/'));
  }
}
