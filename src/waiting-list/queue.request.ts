import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { NumberSent } from '../platform/http/validation.js';

/** Part of the queue. What the words mean is read by `queue-asked.ts`, for the page and for programs alike. */
export class ReadQueue {
  @ApiPropertyOptional({ description: 'A service line, for example slt; all where not said' })
  @IsOptional()
  @IsString()
  service?: string;

  @ApiPropertyOptional({ description: 'A band, for example high' })
  @IsOptional()
  @IsString()
  band?: string;

  @ApiPropertyOptional({ description: 'A locality, for example north' })
  @IsOptional()
  @IsString()
  locality?: string;

  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  after?: string;

  @ApiPropertyOptional({
    description: 'Present decisions, ordered as of this day (CCYY-MM-DD); today where not said',
  })
  @IsOptional()
  @IsString()
  on?: string;

  @ApiPropertyOptional({ description: 'Entries a page', minimum: 1, maximum: 100, default: 25 })
  @IsOptional()
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

/** A search goes in the body: a name in an address would stay in logs and histories. */
export class SearchQueue extends ReadQueue {
  @ApiProperty({
    description: 'Beginnings of words of a name, of an NHS number or of a service request identifier',
  })
  @IsString()
  q: string;
}
