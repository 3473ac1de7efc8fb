import { DataSource } from 'typeorm';
import { verifyCommand } from '../audit/verify-command.js';
import { backupCommand, restoreCommand } from '../backup/backup-commands.js';
import { dataSourceOptions } from '../database/data-source.js';
import { migrate, migrationStatus } from '../database/migrate.js';
import type { AboutDatabase, DatabaseCommand } from './database-command.js';

export const databaseCommands: readonly DatabaseCommand[] = [
  {
    name: 'database migrate',
    description: 'brings the database up to date and says what was applied',
    policy: { name: 'database.migrate', act: 'none' },
    about: async ({ dataSource }) => ({ migrated: await migrate(dataSource) }),
  },
  {
    name: 'database status',
    description: 'says which migrations the database has had, and whether it holds a demo; changes nothing',
    policy: { name: 'database.status', act: 'none' },
    about: async ({ dataSource }) => {
      const status = await migrationStatus(dataSource);
      const marked: { kind: string }[] =
        status.applied.length > 0 ? await dataSource.query('SELECT kind FROM installation') : [];
      return { ...status, kind: marked[0]?.kind ?? null };
    },
  },
  backupCommand,
  restoreCommand,
  verifyCommand,
];

export async function runDatabaseCommand(
  command: DatabaseCommand,
  given: Omit<AboutDatabase, 'dataSource'>,
): Promise<number> {
  const dataSource = await new DataSource(dataSourceOptions(given.url, given.schema, 'owner')).initialize();
  try {
    const answer = await command.about({ ...given, dataSource });
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return command.foundWrong?.(answer) ? 1 : 0;
  } finally {
    await dataSource.destroy();
  }
}
