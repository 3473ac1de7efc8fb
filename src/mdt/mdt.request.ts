import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { MoveFlag } from '../flags/flag.request.js';
import { NumberSent } from '../platform/http/validation.js';
import { boards, boardViews, type BoardView } from './board.js';

const boardIds = boards.map(({ id }) => id);

/** `GET /api/v1/mdt` */
export class ReadBoard {
  @ApiPropertyOptional({ enum: boardIds, description: 'A locality, none, away, or access' })
  @IsOptional()
  @IsIn(boardIds)
  board?: string;

  @ApiPropertyOptional({ enum: boardViews, default: 'open' })
  @IsOptional()
  @IsIn(boardViews)
  state?: BoardView;

  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  after?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** The form on a board: the move, and the page to go back to. */
export class MoveOnBoard extends MoveFlag {
  @IsOptional()
  @IsString()
  @MaxLength(40)
  board?: string;

  /** What the board showed; `to` is the flag's own. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  state?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  after?: string;
}
