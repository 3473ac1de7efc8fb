import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Organisations } from '../platform/auth/organisations.js';
import { Requires } from '../platform/auth/requires.js';
import { NotFound } from '../platform/http/problems.js';
import { approveSharing, readSharing, withdrawSharing } from './sharing-policies.js';
import { SharingReading } from './sharing-reading.service.js';
import { type AgreementView, agreementView, type SharingView, sharingView } from './sharing.presenter.js';
import { ApproveAgreement, WithdrawAgreement } from './sharing.request.js';
import { SharingService } from './sharing.service.js';

/** What is shared with whom, and why; approved and withdrawn here by people who are signed in. */
@ApiExcludeController()
@Controller('sharing')
export class SharingPages {
  constructor(
    private readonly reading: SharingReading,
    private readonly sharing: SharingService,
    private readonly organisations: Organisations,
  ) {}

  @Get()
  @Requires(readSharing)
  @Render('sharing/views/sharing.njk')
  async all(@CurrentVisit() visit: Visit): Promise<SharingView> {
    const { versions, shared, today } = await this.reading.all(visit);
    return sharingView(versions, shared, today, this.organisations.named);
  }

  @Get(':id')
  @Requires(readSharing)
  @Render('sharing/views/agreement.njk')
  async one(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<AgreementView> {
    const { versions, today } = await this.reading.one(visit, id);
    const view = agreementView(versions, visit.viewer, today, this.organisations.named);
    if (!view) throw new NotFound('There is no such agreement.');
    return view;
  }

  @Post(':id/approve')
  @Requires(approveSharing)
  async approve(
    @Param('id') id: string,
    @Body() said: ApproveAgreement,
    @CurrentVisit() visit: Visit,
    @Res() response: Response,
  ): Promise<void> {
    const approved = await this.sharing.approve(visit, { id, version: said.version }, said);
    response.redirect(303, `/sharing/${approved.id}`);
  }

  @Post(':id/withdraw')
  @Requires(withdrawSharing)
  async withdraw(
    @Param('id') id: string,
    @Body() said: WithdrawAgreement,
    @CurrentVisit() visit: Visit,
    @Res() response: Response,
  ): Promise<void> {
    const withdrawn = await this.sharing.withdraw(visit, { id, version: said.version }, said.reason);
    response.redirect(303, `/sharing/${withdrawn.id}`);
  }
}
