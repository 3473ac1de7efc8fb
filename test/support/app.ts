import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../src/kernel/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { preparePipeline } from '../../src/platform/http/pipeline.js';
import { JsonLogger } from '../../src/platform/logging/logger.js';
import type { RunningConfig } from '../../src/platform/platform.module.js';
import { WebModule } from '../../src/web.module.js';
import { FakeClock } from './clock.js';
import { sessionFor } from './sign-in.js';
import { type As, viewerOf } from './viewers.js';

export interface BootedApp {
  app: NestExpressApplication;
  /** Asks the application over real HTTP, through the whole pipeline, signed in as `as` says. */
  http: Browser;
  /** Another browser or program, signed in as somebody else. */
  as(who: As): Promise<Browser>;
  /** One in which nobody is signed in. */
  anybody: Browser;
  clock: FakeClock;
  close(): Promise<void>;
}

export type Browser = ReturnType<typeof supertest.agent>;

export interface BootOptions {
  databaseUrl: string;
  /** Whom `http` is signed in as; a clinician of NR5, for every service and locality, where not said. */
  as?: As;
  /** The day it is; 2026-11-22 where not said. */
  today?: string;
  redisUrl?: string | null;
  /** More environment, for example `{ SMTP_URL: … }`. */
  env?: Readonly<Record<string, string>>;
  /** Ports replaced by fakes: `(module) => module.overrideProvider(TOKEN).useValue(fake)`. */
  overrides?: (module: TestingModuleBuilder) => TestingModuleBuilder;
}

/**
 * Boots the real web module on a database of the test's own. Only the clock is swapped, and what `overrides` says.
 * Whoever `as` names has a session as signing in leaves it; that signing in works is test/integration/sign-in.spec.ts.
 */
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
  const as = async (who: As): Promise<Browser> => {
    const { cookie, csrf } = await sessionFor(app.get(DataSource), viewerOf(who), clock.now());
    const browser = supertest.agent(app.getHttpServer());
    browser.set('cookie', cookie).set('x-csrf-token', csrf);
    return browser;
  };
  return {
    app,
    http: await as(options.as ?? 'clinician'),
    as,
    anybody: supertest.agent(app.getHttpServer()),
    clock,
    close: async () => {
      await app.close();
      Logger.overrideLogger(false);
    },
  };
}

/** Specs ask for more in a minute, and for more that is not theirs, than people do. */
const UNHURRIED = {
  REFUSALS_BEFORE_LOCK: '1000000',
  REQUESTS_PER_MINUTE_SESSION: '1000000',
  REQUESTS_PER_MINUTE_ADDRESS: '1000000',
};

export function testConfig(options: BootOptions): RunningConfig {
  const outcome = readConfig({ PORT: '0', REDIS_URL: options.redisUrl ?? '', ...UNHURRIED, ...options.env });
  if (!outcome.ok) throw new Error(outcome.faults.map((fault) => `${fault.at} ${fault.message}`).join('; '));
  return { ...outcome.value, databaseUrl: options.databaseUrl };
}
