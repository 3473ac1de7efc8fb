import { NestFactory } from '@nestjs/core';
import { RedecideAll } from '../../src/caseload/redecide-all.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { CLOCK } from '../../src/kernel/clock.js';
import { RuleSetRegistry } from '../../src/rule-sets/rule-set.registry.js';
import { WebModule } from '../../src/web.module.js';
import { testConfig } from './app.js';
import { FakeClock } from './clock.js';

/**
 * A process of its own that looks over all decisions in the database of its first argument under the rules in the folder
 * of its second on the day of its third, a block a part, saying `at <referrals>` before each part and `done` at the end: something to kill.
 */
const [databaseUrl, rules, day] = process.argv.slice(2);
if (databaseUrl === undefined || rules === undefined || day === undefined)
  throw new Error('say which database, which rules and which day');
const app = await NestFactory.createApplicationContext(WebModule.for(testConfig({ databaseUrl })), {
  logger: ['error', 'warn'],
});
const clock = new FakeClock(day);
Object.assign(app.get(CLOCK), { now: () => clock.now(), today: () => clock.today() });
// The same registry, of other rules: those of the folder.
Object.assign(app.get(RuleSetRegistry, { strict: false }), new RuleSetRegistry(rules));
await app.get(RedecideAll, { strict: false }).run(systemActor('test'), {
  blocksAPart: 1,
  onProgress: (done) => void process.stdout.write(`at ${done}\n`),
});
process.stdout.write('done\n');
await app.close();
