import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { namedId } from '../kernel/ids.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { Invalid } from '../platform/http/problems.js';
import { AuditExportService } from './audit-export.service.js';
import { readDayRange } from './day-range.js';
import { exportAudit } from './who-looked-policies.js';
import { ReadAuditEvents } from './who-looked.request.js';

const LINES_A_PAGE = 50;
const DAYS = { usual: 7, most: 400 };

/** The trail for programs that watch over many services: FHIR R4 AuditEvents by the IHE Basic Audit Log Patterns. */
@ApiTags('audit')
@Controller('api/v1/audit-events')
export class AuditEventsController {
  constructor(
    private readonly audit: AuditExportService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Requires(exportAudit)
  @Header('content-type', 'application/fhir+json; charset=utf-8')
  @ApiOperation({
    summary: 'Who looked at what: a FHIR Bundle of AuditEvents, oldest first',
    description:
      'Days in Plymouth, both included; the last seven where none are said. The look itself is recorded.',
  })
  @ApiResponse({ status: 200, description: 'A searchset Bundle; its link `next` is the next page' })
  @ApiResponse({ status: 422, description: 'Days, a child or a cursor that cannot be read' })
  async page(@Query() query: ReadAuditEvents, @CurrentVisit() visit: Visit): Promise<string> {
    const range = readDayRange(query, this.clock.today(), DAYS);
    if (!range.ok) throw new Invalid(range.faults);
    const asked = { ...range.value, childId: query.child ?? null, after: query.after ?? null };
    const { events, next } = await this.audit.page(visit, asked, LINES_A_PAGE);
    const address = (after: string | null): string => {
      const words = { from: asked.from, to: asked.to, ...(query.child ? { child: query.child } : {}) };
      return `/api/v1/audit-events?${new URLSearchParams({ ...words, ...(after === null ? {} : { after }) }).toString()}`;
    };
    // As text: what is sent must keep the media type of FHIR.
    return JSON.stringify({
      resourceType: 'Bundle',
      id: namedId('bundle', address(asked.after), this.clock.now().toISOString()),
      type: 'searchset',
      timestamp: this.clock.now().toISOString(),
      link: [
        { relation: 'self', url: address(asked.after) },
        ...(next === null ? [] : [{ relation: 'next', url: address(next) }]),
      ],
      entry: events.map((resource) => ({
        fullUrl: `urn:uuid:${resource.id}`,
        resource,
        search: { mode: 'match' },
      })),
    });
  }
}
