import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { personKinds } from '../referrals/clock-told.js';
import { IsPlainDate, Note, OptionalLine } from './sent.request.js';

/** Something that happened to a wait. */
export class TellClock {
  @ApiProperty({
    enum: personKinds,
    description: 'What happened; which of these a list knows is its standards’',
  })
  @IsIn(personKinds)
  kind: string;

  @ApiProperty({
    example: '2026-11-20',
    description: 'The day it happened, or of a corrected start the right day',
  })
  @IsPlainDate()
  happenedOn: string;

  @ApiProperty({
    required: false,
    nullable: true,
    description: 'The day the family was told, where that is later',
  })
  @OptionalLine(10)
  communicatedOn?: string | null;

  @ApiProperty({
    required: false,
    nullable: true,
    enum: ['yes', 'no', ''],
    description: 'Of a first appointment missed: whether it had been clearly communicated; blank: not known',
  })
  @IsIn(['yes', 'no', '', null, undefined])
  clearlyCommunicated?: string | null;

  @ApiProperty({ required: false, nullable: true, description: 'Why; a corrected start needs it' })
  @OptionalLine(500)
  note?: string | null;
}

/** Something that was told in error. */
export class WithdrawClockEvent {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  eventId: string;

  @ApiProperty({ description: 'Why it was an error' })
  @Note(500)
  why: string;
}
