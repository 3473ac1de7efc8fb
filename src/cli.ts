import { NestFactory } from '@nestjs/core';
import { migrations } from '../migrations/index.js';
import { releaseMessagesCommand } from './comms/messages.command.js';
import { CliModule } from './cli.module.js';
import { demoCommand } from './demo/demo.command.js';
import { entities } from './entities.js';
import { importCommand } from './ingest/import.command.js';
import type { CliCommand } from './platform/cli/command.js';
import { databaseCommands, runDatabaseCommand } from './platform/cli/database-commands.js';
import { runProgram } from './platform/cli/program.js';
import { live } from './platform/process/lifetime.js';
import { rulesCommands } from './triage/rules.command.js';
import { queueCommand } from './waiting-list/queue.command.js';
import { configOrFail, database, databaseFailure, loggerFor } from './platform/process/start.js';

/** Every command of `npm run cli --`. */
const commands: readonly CliCommand[] = [importCommand, queueCommand, demoCommand, releaseMessagesCommand];

/** Results go to stdout as JSON lines; everything else, logs included, to stderr. */
await live((lifetime) =>
  runProgram(
    [...commands, ...rulesCommands, ...databaseCommands],
    process.argv.slice(2),
    async (command, args, options) => {
      if ('alone' in command) return command.alone();
      const given = configOrFail(process.env);
      const logger = loggerFor(given, 'stderr', 'warn');
      const { config } = await database(given, lifetime, logger);
      const refused = (error: unknown): never => {
        throw databaseFailure(error);
      };
      if ('about' in command)
        return runDatabaseCommand(command, config.databaseUrl, { entities, migrations }).catch(refused);
      const app = await NestFactory.createApplicationContext(CliModule.for(config), {
        abortOnError: false,
        logger,
      }).catch(refused);
      lifetime.closing(() => app.close());
      lifetime.signal.throwIfAborted();
      return command.run(app, args, options, lifetime.signal);
    },
  ),
);
