import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';

/** A migrated database of its own for one test file, copied from a template; `drop` when done. */
export interface FreshDatabase {
  url: string;
  dataSource: DataSource;
  drop(): Promise<void>;
}

const server = (): string => {
  const url = process.env['TEST_POSTGRES_URL'];
  if (!url)
    throw new Error('TEST_POSTGRES_URL is not set: run the tests with npm test, which starts PostgreSQL');
  return url;
};

export async function freshDatabase(entities: readonly (new () => object)[] = []): Promise<FreshDatabase> {
  const template = await migratedTemplate();
  const name = `t_${randomBytes(8).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = databaseUrl(name);
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    migrations,
    synchronize: false,
    extra: { pipeline: true }, // as the running service has it (data-source.ts)
  });
  await dataSource.initialize();
  return {
    url,
    dataSource,
    async drop() {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asAdmin((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** A database with nothing in it at all. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
  const url = databaseUrl(name);
  const dataSource = await new DataSource({ type: 'postgres', url, synchronize: false }).initialize();
  return {
    url,
    dataSource,
    async drop() {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asAdmin((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

function databaseUrl(name: string): string {
  const url = new URL(server());
  url.pathname = `/${name}`;
  return url.toString();
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One template per set of migrations and server, made once under an advisory lock. */
async function migratedTemplate(): Promise<string> {
  const version = createHash('sha256')
    .update(migrations.map((migration) => migration.name).join())
    .digest('hex')
    .slice(0, 16);
  const name = `breakwater_template_${version}_${process.env['TEST_RUN'] ?? 'dev'}`.toLowerCase();
  return asAdmin(async (client) => {
    await client.query('SELECT pg_advisory_lock(7701)');
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${name}_new`);
      const dataSource = new DataSource({ type: 'postgres', url: databaseUrl(`${name}_new`), migrations });
      await dataSource.initialize();
      await dataSource.runMigrations({ transaction: 'each' });
      await dataSource.destroy();
      await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`);
    }
    await client.query('SELECT pg_advisory_unlock(7701)');
    return name;
  });
}
