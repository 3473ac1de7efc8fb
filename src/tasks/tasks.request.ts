import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

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
  @Type(() => Number)
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

/** The form on the worklist. Who it was (`by`) is read by the platform; a blank name or note is refused by the service. */
export class MoveTask {
  @IsOptional()
  @IsString()
  @Matches(ONE_LINE, oneLine)
  @MaxLength(120)
  by?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[^\u0000]*$/, { message: '$property holds a character that cannot be stored' })
  @MaxLength(2000)
  note?: string;
}
