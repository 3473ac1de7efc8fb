import { CommandFailure } from '../cli/command.js';
import { type Config, readConfig } from '../config/config.js';
import { EmbeddedPostgresFailure, openEmbeddedPostgres } from '../database/embedded-postgres.js';
import { DatabaseIsNewer } from '../database/migrate.js';
import { JsonLogger } from '../logging/logger.js';
import type { RunningConfig } from '../platform.module.js';
import type { Lifetime } from './lifetime.js';

/** The configuration, or one sentence naming every fault. */
export function configOrFail(env: NodeJS.ProcessEnv): Config {
  const outcome = readConfig(env);
  if (outcome.ok) return outcome.value;
  throw new CommandFailure(
    `The configuration cannot be used: ${outcome.faults.map((fault) => `${fault.at} ${fault.message}`).join('; ')}.`,
  );
}

export interface StartedDatabase {
  config: RunningConfig;
  embedded: boolean;
}

/**
 * The database the configuration names, or the embedded one, started or joined, and left when the process ends.
 * `Lifetime` closes in reverse order, so everything opened after this is closed before the database goes.
 */
export async function database(
  config: Config,
  lifetime: Lifetime,
  logger: JsonLogger,
): Promise<StartedDatabase> {
  if (config.databaseUrl !== null)
    return { config: { ...config, databaseUrl: config.databaseUrl }, embedded: false };
  try {
    const opened = await openEmbeddedPostgres({
      dataDir: config.dataDir,
      signal: lifetime.signal,
      onLost: (what) => {
        if (what === 'lost') logger.error('the embedded database died; starting it again', 'Database');
        if (what === 'back') logger.warn('the embedded database is back', 'Database');
        if (what === 'gone')
          logger.error(
            'the embedded database came back at another address: restart this process',
            'Database',
          );
      },
    });
    lifetime.closing(() => opened.release());
    return { config: { ...config, databaseUrl: opened.url }, embedded: true };
  } catch (error) {
    if (error instanceof EmbeddedPostgresFailure) throw new CommandFailure(`${error.message}.`);
    throw error;
  }
}

/** A person at a terminal is not shown every request; a machine that collects logs is. */
export function loggerFor(config: Config, to: 'stdout' | 'stderr', otherwise?: 'warn'): JsonLogger {
  const person = to === 'stdout' ? process.stdout.isTTY : process.stderr.isTTY;
  return new JsonLogger({ level: config.logLevel ?? otherwise ?? (person ? 'warn' : 'info'), to });
}

/** What a failed connection to a named database means, in one sentence; other errors as they are. */
export function databaseFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  const because: Record<string, string> = {
    ECONNREFUSED: 'nothing answers at its address',
    ENOTFOUND: 'its host name is not known',
    ETIMEDOUT: 'it did not answer in time',
    '28P01': 'it does not accept the user or password',
    '28000': 'it does not accept the user',
    '3D000': 'it has no database of that name',
    '42501': 'the user may not create tables there',
    '55P03':
      'what has to be changed in it is in use, by a backup for example, and was not free within a minute; try again later',
  };
  const sentence = typeof code === 'string' ? because[code] : undefined;
  if (sentence) return new CommandFailure(`The database of DATABASE_URL cannot be used: ${sentence}.`);
  if (error instanceof DatabaseIsNewer) return new CommandFailure(`${error.message}.`);
  return error;
}
