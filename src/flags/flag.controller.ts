import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../platform/http/actor.js';
import { Invalid } from '../platform/http/problems.js';
import type { Flag, FlaggedChild, FlagWithMoves } from './flag.js';
import { readCursor } from './flag-page.js';
import { FlagChild, ListFlags, MoveFlag } from './flag.request.js';
import { FlagService } from './flag.service.js';

const WHO = {
  name: 'x-actor-name',
  description: 'Who does this, self-declared until sign-in exists. Without it: 422.',
  required: true,
};

/** Flags as JSON: the same boards and the same moves as the coordinator's page. */
@ApiTags('flags')
@Controller('api/v1')
export class FlagController {
  constructor(private readonly flags: FlagService) {}

  @Get('flags')
  @ApiOperation({ summary: 'Flagged children, oldest flag first' })
  @ApiResponse({
    status: 200,
    description: '{ items, next }: `next` is the cursor of the next page, or null',
  })
  @ApiResponse({ status: 422, description: 'A board, locality, state, limit or cursor that does not exist' })
  async list(@Query() query: ListFlags): Promise<{ items: FlaggedChild[]; next: string | null }> {
    const after = query.after === undefined ? null : readCursor(query.after);
    if (after === undefined)
      throw new Invalid([{ at: 'after', message: 'not a cursor this service has given out' }]);
    return this.flags.list({
      board: query.board ?? null,
      locality: query.locality ?? null,
      states: query.state === undefined ? [] : [query.state],
      after,
      limit: query.limit ?? 50,
    });
  }

  @Get('children/:id/flags')
  @ApiOperation({ summary: "One child's flags on every board, with the moves made on them" })
  @ApiResponse({ status: 200, description: '{ items }' })
  async ofChild(@Param('id') childId: string): Promise<{ items: FlagWithMoves[] }> {
    return { items: await this.flags.ofChild(childId) };
  }

  @Post('children/:id/flags')
  @ApiOperation({ summary: 'A person flags a child for the locality meeting or for ACCESS' })
  @ApiHeader(WHO)
  @ApiResponse({ status: 201, description: 'The flag' })
  @ApiResponse({ status: 200, description: 'The same had been said already: the flag that stands' })
  @ApiResponse({ status: 404, description: 'No such child' })
  @ApiResponse({ status: 409, description: 'A person has flagged this child there already: move that flag' })
  @ApiResponse({ status: 422, description: 'Every fault in what was sent' })
  async flag(
    @Param('id') childId: string,
    @Body() said: FlagChild,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Flag> {
    const { flag, added } = await this.flags.flagByPerson(actorOf(request), { childId, ...said });
    response.status(added ? 201 : 200);
    return flag;
  }

  @Post('flags/:id/move')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Moves a flag: suggested → flagged or declined, flagged → declined, declined → flagged',
  })
  @ApiHeader(WHO)
  @ApiResponse({ status: 200, description: 'The flag as it stands now' })
  @ApiResponse({ status: 404, description: 'No such flag' })
  @ApiResponse({ status: 409, description: 'Changed since that version, or no such move from here' })
  @ApiResponse({ status: 422, description: 'The move needs a reason, a next step or a name' })
  async move(@Param('id') flagId: string, @Body() asked: MoveFlag, @Req() request: Request): Promise<Flag> {
    return this.flags.move(actorOf(request), flagId, asked);
  }
}
