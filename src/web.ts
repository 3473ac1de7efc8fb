import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { preparePipeline } from './platform/http/pipeline.js';
import { drain, listen } from './platform/http/listen.js';
import { live } from './platform/process/lifetime.js';
import { configOrFail, database, databaseFailure, loggerFor } from './platform/process/start.js';
import { WebModule } from './web.module.js';

await live(async (lifetime) => {
  const given = configOrFail(process.env);
  const logger = loggerFor(given, 'stdout');
  const { config } = await database(given, lifetime, logger);
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
  const address = await listen(app, config);
  process.stdout.write(`Breakwater is at ${address}\n`);
  await lifetime.untilTold();
  return 0;
});
