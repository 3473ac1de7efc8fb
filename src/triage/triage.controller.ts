import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { StoredDecision } from './stored-decision.js';
import { type Replayed, TriageService } from './triage.service.js';

@ApiTags('decisions')
@ApiNotFoundResponse({ description: 'No such decision' })
@Controller('api/v1/decisions')
export class TriageController {
  constructor(private readonly triage: TriageService) {}

  @Get(':id')
  @ApiOperation({ summary: 'A decision as it was made, whole: facts, rules, unknowns, version and hash' })
  @ApiOkResponse({
    description: 'The receipt: `receipt.input` is what it was made from, `receipt.decision` what it says',
  })
  async one(@Param('id') id: string): Promise<StoredDecision> {
    return this.triage.find(id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Evaluates the stored facts again under the stored version; identical or not, and where',
  })
  @ApiOkResponse({ description: '`identical`, and `differences` in words' })
  @ApiConflictResponse({ description: 'That version of the rules is not here' })
  async replay(@Param('id') id: string): Promise<Replayed> {
    return this.triage.replay(id);
  }
}
