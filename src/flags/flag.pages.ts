import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../platform/http/actor.js';
import { FlagChildForm } from './flag.request.js';
import { FlagService } from './flag.service.js';
import { pageBefore } from './page-before.js';

/** The form on a referral's page: somebody flags this child. */
@ApiExcludeController()
@Controller()
export class FlagPages {
  constructor(private readonly flags: FlagService) {}

  @Post('children/:childId/flags')
  async flag(
    @Param('childId') childId: string,
    @Body() form: FlagChildForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.flags.flagByPerson(actorOf(request), {
      childId,
      board: form.board,
      reason: form.reason,
      nextStep: form.nextStep ?? null,
    });
    response.redirect(303, pageBefore(request.headers.referer, '/mdt'));
  }
}
