import type { DataSource } from 'typeorm';

/** Any number that no other advisory lock here uses. */
export const MIGRATION_LOCK = 7_701_001;

/** The database was made by a newer version of this service: one clear sentence, and nothing is touched. */
export class DatabaseIsNewer extends Error {}

/** Migrations the code knows that the database has not had yet, and the other way round; names, oldest first. */
export interface MigrationStatus {
  applied: readonly string[];
  pending: readonly string[];
  unknown: readonly string[];
}

export async function migrationStatus(dataSource: DataSource): Promise<MigrationStatus> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const applied = await appliedMigrations(dataSource);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Brings the database up to date, each migration in its own transaction. Two processes starting at once take turns
 * under an advisory lock; the second finds nothing to do. Answers the names of what it applied.
 */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  const turn = dataSource.createQueryRunner();
  try {
    await turn.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const { pending, unknown } = await migrationStatus(dataSource);
    if (unknown.length > 0)
      throw new DatabaseIsNewer(
        `the database has had migrations this version does not know (${unknown.join(', ')}): run the newer version`,
      );
    if (pending.length > 0) await dataSource.runMigrations({ transaction: 'each' });
    return pending;
  } finally {
    await turn.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await turn.release();
  }
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const found: { table: string | null }[] = await dataSource.query(
    `SELECT to_regclass('migrations')::text AS "table"`,
  );
  if (!found[0]?.table) return [];
  const rows: { name: string }[] = await dataSource.query('SELECT name FROM migrations ORDER BY id');
  return rows.map((row) => row.name);
}
