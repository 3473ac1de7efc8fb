import { NestFactory } from '@nestjs/core';
import { migrations } from '../migrations/index.js';
import { checkAccessCommand } from './access/coverage.command.js';
import { releaseMessagesCommand } from './comms/messages.command.js';
import { redecideCommand } from './caseload/redecide.command.js';
import { CliModule } from './cli.module.js';
import { demoCommand } from './demo/demo.command.js';
import { entities } from './entities.js';
import { importCommand } from './ingest/import.command.js';
import { sourcesCheckCommand, sourcesDescribeCommand } from './ingest/sources.command.js';
import { endSessionsCommand } from './platform/auth/sessions/sessions.command.js';
import type { CliCommand } from './platform/cli/command.js';
import { operatorOf } from './platform/cli/command-policy.js';
import { databaseCommands, runDatabaseCommand } from './platform/cli/database-commands.js';
import { Installation } from './platform/database/installation.js';
import type { Config } from './platform/config/config.js';
import { runProgram } from './platform/cli/program.js';
import { live } from './platform/process/lifetime.js';
import { proposeSharingCommand } from './sharing/sharing.command.js';
import { replayDecisionsCommand } from './triage/decisions.command.js';
import { rulesDescribeCommand } from './triage/rules-describe.command.js';
import { rulesDiffCommand } from './triage/rules-diff.command.js';
import { rulesEvaluateCommand } from './triage/rules-evaluate.command.js';
import { rulesHashCommand } from './triage/rules-hash.command.js';
import { printFallbackCommand, verifyFallbackCommand } from './waiting-list/fallback.command.js';
import { queueCommand } from './waiting-list/queue.command.js';
import { rulesCheckCommand } from './waiting-list/rules-check.command.js';
import { exportAuditCommand } from './who-looked/audit.command.js';
import { configOrFail, database, databaseFailure, loggerFor } from './platform/process/start.js';

/** As a shell says it: whoever scripts a command must not take a stopped one for a finished one. */
const INTERRUPTED = 130;

/** Told to stop, which is not the same as a reader that has gone (`| head`): that one had what it wanted. */
function wasInterrupted(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof Error && signal.reason.message.startsWith('stopped by');
}

/** The configuration, about another database where one is named. */
function addressed(config: Config, url: string | null | undefined): Config {
  return url ? { ...config, databaseUrl: url, databaseOwnerUrl: null } : config;
}

/** Every command of `npm run cli --`. */
const commands: readonly CliCommand[] = [
  importCommand,
  queueCommand,
  demoCommand,
  releaseMessagesCommand,
  exportAuditCommand,
  printFallbackCommand,
  proposeSharingCommand,
  checkAccessCommand,
  endSessionsCommand,
  replayDecisionsCommand,
  redecideCommand,
];

/** Results go to stdout as JSON lines; everything else, logs included, to stderr. */
await live((lifetime) =>
  runProgram(
    [
      ...commands,
      verifyFallbackCommand,
      rulesCheckCommand,
      rulesHashCommand,
      rulesDescribeCommand,
      rulesDiffCommand,
      rulesEvaluateCommand,
      sourcesCheckCommand,
      sourcesDescribeCommand,
      ...databaseCommands,
    ],
    process.argv.slice(2),
    async (command, args, options) => {
      if ('aloneWith' in command) return command.aloneWith(args as string[], options);
      if ('alone' in command) return command.alone(...(args as string[]));
      const given = addressed(
        configOrFail(process.env),
        'about' in command ? command.address?.(options) : null,
      );
      const logger = loggerFor(given, 'stderr', 'warn');
      const { config } = await database(given, lifetime, logger);
      const refused = (error: unknown): never => {
        throw databaseFailure(error);
      };
      try {
        if ('about' in command)
          return await runDatabaseCommand(command, {
            url: config.databaseOwnerUrl ?? config.databaseUrl,
            schema: { entities, migrations },
            args,
            options,
            signal: lifetime.signal,
            operator: operatorOf(command.policy, options, { real: false }),
          }).catch(refused);
        const app = await NestFactory.createApplicationContext(CliModule.for(config), {
          abortOnError: false,
          logger,
        }).catch(refused);
        lifetime.closing(() => app.close());
        lifetime.signal.throwIfAborted();
        const real = (await app.get(Installation).kind()) !== 'demo';
        const operator = operatorOf(command.policy, options, { real });
        const code = await command.run(app, args, options, lifetime.signal, operator);
        return wasInterrupted(lifetime.signal) ? INTERRUPTED : code;
      } catch (error) {
        if (!wasInterrupted(lifetime.signal)) throw error;
        process.stderr.write(
          'Stopped before it was done. Nothing is half-written: give the same command again to finish it.\n',
        );
        return INTERRUPTED;
      }
    },
  ),
);
