import { type DynamicModule, Module } from '@nestjs/common';
import { migrations } from '../migrations/index.js';
import { MessageDeliveryModule } from './comms/message-delivery.module.js';
import { entities } from './entities.js';
import { PlatformModule, type RunningConfig } from './platform/platform.module.js';
import { rooms } from './rooms.js';

/** The worker process: the only one that takes jobs from the queue. */
@Module({})
export class WorkerModule {
  static for(config: RunningConfig): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.for(config, { entities, migrations }),
        ...rooms,
        MessageDeliveryModule.for(config, 'worker'),
      ],
    };
  }
}
