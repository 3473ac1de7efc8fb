import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../platform/config/config.js';
import { CommsModule } from './comms.module.js';
import { MESSAGES } from './message-job.js';
import { MessageProcessor } from './message.processor.js';
import { MessagePublisher } from './message.publisher.js';
import { MessageReconciler } from './message.reconciler.js';

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
      imports: [CommsModule, BullModule.registerQueue({ name: MESSAGES })],
      providers: [MessageProcessor, MessagePublisher, MessageReconciler],
    };
  }
}
