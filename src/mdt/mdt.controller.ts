import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Invalid } from '../platform/http/problems.js';
import { type Board, readBoardAsked } from './board.js';
import { ReadBoard } from './mdt.request.js';
import { type BoardPage, MdtService } from './mdt.service.js';

@ApiTags('flags')
@Controller('api/v1/mdt')
export class MdtController {
  constructor(private readonly mdt: MdtService) {}

  @Get()
  @ApiOperation({ summary: "A coordinator's board: each flagged child once, with lists, bands and flags" })
  @ApiResponse({ status: 200, description: '{ board, items, next }' })
  @ApiResponse({ status: 422, description: 'A board, state, limit or cursor that does not exist' })
  async board(@Query() query: ReadBoard): Promise<{ board: Board } & BoardPage> {
    const asked = readBoardAsked({ ...query });
    if (!asked.ok) throw new Invalid(asked.faults);
    return { board: asked.value.board, ...(await this.mdt.page(asked.value, query.limit ?? 50)) };
  }
}
