import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { errorLine } from '../platform/logging/logger.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryService } from './delivery.service.js';
import { MessagePublisher } from './message.publisher.js';

const EVERY_MS = 2_000;
const PAGE = 200;
/** So that one round ends, and what died in the meantime is looked at, however much there is to do. */
const MOST_A_ROUND = 5_000;

export interface Round {
  /** Put on the queue, or delivered here where there is no queue. */
  worked: number;
  again: number;
  uncertain: number;
}

/**
 * Brings the outbox and its delivery together: puts what is ready to work, and takes back what dead workers held. It
 * holds no state of its own; any number of it may run.
 */
@Injectable()
export class MessageReconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('messages');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly delivery: DeliveryService,
    private readonly publisher: MessagePublisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.next(0);
  }

  /** Ends the round under way after the message in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One round. */
  async run(): Promise<Round> {
    const { again, uncertain } = await this.delivery.expireClaims();
    let worked = 0;
    let after: { at: string; id: string } | null = null;
    const now = this.clock.now();
    while (worked < MOST_A_ROUND && !this.stopping) {
      const page: { id: string; at: string }[] = await this.deliveries.due(now, after, PAGE);
      worked += await this.work(page);
      after = page.at(-1) ?? null;
      if (page.length < PAGE) break;
    }
    return { worked, again, uncertain };
  }

  private async work(messages: readonly { id: string; at: string }[]): Promise<number> {
    if (this.publisher.hasQueue) {
      await this.publisher.publish(messages);
      return messages.length;
    }
    let worked = 0;
    for (const { id } of messages) {
      if (this.stopping) break;
      await this.delivery.deliver(id);
      worked++;
    }
    return worked;
  }

  private next(inMs: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.next(EVERY_MS));
    }, inMs);
  }

  /** A round that fails is told and tried again: the rows are all still there. */
  private async round(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.log.error(error instanceof Error ? errorLine(error) : { error: 'not an error' });
    }
  }
}
