import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { openingOutcomes, type OpeningOutcome } from './opened-record.js';

/** `GET /opened-records` */
export class ReadOpenedRecords {
  @IsOptional()
  @IsIn(['not_looked_at', 'all'])
  show?: 'not_looked_at' | 'all';

  @IsOptional()
  @IsString()
  @MaxLength(60)
  after?: string;
}

/** `POST /opened-records/{id}/look` */
export class LookAtOpenedRecord {
  @IsIn(openingOutcomes, { message: 'Say whether it was appropriate' })
  outcome: OpeningOutcome;

  /** Needed where it was not appropriate. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @Matches(/^[^\u0000]*$/, { message: '$property holds a character that cannot be stored' })
  note?: string;
}
