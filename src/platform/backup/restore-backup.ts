import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import type { Actor } from '../../kernel/actor.js';
import { Trail } from '../audit/trail.js';
import { verifyTrail } from '../audit/verify-trail.js';
import { CommandFailure } from '../cli/command.js';
import { dataSourceOptions, type Schema } from '../database/data-source.js';
import { migrate, MIGRATION_LOCK } from '../database/migrate.js';
import { type BackupManifest, provenBackup } from './backup-manifest.js';
import { copied, PLAIN_TEXT, quoted } from './tables.js';

export interface Restored {
  manifest: BackupManifest;
  /** Migrations that came after the backup was made and were applied to it. */
  migrated: readonly string[];
}

/**
 * Loads a backup into the empty database at `url`, in one transaction: all of it, proven, or nothing. The tables are
 * made by the migrations the backup had; triggers, grants and row-level security come with them. Throws
 * CommandFailure, one sentence, where the backup is damaged or newer than this version, or the database is not empty.
 */
export async function restoreBackup(
  folder: string,
  url: string,
  schema: Schema,
  actor: Actor,
  signal?: AbortSignal,
): Promise<Restored> {
  const manifest = await provenBackup(folder);
  const known = schema.migrations.map(nameOf);
  const had = manifest.migrations;
  if (had.length > known.length || had.some((name, index) => name !== known[index]))
    throw new CommandFailure(
      'This backup was made by a newer version of Breakwater: restore it with that one.',
    );
  await connected(url, { ...schema, migrations: schema.migrations.slice(0, had.length) }, (dataSource) =>
    load(dataSource, folder, manifest, signal),
  );
  return connected(url, schema, async (dataSource) => {
    const migrated = await migrate(dataSource);
    await dataSource.transaction((tx) =>
      new Trail().record(tx, actor, [
        {
          action: 'backup.restored',
          subjectKind: 'backup',
          subjectId: manifest.name,
          detail: { madeAt: manifest.madeAt, trailHead: manifest.trailHead },
        },
      ]),
    );
    await dataSource.query('ANALYZE');
    return { manifest, migrated };
  });
}

async function connected<T>(url: string, schema: Schema, work: (to: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await new DataSource(dataSourceOptions(url, schema, 'owner')).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function load(
  dataSource: DataSource,
  folder: string,
  manifest: BackupManifest,
  signal?: AbortSignal,
): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await refuseUnlessEmpty(runner);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'none';
    await executor.executePendingMigrations();
    for (const setting of PLAIN_TEXT) await runner.query(setting);
    await withoutTriggers(runner, () => fill(runner, folder, manifest, signal));
    await prove(runner, manifest);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

async function refuseUnlessEmpty(runner: QueryRunner): Promise<void> {
  const found = (await runner.query(
    `SELECT c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname <> 'information_schema'
       AND n.nspname NOT LIKE 'pg\\_%'
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
     LIMIT 1`,
  )) as { name: string }[];
  if (found[0])
    throw new CommandFailure(
      `The database is not empty (it has ${found[0].name}): a backup is restored into an empty one.`,
    );
}

/** What triggers once did is in the rows already. Foreign keys are checked all the same. */
async function withoutTriggers(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  const triggers = (await runner.query(
    `SELECT c.relname AS "table", t.tgname AS name FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND c.relnamespace = 'public'::regnamespace`,
  )) as { table: string; name: string }[];
  const each = async (word: 'DISABLE' | 'ENABLE'): Promise<void> => {
    for (const { table, name } of triggers)
      await runner.query(`ALTER TABLE ${quoted(table)} ${word} TRIGGER ${quoted(name)}`);
  };
  await each('DISABLE');
  await work();
  await runner.query('SET CONSTRAINTS ALL IMMEDIATE');
  await each('ENABLE');
}

async function fill(
  runner: QueryRunner,
  folder: string,
  manifest: BackupManifest,
  signal?: AbortSignal,
): Promise<void> {
  // What a migration put in is in the backup too, as it stood later.
  await runner.query(`TRUNCATE ${manifest.tables.map(({ table }) => quoted(table)).join(', ')}`);
  const client = (await runner.connect()) as PoolClient;
  for (const table of manifest.tables) {
    const rows = client.query(copyFrom(`COPY ${copied(table)} FROM STDIN`));
    await pipeline(
      createReadStream(join(folder, table.path)),
      createGunzip(),
      rows,
      signal ? { signal } : {},
    );
    if (rows.rowCount !== table.rows)
      throw new CommandFailure(
        `The backup is damaged: ${table.path} has ${String(rows.rowCount)} rows and not ${String(table.rows)}. Nothing was restored.`,
      );
  }
  for (const { name, lastValue } of manifest.sequences)
    if (lastValue !== null)
      await runner.query('SELECT setval($1::text::regclass, $2::bigint)', [quoted(name), lastValue]);
}

async function prove(runner: QueryRunner, { trailHead }: BackupManifest): Promise<void> {
  const verdict = await verifyTrail(runner.manager, trailHead ?? undefined);
  const ends = verdict.ok && (verdict.head?.position ?? 0) === (trailHead?.position ?? 0);
  if (!ends)
    throw new CommandFailure(
      'The trail of this backup does not verify after loading it. Nothing was restored.',
    );
}

/** As TypeORM keeps it in the table `migrations`. */
function nameOf(migration: abstract new () => unknown): string {
  return migration.name;
}
