import { NestFactory } from '@nestjs/core';
import { migrations } from '../../migrations/index.js';
import { CommsModule } from '../../src/comms/comms.module.js';
import { MessageDeliveryModule } from '../../src/comms/message-delivery.module.js';
import { entities } from '../../src/entities.js';
import { readConfig } from '../../src/platform/config/config.js';
import { PlatformModule } from '../../src/platform/platform.module.js';

/**
 * The worker's part that delivers messages, in a process of its own and quick to start: something for a test to kill.
 * What it takes from its environment is what the worker takes.
 */
const read = readConfig(process.env);
if (!read.ok || read.value.databaseUrl === null) throw new Error('the environment names no database');
const config = { ...read.value, databaseUrl: read.value.databaseUrl };
const app = await NestFactory.createApplicationContext(
  {
    module: class Deliverer {},
    imports: [
      PlatformModule.for(config, { entities, migrations }),
      CommsModule,
      MessageDeliveryModule.for(config, 'worker'),
    ],
  },
  { logger: ['error', 'warn'] },
);
process.once('SIGINT', () => void app.close().then(() => process.exit(0)));
process.stdout.write('The worker is ready.\n');
