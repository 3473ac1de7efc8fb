import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { DecisionReading, type StandingDecision } from './decision-reading.service.js';
import { readDecision, replayDecision } from './triage-policies.js';
import type { Replayed } from './triage.service.js';

@ApiTags('decisions')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not' })
@ApiNotFoundResponse({ description: 'No such decision, or not one you may see' })
@Controller('api/v1/decisions')
export class TriageController {
  constructor(private readonly decisions: DecisionReading) {}

  @Get(':id')
  @Requires(readDecision, inAddress('decision'))
  @ApiOperation({ summary: 'A decision as it was made: facts, rules, unknowns, version and hash' })
  @ApiOkResponse({
    description:
      'The receipt: `receipt.input` is what it was made from, `receipt.decision` what it says, `receipt.ruledOut` the rules that cannot hold; `partly`: something is not shared with you; `confirmedBy`, the run that found it the same under the version in force',
  })
  async one(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<StandingDecision> {
    return this.decisions.one(visit, id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Requires(replayDecision, inAddress('decision'))
  @ApiOperation({
    summary: 'Evaluates the stored facts again under the stored version; identical or not, and where',
  })
  @ApiOkResponse({ description: '`identical`, and `differences` in words' })
  @ApiConflictResponse({ description: 'That version of the rules is not here' })
  async replay(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<Replayed> {
    return this.decisions.replay(visit, id);
  }
}
