import { Controller, Get } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { readSharing } from './sharing-policies.js';
import { SharingReading } from './sharing-reading.service.js';
import type { Shared } from './shared-with.js';
import { type ShownAgreement, shownRegister } from './shown-register.js';

/** The register of information-sharing agreements as JSON. */
@ApiTags('sharing')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not' })
@Controller('api/v1')
export class SharingController {
  constructor(private readonly reading: SharingReading) {}

  @Get('sharing')
  @Requires(readSharing)
  @ApiOperation({ summary: 'What is shared with whom, and why: every agreement, and what you are given' })
  @ApiResponse({
    status: 200,
    description: '{ on, agreements, shared }: `shared.ended` says what an agreement gave you before it ended',
  })
  async register(
    @CurrentVisit() visit: Visit,
  ): Promise<{ on: PlainDate; agreements: readonly ShownAgreement[]; shared: Shared }> {
    const { today, versions, shared } = await this.reading.all(visit);
    return { on: today, agreements: shownRegister(versions, today), shared };
  }
}
