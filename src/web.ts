import { setTimeout as wait } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CoverageService } from './access/coverage.service.js';
import { RedecideReconciler } from './caseload/redecide.reconciler.js';
import { demoProgress } from './demo/demo.command.js';
import { DemoService } from './demo/demo.service.js';
import { HeldFactsReconciler } from './ingest/held-facts.reconciler.js';
import { systemActor } from './kernel/actor.js';
import { isConnectionLost } from './platform/database/connection-lost.js';
import { drain, listen } from './platform/http/listen.js';
import { preparePipeline } from './platform/http/pipeline.js';
import { Starting } from './platform/http/starting.js';
import { type Lifetime, live } from './platform/process/lifetime.js';
import { configOrFail, database, databaseFailure, loggerFor } from './platform/process/start.js';
import type { RunningConfig } from './platform/platform.module.js';
import { SharingReconciler } from './sharing/sharing.reconciler.js';
import { FallbackReconciler } from './waiting-list/fallback.reconciler.js';
import { WebModule } from './web.module.js';

/** Pages and API: a database, its migrations, the demo where the database is ours and empty, and then the address. */
await live(async (lifetime) => {
  const given = configOrFail(process.env);
  const logger = loggerFor(given, 'stdout');
  const { config: found, embedded } = await database(given, lifetime, logger);
  const config = { ...found, demoIdentity: demoIdentityIn(found, embedded) };
  const app = await NestFactory.create<NestExpressApplication>(WebModule.for(config), {
    bodyParser: false,
    abortOnError: false,
    logger,
  }).catch((error: unknown) => {
    throw databaseFailure(error);
  });
  lifetime.closing(() => drain(app));
  lifetime.signal.throwIfAborted();
  preparePipeline(app);
  const starting = app.get(Starting);
  starting.doing('Breakwater is starting');
  const address = await listen(app, config);
  if (embedded) await loadDemo(app, lifetime);
  starting.done();
  app.get(RedecideReconciler, { strict: false }).start();
  app.get(FallbackReconciler, { strict: false }).start();
  app.get(SharingReconciler, { strict: false }).start();
  app.get(HeldFactsReconciler, { strict: false }).start();
  await app.get(CoverageService, { strict: false }).say();
  print(whatToTry(address, config));
  await lifetime.untilTold();
  return 0;
});

/** A database of our own is a demo's, and has the demo's identity provider unless somebody decides otherwise. */
function demoIdentityIn(config: RunningConfig, embedded: boolean): boolean {
  return config.demoIdentity ?? (embedded && config.oidc === null && !config.production);
}

/** The made-up caseload, into a database of our own that is empty; finishes one that was cut off. */
async function loadDemo(app: NestExpressApplication, lifetime: Lifetime): Promise<void> {
  const starting = app.get(Starting);
  const demo = app.get(DemoService, { strict: false });
  const shown = demoProgress(process.stderr);
  let said = false;
  const load = async (): Promise<void> => {
    try {
      await demo.loadIfEmpty(systemActor('first start'), (progress) => {
        if (!said)
          print('The first start makes up a caseload of about 4,600 open referrals and decides every one.\n');
        said = true;
        const share = progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 0;
        starting.doing(`The made-up caseload is being loaded: ${progress.step.toLowerCase()}, ${share} %`);
        shown.onProgress(progress);
      });
    } catch (error) {
      if (!isConnectionLost(error) || lifetime.signal.aborted) throw error;
      /* The embedded server is being started again; a load goes on where it was cut off. */
      await wait(1_000);
      await load();
    }
  };
  const loading = load();
  /* Told to stop in the middle: what is left is done by the next start, and how this load ends is no news. */
  await Promise.race([loading, lifetime.untilTold()]).finally(() => shown.stop());
  if (lifetime.signal.aborted) loading.catch(() => undefined);
  lifetime.signal.throwIfAborted();
}

function whatToTry(address: string, { oidc, demoIdentity }: RunningConfig): string {
  const signIn = demoIdentity
    ? 'You choose who you are: everybody is invented.'
    : oidc === null
      ? 'Nobody can sign in: set OIDC_ISSUER (see .env.example).'
      : 'People sign in at the identity provider of OIDC_ISSUER.';
  return `
Breakwater is at ${address}

  the waiting list    ${address}/
  tasks               ${address}/tasks
  flagged children    ${address}/mdt
  messages            ${address}/messages and ${address}/outbox
  the API             ${address}/api/docs
  from a terminal     npm run -s cli -- queue --limit 5

${signIn} Ctrl-C stops everything this started.
`;
}

function print(text: string): void {
  process.stdout.write(text);
}
