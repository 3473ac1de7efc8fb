import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { MessageProvider, OutgoingMessage, SendOutcome } from './message-provider.js';

/**
 * Sends nothing: keeps every message as its family would have read it, for `/outbox`. The row's key is the message's id,
 * so however often a message is handed over it is kept once.
 */
@Injectable()
export class RecordingProvider implements MessageProvider {
  readonly name = 'recording';
  readonly deduplicates = true;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  mayReceive(): boolean {
    return true;
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    await this.dataSource.query(
      `INSERT INTO recorded_message (message_id, recorded_at, recipient_name, recipient_address, subject, body)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (message_id) DO NOTHING`,
      [message.id, this.clock.now(), message.to.name, message.to.address, message.subject, message.body],
    );
    return { is: 'accepted', reference: null };
  }
}
