import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { localities } from '../children/locality.js';
import { NumberSent } from '../platform/http/validation.js';
import { flagBoards, flagStates, type FlagBoard, type FlagState } from './flag.js';

/** PostgreSQL keeps every character but one. */
const STORABLE = /^[^\u0000]*$/;
const unstorable = { message: '$property holds a character that cannot be stored' };
const localityIds = localities.map((locality) => locality.id);

/** `POST /api/v1/children/{id}/flags` */
export class FlagChild {
  @ApiProperty({ enum: flagBoards })
  @IsIn(flagBoards)
  board: FlagBoard;

  @ApiProperty({ maxLength: 2000 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(2000)
  @Matches(STORABLE, unstorable)
  reason: string;

  @ApiPropertyOptional({ maxLength: 2000 })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(STORABLE, unstorable)
  nextStep?: string;
}

/** `POST /api/v1/flags/{id}/move` */
export class MoveFlag {
  @ApiProperty({ enum: flagStates })
  @IsIn(flagStates)
  to: FlagState;

  @ApiProperty({ description: 'The version you saw; 409 where somebody changed the flag since' })
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  version: number;

  @ApiPropertyOptional({ maxLength: 2000, description: 'Needed to decline, and to flag again' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(STORABLE, unstorable)
  reason?: string;

  @ApiPropertyOptional({ maxLength: 2000 })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(STORABLE, unstorable)
  nextStep?: string;
}

/** `GET /api/v1/flags` */
export class ListFlags {
  @ApiPropertyOptional({ enum: flagBoards })
  @IsOptional()
  @IsIn(flagBoards)
  board?: FlagBoard;

  @ApiPropertyOptional({ enum: localityIds })
  @IsOptional()
  @IsIn(localityIds)
  locality?: string;

  @ApiPropertyOptional({ enum: flagStates, description: 'Absent: every state' })
  @IsOptional()
  @IsIn(flagStates)
  state?: FlagState;

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
