import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MoveFlag } from '../flags/flag.request.js';
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
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** The form on a board: the move, who makes it, and the page to go back to. */
export class MoveOnBoard extends MoveFlag {
  /** Missing is answered on the page, with everything else that was typed kept. */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  @Matches(/^[^\u0000]*$/, { message: '$property holds a character that cannot be stored' })
  by?: string;

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
