import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class ReadWorklist {
  @ApiPropertyOptional({ description: 'Only the tasks of this role', example: 'duty clinician' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  role?: string;

  @ApiPropertyOptional({ description: 'Only tasks of this kind', example: 'act_today' })
  @IsOptional()
  @IsString()
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
  @MaxLength(200)
  after?: string;
}

/** The form on the worklist. Who it was (`by`) is read by the platform; a blank name or note is refused by the service. */
export class MoveTask {
  @IsOptional()
  @IsString()
  @MaxLength(120)
  by?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  note?: string;
}
