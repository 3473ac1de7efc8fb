import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { behindNobody } from '../../migrations/behind-nobody.js';
import { migrations } from '../../migrations/index.js';
import { databaseFailure } from '../../src/platform/process/start.js';
import { emptyDatabase } from '../support/database.js';

class ChangeBoth1795760000000 implements MigrationInterface {
  name = 'ChangeBoth1795760000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE quiet ADD COLUMN more text');
    await queryRunner.query('ALTER TABLE busy ADD COLUMN more text');
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

/** As they stand in databases of a release: those of the next are added at the end then, and none is ever changed. */
const RELEASED = [
  'CreateTheHouse1795351200000',
  'ChainTheTrail1795690000000',
  'ScopeWhatViewersSee1795690100000',
  'KeepSessions1795700000000',
  'RegisterSharing1795710000000',
  'OpenRecords1795720000000',
  'ReviewUnusualViewing1795720100000',
  'KeepFlagReasonFacts1795730000000',
  'ListWhatViewersSee1795731000000',
  'ReachWhatEscalates1795740000000',
  'ShowWhatAccessDeclined1795741000000',
  'FindLinesOfTheTrail1795742000000',
  'NarrowWhatViewersSee1795744000000',
  'LookByOrganisation1795744010000',
];

/** Given two tables, one of them held by a reader whose transaction does not end. */
describe('a migration that comes to a table in use', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let migrating: DataSource | undefined;
  let reader: QueryRunner;

  beforeEach(async () => {
    database = await emptyDatabase();
    await database.dataSource.query('CREATE TABLE quiet (id int)');
    await database.dataSource.query('CREATE TABLE busy (id int)');
    reader = database.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('SELECT * FROM busy');
  });
  afterEach(async () => {
    if (reader.isTransactionActive) await reader.rollbackTransaction();
    await reader.release();
    if (migrating?.isInitialized) await migrating.destroy();
    await database.drop();
  });

  const begun = async (tries: number): Promise<{ done: Promise<string> }> => {
    const patience = { waitsFor: 200, tries, pausesFor: 300 };
    const owner = await new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [behindNobody(ChangeBoth1795760000000, patience)],
    }).initialize();
    migrating = owner;
    const done = owner.runMigrations({ transaction: 'each' }).then(
      () => 'done',
      (error: unknown) => String((databaseFailure(error) as Error).message),
    );
    return { done };
  };
  const waiting = async (): Promise<number> => {
    const [row]: { n: number }[] = await database.dataSource.query(
      `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'busy'::regclass`,
    );
    return row?.n ?? 0;
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('lets others read meanwhile, and is done once the table is free', async () => {
    const { done } = await begun(50);
    await until(async () => (await waiting()) > 0);
    // Behind it for as long as it waits at a time, and no longer: neither here nor where it had come through already.
    const from = Date.now();
    await database.dataSource.query('SELECT * FROM busy');
    await database.dataSource.query('SELECT * FROM quiet');
    expect(Date.now() - from).toBeLessThan(2_000);
    await reader.commitTransaction();
    expect(await done).toBe('done');
    await database.dataSource.query('SELECT busy.more, quiet.more FROM busy, quiet');
    expect(await database.dataSource.query('SELECT name FROM migrations')).toEqual([
      { name: 'ChangeBoth1795760000000' },
    ]);
  });

  it('gives up after a few tries, changes nothing, and says so in one sentence', async () => {
    const { done } = await begun(3);
    expect(await done).toMatch(
      /^The database of DATABASE_URL cannot be used: .* is in use, .*; try again later\.$/,
    );
    const columns: unknown[] = await database.dataSource.query(
      `SELECT FROM information_schema.columns WHERE column_name = 'more'`,
    );
    expect([columns.length, await waiting()]).toEqual([0, 0]);
    expect(await database.dataSource.query('SELECT * FROM migrations')).toEqual([]);
  });

  it('is every migration there is: each says first how long it waits, and can go back to there', async () => {
    for (const migration of migrations) {
      const said: string[] = [];
      const query = (sql: string): Promise<never> => {
        said.push(sql);
        return said.length < 3 ? Promise.resolve([] as never) : Promise.reject(new Error('far enough'));
      };
      const recorder = { query } as unknown as QueryRunner;
      await expect(new migration().up(recorder)).rejects.toThrow('far enough');
      expect([migration.name, ...said.slice(0, 2)]).toEqual([
        migration.name,
        'SET LOCAL lock_timeout = 5000',
        'SAVEPOINT before_it',
      ]);
    }
  });

  it('keeps the name it always had, by which databases know that it has run', () => {
    expect(migrations.slice(0, RELEASED.length).map(({ name }) => name)).toEqual(RELEASED);
    for (const migration of migrations) expect(new migration().name).toBe(migration.name);
    expect(migrations.every(({ name }) => /^[A-Z]\w+\d{13}$/.test(name))).toBe(true);
  });
});
