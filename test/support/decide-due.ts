import { NestFactory } from '@nestjs/core';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { WebModule } from '../../src/web.module.js';
import { testConfig } from './app.js';

/**
 * A process of its own that decides what is due in the database named by its argument, saying `at <referrals>` after each
 * batch and its result as JSON at the end: something for a test to kill.
 */
const [databaseUrl] = process.argv.slice(2);
if (databaseUrl === undefined) throw new Error('say which database');
const app = await NestFactory.createApplicationContext(WebModule.for(testConfig({ databaseUrl })), {
  logger: ['error', 'warn'],
});
process.stdout.write('ready\n');
const result = await app.get(CaseloadService).decideDue(systemActor('test'), {
  onProgress: (done) => void process.stdout.write(`at ${done}\n`),
});
process.stdout.write(`${JSON.stringify(result)}\n`);
await app.close();
