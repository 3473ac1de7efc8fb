import { NestFactory } from '@nestjs/core';
import { RedecideReconciler } from './caseload/redecide.reconciler.js';
import { HeldFactsReconciler } from './ingest/held-facts.reconciler.js';
import { CommandFailure } from './platform/cli/command.js';
import { serveHealth } from './platform/health/health-server.js';
import { Readiness } from './platform/health/readiness.js';
import { live } from './platform/process/lifetime.js';
import { configOrFail, database, databaseFailure, loggerFor } from './platform/process/start.js';
import { SharingReconciler } from './sharing/sharing.reconciler.js';
import { FallbackReconciler } from './waiting-list/fallback.reconciler.js';
import { WorkerModule } from './worker.module.js';

/** Takes jobs from Redis until told to stop; a job that was begun is finished first. */
await live(async (lifetime) => {
  const given = configOrFail(process.env);
  if (given.redisUrl === null)
    throw new CommandFailure(
      'The worker takes its jobs from Redis: set REDIS_URL. Without Redis the web process delivers by itself.',
    );
  const logger = loggerFor(given, 'stdout');
  const { config } = await database(given, lifetime, logger);
  const app = await NestFactory.createApplicationContext(WorkerModule.for(config), {
    abortOnError: false,
    logger,
  }).catch((error: unknown) => {
    throw databaseFailure(error);
  });
  lifetime.closing(() => app.close());
  await app.init();
  if (config.healthPort !== null) {
    const health = await serveHealth(app.get(Readiness), config.healthPort);
    lifetime.closing(async () => void health.close());
  }
  app.get(RedecideReconciler, { strict: false }).start();
  app.get(FallbackReconciler, { strict: false }).start();
  app.get(SharingReconciler, { strict: false }).start();
  app.get(HeldFactsReconciler, { strict: false }).start();
  process.stdout.write('The worker is ready.\n');
  await lifetime.untilTold();
  return 0;
});
