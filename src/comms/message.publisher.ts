import { getQueueToken } from '@nestjs/bull';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Queue } from 'bull';
import { DELIVER, MESSAGES, type DeliverMessage } from './message-job.js';

/**
 * Puts ids of ready messages on the queue, where there is one. A job is named after the message and the moment from which
 * it may be tried, so that one already in the queue is not put there twice, and one that a dead worker still holds does
 * not stand in the way of the next try. That saves work and guarantees nothing: the claim does.
 */
@Injectable()
export class MessagePublisher {
  constructor(@Optional() @Inject(getQueueToken(MESSAGES)) private readonly queue?: Queue<DeliverMessage>) {}

  get hasQueue(): boolean {
    return this.queue !== undefined;
  }

  async publish(messages: readonly { id: string; at: string }[]): Promise<void> {
    const { queue } = this;
    if (!queue) throw new Error('there is no queue to publish to');
    await Promise.all(
      messages.map(({ id, at }) =>
        queue.add(
          DELIVER,
          { id },
          { jobId: `${id}-${at.replace(/\D/g, '')}`, removeOnComplete: true, removeOnFail: true },
        ),
      ),
    );
  }
}
