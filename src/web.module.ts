import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { migrations } from '../migrations/index.js';
import { MessageDeliveryModule } from './comms/message-delivery.module.js';
import { DemoIdentityModule } from './demo/identity/demo-identity.module.js';
import { entities } from './entities.js';
import { AccessGuard } from './platform/auth/access.guard.js';
import { AuthModule } from './platform/auth/auth.module.js';
import { Visits } from './platform/auth/visits.js';
import { PlatformModule, type RunningConfig } from './platform/platform.module.js';
import { rooms } from './rooms.js';

/** The web process: pages and API, behind one door. */
@Module({})
export class WebModule {
  static for(config: RunningConfig): DynamicModule {
    return {
      module: WebModule,
      imports: [
        PlatformModule.for(config, { entities, migrations }),
        AuthModule.for(config, DemoIdentityModule.for(config)),
        ...rooms,
        MessageDeliveryModule.for(config, 'web'),
      ],
      providers: [Visits, { provide: APP_GUARD, useClass: AccessGuard }],
    };
  }
}
