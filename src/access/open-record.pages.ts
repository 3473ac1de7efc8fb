import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { isUuid } from '../kernel/ids.js';
import type { Fault } from '../kernel/outcome.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { Organisations } from '../platform/auth/organisations.js';
import { NotFound } from '../platform/http/problems.js';
import { openRecord } from './access-policies.js';
import { readOpening, type TypedOpening, typedOpening } from './open-asked.js';
import { type OpenFormView, openFormView, openedView } from './open-record.presenter.js';
import { OpenRecordService } from './open-record.service.js';
import { OpenedListsService } from './opened-lists.service.js';

const UNTIL_THEN = 'Ring the provider. In danger now: 999.';
/** It must not say that there is none: whoever asks may be about to act for a child. */
const NOT_OPENED =
  'We could not open a record with this number and birth date. That does not mean that there is none. Check both, try a provider’s own number, or ring the provider. In danger now: 999.';

/** The form by which one opens a record that is on none of one's lists, and the page that says it is open. */
@ApiExcludeController()
@Controller('open-a-record')
export class OpenRecordPages {
  constructor(
    private readonly records: OpenRecordService,
    private readonly lists: OpenedListsService,
    private readonly organisations: Organisations,
  ) {}

  @Get()
  @Requires(openRecord)
  @Render('access/views/open-a-record.njk')
  async form(@Query('child') child: unknown): Promise<object> {
    return this.view(typedOpening({ child: typeof child === 'string' && isUuid(child) ? child : '' }), []);
  }

  @Post()
  @Requires(openRecord)
  async open(
    @Body() words: Record<string, unknown>,
    @CurrentVisit() visit: Visit,
    @Res() response: Response,
  ): Promise<void> {
    const given = typedOpening(words);
    const asked = readOpening(given);
    if (!asked.ok) return this.again(response, 422, given, asked.faults);
    const opening = await this.records.open(visit, asked.value);
    if (opening.is === 'opened') return response.redirect(303, `/open-a-record/${opening.record.id}`);
    if (opening.is === 'locked')
      return this.again(response, 429, given, [
        {
          at: 'nhsNumber',
          message: `You have tried too often. You can try again in an hour. The privacy officer has been told. ${UNTIL_THEN}`,
        },
      ]);
    return this.again(response, 404, given, [
      // The same whether there is no such child, the birth date is another's, or the number is unverified or two children's.
      { at: 'nhsNumber', message: NOT_OPENED },
    ]);
  }

  @Get(':id')
  @Requires(openRecord)
  @Render('access/views/opened.njk')
  async opened(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<object> {
    const record = isUuid(id) ? await this.records.stillOpen(visit, id) : null;
    if (!record) throw new NotFound('This record is not open to you, or no longer.');
    return openedView(record, await this.lists.of(visit, record), this.organisations.named);
  }

  private async again(
    response: Response,
    status: number,
    given: TypedOpening,
    faults: readonly Fault[],
  ): Promise<void> {
    response.status(status).render('access/views/open-a-record.njk', await this.view(given, faults));
  }

  private async view(given: TypedOpening, faults: readonly Fault[]): Promise<OpenFormView> {
    return openFormView(given, faults, await this.records.providers(), this.organisations.named);
  }
}
