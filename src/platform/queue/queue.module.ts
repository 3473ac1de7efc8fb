import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';

/**
 * Redis for Bull, where there is one. A job carries one id and nothing else; what must happen is a row in PostgreSQL
 * first, so an emptied Redis loses nothing. Finished jobs are not kept: a `jobId` that still exists would be ignored.
 */
@Module({})
export class QueueModule {
  static for({ redisUrl }: Config): DynamicModule {
    if (redisUrl === null) return { module: QueueModule };
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          useFactory: () => ({
            url: redisUrl,
            prefix: 'breakwater',
            defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
          }),
        }),
      ],
    };
  }
}
