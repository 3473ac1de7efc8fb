import { Body, Controller, Get, Inject, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Organisations } from '../platform/auth/organisations.js';
import { Requires } from '../platform/auth/requires.js';
import { Invalid, NotFound } from '../platform/http/problems.js';
import { AuditService } from './audit.service.js';
import { type DayRange, readDayRange } from './day-range.js';
import { unusualView } from './unusual.presenter.js';
import { UnusualService } from './unusual.service.js';
import { readAudit, reviewUnusual } from './who-looked-policies.js';
import { FindChild, LookAtUnusual, ReadUnusual, SearchTrail } from './who-looked.request.js';

const LINES_A_PAGE = 50;
const SEARCHED = { usual: 7, most: 400 };
const WATCHED = { usual: 7, most: 31 };

/** The trail for those who watch over it: every line, and what is unusual. */
@ApiExcludeController()
@Controller('audit')
export class AuditPages {
  constructor(
    private readonly audit: AuditService,
    private readonly unusual: UnusualService,
    private readonly organisations: Organisations,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Requires(readAudit)
  @Render('who-looked/views/audit.njk')
  async search(@Query() query: SearchTrail, @CurrentVisit() visit: Visit): Promise<object> {
    const range = this.daysOf(query, SEARCHED);
    const asked = {
      ...range,
      person: query.person?.trim() || null,
      childId: query.child || null,
      act: query.act || null,
      before: query.before ?? null,
    };
    const page = await this.audit.search(visit, asked, LINES_A_PAGE);
    const typed = { ...range, person: asked.person ?? '', child: asked.childId ?? '', act: asked.act ?? '' };
    const href = `/audit?${new URLSearchParams(typed).toString()}`;
    return {
      ...typed,
      acts: [
        { value: '', text: 'Everything' },
        { value: 'view', text: 'Looks' },
        { value: 'search', text: 'Searches' },
        { value: 'export', text: 'Copies taken' },
        { value: 'change', text: 'Changes' },
      ].map((act) => ({ ...act, selected: act.value === typed.act })),
      lines: page.lines,
      firstHref: query.before === undefined ? '' : href,
      nextHref: page.next === null ? '' : `${href}&before=${page.next}`,
    };
  }

  /** By NHS number, which never stands in an address: a form sends it, and the answer is the child's page. */
  @Post('child')
  @Requires(readAudit)
  @Redirect('/audit', 303)
  async child(@Body() asked: FindChild, @CurrentVisit() visit: Visit): Promise<{ url: string }> {
    const childId = await this.audit.findChild(visit, asked.nhsNumber);
    if (childId === null) throw new NotFound('No child is known by that NHS number.');
    return { url: `/children/${childId}/who-looked` };
  }

  @Get('unusual')
  @Requires(readAudit)
  @Render('who-looked/views/unusual.njk')
  async listUnusual(@Query() query: ReadUnusual, @CurrentVisit() visit: Visit): Promise<object> {
    const range = this.daysOf(query, WATCHED);
    return unusualView(range, await this.unusual.find(visit, range), this.organisations.named);
  }

  @Post('unusual/:id/look')
  @Requires(reviewUnusual)
  @Redirect('/audit/unusual', 303)
  async look(
    @Param('id') id: string,
    @Body() said: LookAtUnusual,
    @CurrentVisit() visit: Visit,
  ): Promise<{ url: string }> {
    const range = this.daysOf(said, WATCHED);
    await this.unusual.lookAt(visit, range, id, said.note);
    return { url: `/audit/unusual?${new URLSearchParams({ ...range }).toString()}` };
  }

  private daysOf(
    asked: { from?: string | undefined; to?: string | undefined },
    days: { usual: number; most: number },
  ): DayRange {
    const range = readDayRange(asked, this.clock.today(), days);
    if (!range.ok) throw new Invalid(range.faults);
    return range.value;
  }
}
