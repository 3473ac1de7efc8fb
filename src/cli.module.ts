import { type DynamicModule, Module } from '@nestjs/common';
import { migrations } from '../migrations/index.js';
import { entities } from './entities.js';
import { PlatformModule, type RunningConfig } from './platform/platform.module.js';
import { rooms } from './rooms.js';

/** What a command may use: every room, nothing that runs by itself on a queue. */
@Module({})
export class CliModule {
  static for(config: RunningConfig): DynamicModule {
    return {
      module: CliModule,
      imports: [PlatformModule.for(config, { entities, migrations }), ...rooms],
    };
  }
}
