import { getQueueToken } from '@nestjs/bull';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Queue } from 'bull';
import { DELIVER, MESSAGES, type DeliverMessage } from './message-job.js';

/**
 * Puts ids of ready messages on the queue, where there is one. The job's id is the message's, so that a message already
 * waiting in the queue is not put there twice; that saves work and guarantees nothing: the claim does.
 */
@Injectable()
export class MessagePublisher {
  constructor(@Optional() @Inject(getQueueToken(MESSAGES)) private readonly queue?: Queue<DeliverMessage>) {}

  get hasQueue(): boolean {
    return this.queue !== undefined;
  }

  async publish(ids: readonly string[]): Promise<void> {
    const { queue } = this;
    if (!queue) throw new Error('there is no queue to publish to');
    await Promise.all(
      ids.map((id) => queue.add(DELIVER, { id }, { jobId: id, removeOnComplete: true, removeOnFail: true })),
    );
  }
}
