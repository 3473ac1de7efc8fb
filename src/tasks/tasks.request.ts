import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { NumberSent } from '../platform/http/validation.js';

const ONE_LINE = /^[^\p{Cc}]*$/u;
const oneLine = { message: '$property must be one line of text' };

export class ReadWorklist {
  @ApiPropertyOptional({ description: 'Only the tasks of this role', example: 'duty clinician' })
  @IsOptional()
  @IsString()
  @Matches(ONE_LINE, oneLine)
  @MaxLength(100)
  role?: string;

  @ApiPropertyOptional({ description: 'Only tasks of this kind', example: 'act_today' })
  @IsOptional()
  @IsString()
  @Matches(ONE_LINE, oneLine)
  @MaxLength(100)
  kind?: string;

  @ApiPropertyOptional({ description: 'How many at most', minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  @Matches(ONE_LINE, oneLine)
  @MaxLength(200)
  after?: string;
}

/** What somebody says when they take a task on or finish it; a blank note is refused by the service where one is needed. */
export class MoveTask {
  @ApiPropertyOptional({ maxLength: 2000, description: 'Needed to finish a task' })
  @IsOptional()
  @IsString()
  @Matches(/^[^\u0000]*$/, { message: '$property holds a character that cannot be stored' })
  @MaxLength(2000)
  note?: string;
}
