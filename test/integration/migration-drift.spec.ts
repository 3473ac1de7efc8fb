import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { dataSourceOptions } from '../../src/platform/database/data-source.js';
import { migrate, migrationStatus } from '../../src/platform/database/migrate.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

/** Tables that migrations and TypeORM keep for themselves. */
const NOT_ROOMS = ['migrations'];

describe('migrations and entities', () => {
  let database: FreshDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await freshDatabase();
    dataSource = await new DataSource(
      dataSourceOptions(database.url, { entities, migrations }, 'owner'),
    ).initialize();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  it('agree: TypeORM would change nothing in a migrated database but foreign keys between rooms', async () => {
    /* An entity holds an id and does not know the other room's entity, so TypeORM would drop those keys. */
    const keys: { drop: string }[] = await dataSource.query(
      `SELECT format('ALTER TABLE "%s" DROP CONSTRAINT "%s"', conrelid::regclass, conname) AS drop
       FROM pg_constraint WHERE contype = 'f'`,
    );
    const allowed = new Set(keys.map((key) => key.drop));
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query).filter((query) => !allowed.has(query))).toEqual([]);
  });

  it('cover every table: each has an entity, and each entity is listed', async () => {
    const rows: { name: string }[] = await dataSource.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
    );
    const tables = rows.map((row) => row.name).filter((name) => !NOT_ROOMS.includes(name));
    const described = dataSource.entityMetadatas.map((entity) => entity.tableName).sort();
    expect(described).toEqual(tables);
  });

  it('run twice change nothing the second time, also when two processes start at once', async () => {
    expect((await migrationStatus(dataSource)).pending).toEqual([]);
    expect(await Promise.all([migrate(dataSource), migrate(dataSource)])).toEqual([[], []]);
  });
});
