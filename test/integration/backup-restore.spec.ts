import { spawn, spawnSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { systemActor } from '../../src/kernel/actor.js';
import { verifyTrail } from '../../src/platform/audit/verify-trail.js';
import { MANIFEST, MANIFEST_SUM, sumLine } from '../../src/platform/backup/backup-manifest.js';
import { type MadeBackup, makeBackup } from '../../src/platform/backup/make-backup.js';
import { restoreBackup } from '../../src/platform/backup/restore-backup.js';
import { tablesInOrder } from '../../src/platform/backup/tables.js';
import { dataSourceOptions, SERVICE_ROLE } from '../../src/platform/database/data-source.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { TriageService } from '../../src/triage/triage.service.js';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../support/database.js';
import { fill, roomsOn } from '../support/filled-database.js';

/** Processes of their own, each of which reads every source first. */
jest.setTimeout(240_000);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const schema = { entities, migrations };
const actor = systemActor('test');

/** Given a database that the service's own rooms filled, and a backup of it. */
let from: FreshDatabase;
let rooms: INestApplicationContext;
let folder: string;
let made: MadeBackup;
beforeAll(async () => {
  from = await freshDatabase();
  rooms = await roomsOn(from.url);
  await fill(rooms);
  await from.dataSource.query(
    `INSERT INTO session (id, secret_hash, viewer_id, viewer, issuer, started_at, seen_at, ends_at)
     VALUES (gen_random_uuid(), sha256('x'), 'someone', '{}', 'test', now(), now(), now() + interval '1 hour')`,
  );
  folder = await mkdtemp(join(tmpdir(), 'breakwater-backup-'));
  made = await makeBackup(from.dataSource, folder, actor);
});
afterAll(async () => {
  await rooms?.close();
  await from?.drop();
  if (folder) await rm(folder, { recursive: true });
});

const rowsOf = async (dataSource: DataSource, table: string): Promise<unknown[]> =>
  dataSource.query(`SELECT t::text AS row FROM "${table}" AS t ORDER BY 1`);

async function restoredInto(backup = made.backup): Promise<FreshDatabase & { migrated: readonly string[] }> {
  const into = await emptyDatabase();
  try {
    const { migrated } = await restoreBackup(backup, into.url, schema, actor);
    return { ...into, migrated };
  } catch (error) {
    expect(await relations(into.dataSource)).toEqual([]);
    await into.drop();
    throw error;
  }
}
const relations = (dataSource: DataSource): Promise<unknown[]> =>
  dataSource.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`);

describe('a restored database', () => {
  let into: FreshDatabase & { migrated: readonly string[] };
  beforeAll(async () => void (into = await restoredInto()));
  afterAll(async () => into?.drop());

  it('holds every row of every table, and none more but the line that says it was restored', async () => {
    const tables = (await tablesInOrder(from.dataSource.manager)).map(({ table }) => table);
    expect(tables).toEqual(expect.arrayContaining(['child', 'decision', 'confirmation', 'fact', 'trail']));
    for (const table of [...tables, 'migrations'].filter((name) => !name.startsWith('trail')))
      expect([table, await rowsOf(into.dataSource, table)]).toEqual([
        table,
        await rowsOf(from.dataSource, table),
      ]);
    for (const table of [
      'child',
      'decision',
      'confirmation',
      'fact',
      'quarantined_row',
      'waiting_list_entry',
    ])
      expect([table, (await rowsOf(into.dataSource, table)).length > 0]).toEqual([table, true]);
    const line = 'SELECT t::text AS row FROM trail AS t ORDER BY id';
    const [before, after] = [await from.dataSource.query(line), await into.dataSource.query(line)];
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1).row).toContain('backup.restored');
  });

  it('has a trail that verifies, through the head that was noted in the backup, and goes on from there', async () => {
    expect(await verifyTrail(from.dataSource.manager)).toMatchObject({
      ok: true,
      head: made.manifest.trailHead,
    });
    expect(await verifyTrail(into.dataSource.manager, made.manifest.trailHead ?? undefined)).toMatchObject({
      ok: true,
      head: { position: (made.manifest.trailHead?.position ?? 0) + 1 },
    });
  });

  it('makes every decision again to the last word', async () => {
    const there = await roomsOn(into.url);
    try {
      const triage = there.get(TriageService, { strict: false });
      const decisions: { id: string }[] = await into.dataSource.query('SELECT id FROM decision');
      expect(decisions.length).toBeGreaterThan(10);
      for (const { id } of decisions)
        expect(await triage.replay(id)).toMatchObject({ decisionId: id, identical: true, differences: [] });
    } finally {
      await there.close();
    }
  });

  it('numbers what comes next after what there was', async () => {
    const next = (dataSource: DataSource): Promise<unknown> =>
      dataSource.query(
        `SELECT sequencename, coalesce(last_value, 0) AS last FROM pg_sequences
         WHERE sequencename NOT LIKE 'trail%' ORDER BY 1`,
      );
    expect(await next(into.dataSource)).toEqual(await next(from.dataSource));
  });

  it('still refuses to change what may only be added to', async () => {
    for (const table of ['trail', 'trail_link', 'decision'])
      await expect(into.dataSource.query(`DELETE FROM ${table}`)).rejects.toThrow(
        /append-only|never changed|only/i,
      );
    const service = await new DataSource(dataSourceOptions(into.url, schema, SERVICE_ROLE)).initialize();
    try {
      for (const table of ['trail', 'decision', 'confirmation'])
        await expect(service.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
    } finally {
      await service.destroy();
    }
  });

  it('has the same triggers, grants and row-level security, and shows a viewer without a scope nothing', async () => {
    const guards = (dataSource: DataSource): Promise<unknown> =>
      dataSource.query(
        `SELECT 'trigger' AS kind, t.tgrelid::regclass::text || ' ' || t.tgname || ' ' || t.tgenabled::text AS what
           FROM pg_trigger AS t WHERE NOT tgisinternal
         UNION ALL SELECT 'grant', c.relname || ' ' || coalesce(c.relacl::text, '') || c.relrowsecurity::text
           FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace
         UNION ALL SELECT 'policy', tablename || ' ' || policyname || ' ' || roles::text || coalesce(qual, '')
           FROM pg_policies
         UNION ALL SELECT 'constraint', conrelid::regclass::text || ' ' || conname || convalidated::text
           FROM pg_constraint WHERE connamespace = 'public'::regnamespace
         ORDER BY 1, 2`,
      );
    expect(await guards(into.dataSource)).toEqual(await guards(from.dataSource));
    const runner = into.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SET LOCAL ROLE breakwater_viewer');
    expect(await runner.query('SELECT count(*)::int AS n FROM child')).toEqual([{ n: 0 }]);
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('has nobody signed in', async () => {
    expect(await into.dataSource.query('SELECT count(*)::int AS n FROM session')).toEqual([{ n: 0 }]);
  });
});

describe('a backup', () => {
  it('can be read by its owner alone', async () => {
    const paths = await readdir(made.backup, { recursive: true });
    expect(paths).toEqual(expect.arrayContaining([MANIFEST, MANIFEST_SUM, join('tables', 'child.copy.gz')]));
    for (const path of ['.', ...paths]) {
      const found = await stat(join(made.backup, path));
      expect([path, (found.mode & 0o777).toString(8)]).toEqual([path, found.isDirectory() ? '700' : '600']);
    }
  });

  it('stands in the trail as a copy that left', async () => {
    expect(
      await from.dataSource.query(
        `SELECT act, subject_id AS name FROM trail WHERE action = 'backup.begun' ORDER BY id LIMIT 1`,
      ),
    ).toEqual([{ act: 'export', name: made.manifest.name }]);
  });

  it('is refused where the database is not empty', async () => {
    await expect(restoreBackup(made.backup, from.url, schema, actor)).rejects.toThrow(
      /^The database is not empty/,
    );
  });

  it.each([
    ['a file cut short', (at: string) => truncate(join(at, 'tables/fact.copy.gz'), 40)],
    ['a file longer than it was', (at: string) => appendFile(join(at, 'tables/child.copy.gz'), 'x')],
    ['a file missing', (at: string) => rm(join(at, 'tables/trail.copy.gz'))],
    ['another manifest', (at: string) => appendFile(join(at, MANIFEST), ' ')],
  ])('with %s is refused as damaged, and nothing is restored', async (_what, damage) => {
    const copy = await mkdtemp(join(tmpdir(), 'breakwater-damaged-'));
    await cp(made.backup, copy, { recursive: true });
    await damage(copy);
    await expect(restoredInto(copy)).rejects.toThrow(/^The backup is damaged: .* Nothing was restored\.$/);
    await rm(copy, { recursive: true });
  });

  it.each([
    [
      'a trail head that is not its own',
      { trailHead: { position: 1, hash: '0'.repeat(64) } },
      /trail .* does not verify/,
    ],
    ['a migration this version does not know', { migrations: ['Later1999999999999'] }, /newer version/],
    ['a later format', { format: 2 }, /newer version/],
  ])('whose manifest names %s is refused, and nothing is restored', async (_what, other, sentence) => {
    const copy = await mkdtemp(join(tmpdir(), 'breakwater-other-'));
    await cp(made.backup, copy, { recursive: true });
    const text = JSON.stringify({ ...made.manifest, ...other });
    await writeFile(join(copy, MANIFEST), text);
    await writeFile(join(copy, MANIFEST_SUM), sumLine(text));
    await expect(restoredInto(copy)).rejects.toThrow(sentence);
    await rm(copy, { recursive: true });
  });

  it('of an earlier release is brought up to date once it is loaded', async () => {
    const earlier = { entities, migrations: migrations.slice(0, -1) };
    const old = await emptyDatabase();
    const owner = await new DataSource(dataSourceOptions(old.url, earlier, 'owner')).initialize();
    await migrate(owner);
    await owner.query(`INSERT INTO installation (kind) VALUES ('real')`);
    const place = await mkdtemp(join(tmpdir(), 'breakwater-old-'));
    const { backup } = await makeBackup(owner, place, actor);
    const into = await restoredInto(backup);
    expect(into.migrated).toEqual(migrations.slice(-1).map(({ name }) => name));
    expect(await into.dataSource.query('SELECT kind FROM installation')).toEqual([{ kind: 'real' }]);
    await owner.destroy();
    await Promise.all([old.drop(), into.drop(), rm(place, { recursive: true })]);
  });

  it('is not made of a trail that was tampered with', async () => {
    const tamper = (name: string): Promise<unknown> =>
      from.dataSource.query(
        `ALTER TABLE trail DISABLE TRIGGER USER; UPDATE trail SET actor_name = ${name} WHERE id = 3;
         ALTER TABLE trail ENABLE TRIGGER USER`,
      );
    await tamper(`actor_name || '!'`);
    await expect(makeBackup(from.dataSource, folder, actor)).rejects.toThrow(
      /^The trail does not verify \(link 3/,
    );
    await tamper(`rtrim(actor_name, '!')`);
    expect(await readdir(folder)).toEqual([made.manifest.name]);
  });
});

describe('the command', () => {
  const env = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: '', DATABASE_URL: from.url });
  const cli = ['--import', './test/support/typescript-loader.js', 'src/cli.ts'];

  it('backs up and restores from one database into another', async () => {
    const place = await mkdtemp(join(tmpdir(), 'breakwater-command-'));
    const into = await emptyDatabase();
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [...cli, ...args], { cwd: root, env: env(), encoding: 'utf8' });
    const backup = run('backup', place);
    expect([backup.status, backup.stderr]).toEqual([0, '']);
    const said = JSON.parse(backup.stdout) as { backup: string; rows: number };
    const restore = run('restore', said.backup, '--into', into.url, '--by', 'Sam Sysadmin');
    expect([restore.status, restore.stderr]).toEqual([0, '']);
    expect(JSON.parse(restore.stdout)).toMatchObject({ rows: said.rows, migrated: [] });
    const again = run('restore', said.backup, '--into', into.url);
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringMatching(/^The database is not empty .*\n$/),
    ]);
    await into.drop();
    await rm(place, { recursive: true });
  });

  it('on a disk that is full says so and leaves nothing that looks like a backup', async () => {
    const place = await mkdtemp(join(tmpdir(), 'breakwater-full-'));
    // No file may be larger than a block or two: what a full disk answers, without filling one.
    const full = spawnSync(
      'sh',
      ['-c', 'ulimit -f 2; exec "$@"', 'sh', process.execPath, ...cli, 'backup', place],
      { cwd: root, env: env(), encoding: 'utf8' },
    );
    expect([full.status, full.stderr]).toEqual([
      2,
      expect.stringMatching(/^The backup could not be written to .* Nothing of it was kept\.\n$/),
    ]);
    expect(await readdir(place)).toEqual([]);
    await rm(place, { recursive: true });
  });

  it('killed at any moment leaves a backup that is whole, or none', async () => {
    const place = await mkdtemp(join(tmpdir(), 'breakwater-killed-'));
    for (const after of [0, 5, 20, 60]) {
      const child = spawn(process.execPath, [...cli, 'backup', place], {
        cwd: root,
        env: env(),
        stdio: 'ignore',
      });
      const ended = new Promise((done) => child.once('close', done));
      const seen = await readdir(place);
      while (child.exitCode === null && (await readdir(place)).length === seen.length) await wait(1);
      await wait(after);
      child.kill('SIGKILL');
      await ended;
    }
    const left = await readdir(place);
    expect(left.length).toBeGreaterThan(0);
    for (const name of left.filter((one) => !one.startsWith('.')))
      await (await restoredInto(join(place, name))).drop();
    await rm(place, { recursive: true });
  });
});
