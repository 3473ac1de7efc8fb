import { IsInt, IsNotEmpty, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { NumberSent } from '../platform/http/validation.js';

/** PostgreSQL keeps every character but one. */
const STORABLE = /^[^\u0000]*$/;
const unstorable = { message: '$property holds a character that cannot be stored' };

/** `POST /sharing/{id}/approve` */
export class ApproveAgreement {
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(10_000)
  version: number;

  /** Of the text that the page showed. */
  @Matches(/^[0-9a-f]{64}$/, { message: 'This is not the text you read: look at it again' })
  hash: string;

  @IsString()
  @IsNotEmpty({ message: 'Say what you looked at' })
  @MaxLength(2000)
  @Matches(STORABLE, unstorable)
  lookedAt: string;
}

/** `POST /sharing/{id}/withdraw` */
export class WithdrawAgreement {
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(10_000)
  version: number;

  @IsString()
  @IsNotEmpty({ message: 'Say why it is withdrawn' })
  @MaxLength(2000)
  @Matches(STORABLE, unstorable)
  reason: string;
}
