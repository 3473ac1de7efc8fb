import { createGzip } from 'node:zlib';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Actor } from '../../kernel/actor.js';
import { Trail } from '../audit/trail.js';
import { verifyTrail } from '../audit/verify-trail.js';
import { CommandFailure } from '../cli/command.js';
import { oneAtATime } from '../database/data-source.js';
import { migrationStatus } from '../database/migrate.js';
import { SealedFolder } from '../files/sealed-folder.js';
import {
  type BackedUpTable,
  type BackupManifest,
  MANIFEST,
  MANIFEST_SUM,
  sumLine,
} from './backup-manifest.js';
import { copied, LEFT_OUT, PLAIN_TEXT, quoted, sequences, tablesInOrder } from './tables.js';

export interface MadeBackup {
  /** The folder of this backup. */
  backup: string;
  manifest: BackupManifest;
}

/**
 * Copies every row that is kept, as they all stood at one moment, into a folder of its own under `directory`; the
 * service goes on meanwhile. Whoever connects must own the tables: row-level security hides nothing from an owner. The
 * trail says that it was begun. Throws CommandFailure where the trail does not verify, or the folder cannot be written.
 */
export async function makeBackup(
  dataSource: DataSource,
  directory: string,
  actor: Actor,
  signal?: AbortSignal,
): Promise<MadeBackup> {
  const { applied } = await migrationStatus(dataSource);
  if (applied.length === 0)
    throw new CommandFailure('There is nothing to back up: the database has no tables.');
  const now = new Date();
  const name = `breakwater-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  await dataSource.transaction((tx) =>
    new Trail().record(tx, actor, [
      { act: 'export', action: 'backup.begun', subjectKind: 'backup', subjectId: name },
    ]),
  );
  const folder = await writing(directory, () => SealedFolder.begin(directory, name));
  try {
    const manifest = await writing(directory, () =>
      atOneMoment(dataSource, async (runner) => ({
        format: 1 as const,
        name,
        madeAt: now.toISOString(),
        postgres: await postgresVersion(runner),
        migrations: [...applied],
        ...(await contents(runner, folder, signal)),
      })),
    );
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    return await writing(directory, async () => {
      await folder.write(MANIFEST, [text]);
      await folder.write(MANIFEST_SUM, [sumLine(text)]);
      return { backup: await folder.seal(), manifest };
    });
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/** One snapshot for everything, and nobody alters a table until it is over. */
async function atOneMoment<T>(dataSource: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const connection = await oneAtATime(dataSource);
  const runner = connection.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('SET TRANSACTION READ ONLY');
    for (const setting of PLAIN_TEXT) await runner.query(setting);
    return await work(runner);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
    await connection.destroy();
  }
}

async function contents(
  runner: QueryRunner,
  folder: SealedFolder,
  signal?: AbortSignal,
): Promise<Pick<BackupManifest, 'trailHead' | 'tables' | 'leftOut' | 'sequences'>> {
  const shapes = await tablesInOrder(runner.manager);
  await runner.query(
    `LOCK TABLE ${shapes.map(({ table }) => quoted(table)).join(', ')} IN ACCESS SHARE MODE`,
  );
  const verdict = await verifyTrail(runner.manager);
  if (!verdict.ok)
    throw new CommandFailure(
      `The trail does not verify (link ${String(verdict.position)}: ${verdict.what}): find out why before you rely on a backup of it. Keep the last backup whose trail does.`,
    );
  const client = (await runner.connect()) as PoolClient;
  const tables: BackedUpTable[] = [];
  for (const shape of shapes) {
    const rows = client.query(copyTo(`COPY ${copied(shape)} TO STDOUT`));
    const packed = rows.on('error', (error) => packed.destroy(error)).pipe(createGzip({ level: 6 }));
    const written = await folder.write(`tables/${shape.table}.copy.gz`, packed, signal);
    tables.push({ ...shape, rows: rows.rowCount, ...written });
  }
  return {
    trailHead: verdict.head,
    tables,
    leftOut: [...LEFT_OUT],
    sequences: await sequences(runner.manager),
  };
}

async function postgresVersion(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('SHOW server_version')) as { server_version: string }[];
  return row?.server_version ?? '';
}

/** What a disk that is full or not ours means, in one sentence; other errors as they are. */
async function writing<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const because = DISK[(error as NodeJS.ErrnoException).code ?? ''];
    if (because === undefined) throw error;
    throw new CommandFailure(
      `The backup could not be written to ${directory}: ${because}. Nothing of it was kept.`,
    );
  }
}

const DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'a file would be larger than is allowed',
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'it may not be written to',
  ENOTDIR: 'it is not a directory',
  EEXIST: 'something of that name is there',
  ENOTEMPTY: 'a backup of that name is there',
  EIO: 'the disk reports an error',
};
