import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../platform/config/config.js';
import { CommsModule } from './comms.module.js';
import { MESSAGES } from './message-job.js';
import { MessageProcessor } from './message.processor.js';
import { MessagePublisher } from './message.publisher.js';
import { MessageReconciler } from './message.reconciler.js';

/**
 * A job whose worker died is given to another after at most 20 seconds. Given out too early it does no harm: the row
 * decides who may send.
 */
const NOTICE_THE_DEAD = { lockDuration: 15_000, stalledInterval: 5_000 };

/**
 * What drives delivery in a process. With Redis the worker publishes and takes jobs and the web process does neither;
 * without Redis the web process delivers by itself, through the same reconciler.
 */
@Module({})
export class MessageDeliveryModule {
  static for({ redisUrl }: Pick<Config, 'redisUrl'>, process: 'web' | 'worker'): DynamicModule {
    const module = MessageDeliveryModule;
    if (redisUrl === null)
      return { module, imports: [CommsModule], providers: [MessagePublisher, MessageReconciler] };
    if (process === 'web') return { module };
    return {
      module,
      imports: [CommsModule, BullModule.registerQueue({ name: MESSAGES, settings: NOTICE_THE_DEAD })],
      providers: [MessageProcessor, MessagePublisher, MessageReconciler],
    };
  }
}
