import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Organisations } from '../platform/auth/organisations.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { openContact, readContact } from './access-policies.js';
import { contactView } from './contact.presenter.js';
import { ContactService } from './contact.service.js';
import { readReason, typedReason } from './reason-given.js';

/** Where a child lives, whom to speak to, school and GP. */
@ApiExcludeController()
@Controller('children/:id/contact')
export class ContactPages {
  constructor(
    private readonly contacts: ContactService,
    private readonly organisations: Organisations,
  ) {}

  @Get()
  @Requires(readContact, inAddress('child'))
  @Render('access/views/contact.njk')
  async contact(@Param('id') childId: string, @CurrentVisit() visit: Visit): Promise<object> {
    return contactView(childId, await this.contacts.of(visit, childId), this.organisations.named);
  }

  @Post('open')
  @Requires(openContact, inAddress('child'))
  async open(
    @Param('id') childId: string,
    @Body() words: Record<string, unknown>,
    @CurrentVisit() visit: Visit,
    @Res() response: Response,
  ): Promise<void> {
    const given = typedReason(words);
    const reason = readReason(given);
    if (reason.ok) {
      await this.contacts.open(visit, childId, reason.value);
      response.redirect(303, `/children/${childId}/contact`);
      return;
    }
    const contact = await this.contacts.of(visit, childId);
    const view = contactView(childId, contact, this.organisations.named, given, reason.faults);
    response.status(422).render('access/views/contact.njk', view);
  }
}
