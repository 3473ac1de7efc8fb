import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { Line, Note } from './sent.request.js';

/** A named clinician has looked at a decision and says which band stands. */
export class ConfirmBand {
  @ApiProperty({
    format: 'uuid',
    description: 'The decision that was looked at; 409 where a newer one exists',
  })
  @IsUUID()
  decisionId: string;

  @ApiProperty({
    example: 'medium',
    description: 'The band that stands, or the lower one that the rules propose',
  })
  @Line(40)
  band: string;

  @ApiProperty({ description: 'Why, for those who look next' })
  @Note(2000)
  note: string;
}
