import { NestFactory } from '@nestjs/core';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { readConfig } from '../../src/platform/config/config.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { WaitingListModule } from '../../src/waiting-list/waiting-list.module.js';
import { WaitingListService } from '../../src/waiting-list/waiting-list.service.js';

/**
 * A process of its own that reads the first page of the queue twenty times a second, as somebody at a screen beside a run
 * would. Each message it gets is answered with how long pages took since the one before, in milliseconds.
 */
const [databaseUrl] = process.argv.slice(2);
const config = readConfig({ PORT: '0' });
if (databaseUrl === undefined || !config.ok) throw new Error('say which database');
const running = { ...config.value, databaseUrl, redisUrl: null };
const imports = [PlatformModule.for(running, { entities, migrations }), WaitingListModule];
const app = await NestFactory.createApplicationContext(
  { module: class PageReader {}, imports },
  { logger: ['error'] },
);
const list = app.get(WaitingListService);
let took: number[] = [];
process.on('message', () => {
  process.send?.(took);
  took = [];
});
process.send?.([]);
while (process.connected) {
  const started = performance.now();
  await list.page({ filter: {}, after: undefined, on: plainDate('2026-11-19') }, 25);
  took.push(performance.now() - started);
  await new Promise((done) => setTimeout(done, 50));
}
await app.close();
