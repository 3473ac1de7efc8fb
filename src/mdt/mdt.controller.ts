import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { Invalid } from '../platform/http/problems.js';
import { type Board, boardsFor, readBoardAsked } from './board.js';
import { readBoard } from './board-policies.js';
import { ReadBoard } from './mdt.request.js';
import { type BoardPage, MdtService } from './mdt.service.js';

@ApiTags('flags')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not' })
@Controller('api/v1/mdt')
export class MdtController {
  constructor(private readonly mdt: MdtService) {}

  @Get()
  @Requires(readBoard)
  @ApiOperation({ summary: 'A board of yours: each flagged child once, with lists, bands and flags' })
  @ApiResponse({ status: 200, description: '{ board, items, next }' })
  @ApiResponse({
    status: 422,
    description: 'A board, state, limit or cursor that does not exist, or a board that is not yours',
  })
  async board(
    @CurrentVisit() visit: Visit,
    @Query() query: ReadBoard,
  ): Promise<{ board: Board } & BoardPage> {
    const asked = readBoardAsked({ ...query }, boardsFor(visit.scope));
    if (!asked.ok) throw new Invalid(asked.faults);
    return { board: asked.value.board, ...(await this.mdt.page(visit, asked.value, query.limit ?? 50)) };
  }
}
