import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { NumberSent } from '../platform/http/validation.js';
import { type HoldReason, holdReasonsInOrder } from './hold-reason.js';
import { type MessageState, messageStates } from './message.js';

/** One line of text. */
const ONE_LINE = /^[^\p{Cc}]*$/u;
const oneLine = { message: '$property must be one line of text' };

/** `GET /api/v1/messages` */
export class ReadMessages {
  @ApiPropertyOptional({ enum: messageStates })
  @IsOptional()
  @IsIn(messageStates)
  state?: MessageState;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only messages about this child' })
  @IsOptional()
  @IsUUID('all')
  child?: string;

  @ApiPropertyOptional({ enum: holdReasonsInOrder, description: 'Only messages held for this reason' })
  @IsOptional()
  @IsIn(holdReasonsInOrder)
  reason?: HoldReason;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @NumberSent()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(120)
  after?: string;
}

/** The page of held messages: a blank choice is all of them. */
export class ReadMessagesPage {
  @IsOptional()
  @IsIn(['', ...holdReasonsInOrder])
  reason?: HoldReason | '';

  @IsOptional()
  @IsString()
  @MaxLength(120)
  after?: string;
}

/** `GET /outbox` */
export class ReadOutbox {
  @IsOptional()
  @IsString()
  @MaxLength(120)
  after?: string;
}

/** The form of one message. */
export class MoveMessage {
  @IsIn(messageStates)
  to: MessageState;
}

/** The form that releases a list's first census. */
export class ReleaseSource {
  @IsString()
  @Matches(ONE_LINE, oneLine)
  @MaxLength(60)
  source: string;
}
