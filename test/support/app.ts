import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import supertest from 'supertest';
import { CLOCK } from '../../src/kernel/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { preparePipeline } from '../../src/platform/http/pipeline.js';
import { JsonLogger } from '../../src/platform/logging/logger.js';
import type { RunningConfig } from '../../src/platform/platform.module.js';
import { WebModule } from '../../src/web.module.js';
import { FakeClock } from './clock.js';

export interface BootedApp {
  app: NestExpressApplication;
  /** Asks the application over real HTTP, through the whole pipeline. */
  http: ReturnType<typeof supertest.agent>;
  clock: FakeClock;
  close(): Promise<void>;
}

export interface BootOptions {
  databaseUrl: string;
  /** The day it is; 2026-11-22 where not said. */
  today?: string;
  redisUrl?: string | null;
  /** More environment, for example `{ SMTP_URL: … }`. */
  env?: Readonly<Record<string, string>>;
  /** Ports replaced by fakes: `(module) => module.overrideProvider(TOKEN).useValue(fake)`. */
  overrides?: (module: TestingModuleBuilder) => TestingModuleBuilder;
}

/** Boots the real web module on a database of the test's own. Only the clock is swapped, and what `overrides` says. */
export async function bootApp(options: BootOptions): Promise<BootedApp> {
  const clock = new FakeClock(options.today ?? '2026-11-22');
  const config = testConfig(options);
  const module = Test.createTestingModule({ imports: [WebModule.for(config)] })
    .overrideProvider(CLOCK)
    .useValue(clock);
  const built = await (options.overrides?.(module) ?? module).compile();
  const app = built.createNestApplication<NestExpressApplication>({
    bodyParser: false,
    logger: new JsonLogger({ level: 'error', to: 'stderr' }),
  });
  preparePipeline(app);
  await app.init();
  await app.listen(0, '127.0.0.1');
  return {
    app,
    http: supertest.agent(app.getHttpServer()),
    clock,
    close: async () => {
      await app.close();
      Logger.overrideLogger(false);
    },
  };
}

export function testConfig(options: BootOptions): RunningConfig {
  const outcome = readConfig({ PORT: '0', REDIS_URL: options.redisUrl ?? '', ...options.env });
  if (!outcome.ok) throw new Error(outcome.faults.map((fault) => `${fault.at} ${fault.message}`).join('; '));
  return { ...outcome.value, databaseUrl: options.databaseUrl };
}
