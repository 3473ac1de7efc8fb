import { Body, Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Organisations } from '../platform/auth/organisations.js';
import { Requires } from '../platform/auth/requires.js';
import { Invalid } from '../platform/http/problems.js';
import { readOpenedRecords, reviewOpenedRecord } from './access-policies.js';
import { readOpenedCursor } from './opened-page.js';
import { openedRecordsView } from './opened-records.presenter.js';
import { LookAtOpenedRecord, ReadOpenedRecords } from './opened-records.request.js';
import { OpenedRecordsService } from './opened-records.service.js';
import { isLookedForBy } from './privacy-officers.js';
import { PrivacyOfficers } from './privacy-officers.service.js';

const A_PAGE = 25;

/** The privacy officer's page: what was opened with a reason, and what they make of it. */
@ApiExcludeController()
@Controller('opened-records')
export class OpenedRecordsPages {
  constructor(
    private readonly records: OpenedRecordsService,
    private readonly organisations: Organisations,
    private readonly officers: PrivacyOfficers,
  ) {}

  @Get()
  @Requires(readOpenedRecords)
  @Render('access/views/opened-records.njk')
  async page(@Query() query: ReadOpenedRecords, @CurrentVisit() visit: Visit): Promise<object> {
    const after = query.after === undefined ? null : readOpenedCursor(query.after);
    if (after === undefined)
      throw new Invalid([{ at: 'after', message: 'not a cursor this service has given out' }]);
    const show = query.show ?? 'not_looked_at';
    const page = await this.records.page(visit, show, after, A_PAGE);
    const by = this.officers.lookingFor(visit.viewer.organisation);
    return openedRecordsView(page, show, this.organisations.named, (one) => isLookedForBy(by, one));
  }

  @Post(':id/look')
  @Requires(reviewOpenedRecord)
  @Redirect('/opened-records', 303)
  async look(
    @Param('id') id: string,
    @Body() said: LookAtOpenedRecord,
    @CurrentVisit() visit: Visit,
  ): Promise<void> {
    await this.records.lookAt(visit, id, { outcome: said.outcome, note: said.note ?? null });
  }
}
