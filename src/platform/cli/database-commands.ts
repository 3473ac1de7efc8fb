import { DataSource } from 'typeorm';
import { dataSourceOptions, type Schema } from '../database/data-source.js';
import { migrate, migrationStatus } from '../database/migrate.js';

/** A command about the database itself, run before any room is built on it. Answers what to print, as JSON. */
export interface DatabaseCommand {
  name: string;
  description: string;
  about(dataSource: DataSource): Promise<Record<string, unknown>>;
}

export const databaseCommands: readonly DatabaseCommand[] = [
  {
    name: 'database migrate',
    description: 'brings the database up to date and says what was applied',
    about: async (dataSource) => ({ migrated: await migrate(dataSource) }),
  },
  {
    name: 'database status',
    description: 'says which migrations the database has had, and whether it holds a demo; changes nothing',
    about: async (dataSource) => {
      const status = await migrationStatus(dataSource);
      const marked: { kind: string }[] =
        status.applied.length > 0 ? await dataSource.query('SELECT kind FROM installation') : [];
      return { ...status, kind: marked[0]?.kind ?? null };
    },
  },
];

export async function runDatabaseCommand(
  command: DatabaseCommand,
  url: string,
  schema: Schema,
): Promise<number> {
  const dataSource = await new DataSource(dataSourceOptions(url, schema, 'owner')).initialize();
  try {
    process.stdout.write(`${JSON.stringify(await command.about(dataSource))}\n`);
    return 0;
  } finally {
    await dataSource.destroy();
  }
}
