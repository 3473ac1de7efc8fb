import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { DeliveryService } from './delivery.service.js';
import { DELIVER, type DeliverMessage, MESSAGES } from './message-job.js';

/** Takes ids off the queue. A job that comes twice, late, or for nothing does no harm: the row decides. */
@Processor(MESSAGES)
export class MessageProcessor {
  constructor(private readonly delivery: DeliveryService) {}

  @Process({ name: DELIVER, concurrency: 4 })
  async deliver(job: Job<DeliverMessage>): Promise<string> {
    return this.delivery.deliver(job.data.id);
  }
}
