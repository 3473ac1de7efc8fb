import { type DynamicModule, Module } from '@nestjs/common';
import { migrations } from '../migrations/index.js';
import { MessageDeliveryModule } from './comms/message-delivery.module.js';
import { entities } from './entities.js';
import { AuthModule } from './platform/auth/auth.module.js';
import { PlatformModule, type RunningConfig } from './platform/platform.module.js';
import { rooms } from './rooms.js';

/** The web process: pages and API. */
@Module({})
export class WebModule {
  static for(config: RunningConfig): DynamicModule {
    return {
      module: WebModule,
      imports: [
        PlatformModule.for(config, { entities, migrations }),
        AuthModule.for(config),
        ...rooms,
        MessageDeliveryModule.for(config, 'web'),
      ],
    };
  }
}
