import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { confidences, factSources } from '../facts/fact.js';
import { IsPlainDate, Line, Note, OptionalLine } from './sent.request.js';

/**
 * Something said about a child or one referral. Whom it is about: `referralId` or `childId` as this service gave them, or
 * `provider` with `serviceRequestIdentifier`, or `nhsNumber`; the last two with `birthDate`. What is given must agree. A
 * referral must be one of yours.
 */
export class RecordFact {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  referralId?: string | null;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  childId?: string | null;

  @ApiPropertyOptional({ example: 'NR5' })
  @IsOptional()
  @Matches(/^[A-Z0-9]{3,12}$/, { message: '$property must be an organisation code, for example NR5' })
  provider?: string | null;

  @ApiPropertyOptional({ example: 'SR200001' })
  @OptionalLine(50)
  serviceRequestIdentifier?: string | null;

  @ApiPropertyOptional({ example: '9990866317' })
  @OptionalLine(20)
  nhsNumber?: string | null;

  @ApiPropertyOptional({ example: '2019-05-14' })
  @IsOptional()
  @IsPlainDate()
  birthDate?: string | null;

  @ApiProperty({ example: 'self_harm', description: 'A code of the vocabulary, which says what it is about' })
  @Line(60)
  code: string;

  @ApiProperty({ example: 'current', description: 'A value of the code’s type, or the word unknown' })
  @Line(100)
  value: string;

  @ApiProperty({ enum: factSources })
  @IsIn([...factSources])
  source: string;

  @ApiProperty({
    example: 'NR5',
    description:
      'Your own organisation’s code, also of what a school, a council or a family told you: the source says whose words',
  })
  @Line(30)
  organisation: string;

  @ApiPropertyOptional({
    enum: confidences,
    description:
      'How confidential it is. Not said: child_in_confidence from a child, third_party from council or system, else usual',
  })
  @IsOptional()
  @IsIn([...confidences])
  confidence?: string | null;

  @ApiProperty({ example: '2026-11-20', description: 'The day it was recorded by its source' })
  @IsPlainDate()
  recordedOn: string;
}

export class WithdrawFact {
  @ApiProperty({ example: 'entered for the wrong child', description: 'Why it was entered in error' })
  @Note(500)
  reason: string;
}
