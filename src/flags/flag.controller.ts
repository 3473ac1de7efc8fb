import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { Invalid } from '../platform/http/problems.js';
import type { Flag, FlaggedChild, FlagWithMoves } from './flag.js';
import { readCursor } from './flag-page.js';
import { moveFlag, raiseFlag, readFlags } from './flag-policies.js';
import { FlagReading } from './flag-reading.service.js';
import { FlagChild, ListFlags, MoveFlag } from './flag.request.js';
import { FlagService } from './flag.service.js';
import { shownFlag } from './shown-flag.js';

/** Flags as JSON: the same boards and the same moves as the coordinator's page. */
@ApiTags('flags')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not' })
@Controller('api/v1')
export class FlagController {
  constructor(
    private readonly flags: FlagService,
    private readonly reading: FlagReading,
  ) {}

  @Get('flags')
  @Requires(readFlags)
  @ApiOperation({ summary: 'Flagged children whom you may see, oldest flag first' })
  @ApiResponse({
    status: 200,
    description: '{ items, next }: `next` is the cursor of the next page, or null',
  })
  @ApiResponse({ status: 422, description: 'A board, locality, state, limit or cursor that does not exist' })
  async list(
    @CurrentVisit() visit: Visit,
    @Query() query: ListFlags,
  ): Promise<{ items: FlaggedChild[]; next: string | null }> {
    const after = query.after === undefined ? null : readCursor(query.after);
    if (after === undefined)
      throw new Invalid([{ at: 'after', message: 'not a cursor this service has given out' }]);
    return this.reading.list(visit, {
      board: query.board ?? null,
      locality: query.locality ?? null,
      states: query.state === undefined ? [] : [query.state],
      after,
      limit: query.limit ?? 50,
    });
  }

  @Get('children/:id/flags')
  @Requires(readFlags, inAddress('child'))
  @ApiOperation({ summary: "One child's flags on every board, with the moves made on them" })
  @ApiResponse({ status: 200, description: '{ items }' })
  @ApiNotFoundResponse({ description: 'No such child, or not for you' })
  async ofChild(
    @CurrentVisit() visit: Visit,
    @Param('id') childId: string,
  ): Promise<{ items: FlagWithMoves[] }> {
    return { items: await this.reading.ofChild(visit, childId) };
  }

  @Post('children/:id/flags')
  @Requires(raiseFlag, inAddress('child'))
  @ApiOperation({ summary: 'The person signed in flags a child for the locality meeting or for ACCESS' })
  @ApiResponse({ status: 201, description: 'The flag' })
  @ApiResponse({ status: 200, description: 'The same had been said already: the flag that stands' })
  @ApiNotFoundResponse({ description: 'No such child, or not yours to work with' })
  @ApiResponse({ status: 409, description: 'A person has flagged this child there already: move that flag' })
  @ApiResponse({ status: 422, description: 'Every fault in what was sent' })
  async flag(
    @CurrentVisit() visit: Visit,
    @Param('id') childId: string,
    @Body() said: FlagChild,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Flag> {
    const { flag, added } = await this.flags.flagByPerson(actorOf(visit), { childId, ...said });
    response.status(added ? 201 : 200);
    return shownFlag(flag, visit.scope);
  }

  @Post('flags/:id/move')
  @HttpCode(200)
  @Requires(moveFlag, inAddress('flag'))
  @ApiOperation({
    summary: 'Moves a flag: suggested → flagged or declined, flagged → declined, declined → flagged',
  })
  @ApiResponse({ status: 200, description: 'The flag as it stands now' })
  @ApiNotFoundResponse({ description: 'No such flag, or not on a board of yours' })
  @ApiResponse({ status: 409, description: 'Changed since that version, or no such move from here' })
  @ApiResponse({ status: 422, description: 'The move needs a reason or a next step' })
  async move(
    @CurrentVisit() visit: Visit,
    @Param('id') flagId: string,
    @Body() asked: MoveFlag,
  ): Promise<Flag> {
    return shownFlag(await this.flags.move(actorOf(visit), flagId, asked, visit.scope), visit.scope);
  }
}
