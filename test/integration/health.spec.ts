import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import { bootApp, type BootedApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { describeWithRedis } from '../support/redis.js';

describe('a service whose database', () => {
  let database: FreshDatabase;
  let booted: BootedApp;
  beforeAll(async () => {
    database = await freshDatabase();
    booted = await bootApp({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await booted?.close();
    await database?.drop();
  });

  it('answers is ready', async () => {
    await booted.http.get('/health/ready').expect(200);
  });

  it('has had a migration this version does not know is not ready', async () => {
    await database.dataSource.query(`INSERT INTO migrations (timestamp, name) VALUES (1, 'FromTheFuture1')`);
    const answer = await booted.http.get('/health/ready').expect(503);
    expect(answer.body.checks.migrations).toEqual({ ok: false, detail: { pending: 0, unknown: 1 } });
    await database.dataSource.query(`DELETE FROM migrations WHERE name = 'FromTheFuture1'`);
  });

  it('is gone is alive but not ready, and ready again when it is back', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.dataSource.destroy();
    const refuse = async (refused: boolean) => {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: String(process.env['TEST_POSTGRES_URL']) });
      await client.connect();
      await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${refused ? 'false' : 'true'}`);
      if (refused)
        await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          name,
        ]);
      await client.end();
    };
    await refuse(true);
    await booted.http.get('/health/live').expect(200);
    const answer = await booted.http.get('/health/ready').expect(503);
    expect(answer.body.checks.database.ok).toBe(false);
    await refuse(false);
    await booted.http.get('/health/ready').expect(200);
  });
});

describeWithRedis('a service with Redis', (redis) => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(async () => database?.drop());

  it('is ready only while Redis answers', async () => {
    const booted = await bootApp({ databaseUrl: database.url, redisUrl: redis.url });
    try {
      const answer = await booted.http.get('/health/ready').expect(200);
      expect(answer.body.checks.redis).toEqual({ ok: true });
    } finally {
      await booted.close();
    }
  });

  it('is not ready where nothing answers at the address', async () => {
    const booted = await bootApp({ databaseUrl: database.url, redisUrl: 'redis://127.0.0.1:1' });
    try {
      const answer = await booted.http.get('/health/ready').expect(503);
      expect(answer.body.checks.redis).toEqual({ ok: false });
    } finally {
      await booted.close();
    }
  });
});
