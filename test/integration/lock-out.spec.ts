import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';

let database: FreshDatabase;
let booted: BootedApp;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    env: {
      REFUSALS_BEFORE_LOCK: '10',
      REQUESTS_PER_MINUTE_SESSION: '50',
      REQUESTS_PER_MINUTE_ADDRESS: '120',
    },
  });
});
afterAll(async () => {
  await booted.close();
  await database.drop();
});

const nobodys = '/referrals/00000000-0000-4000-8000-000000000000';

describe('whoever feels their way along what is not theirs', () => {
  it('is signed out everywhere and locked after so many refusals, and the trail says so', async () => {
    const [one, two] = [await booted.as('list_office'), await booted.as('list_office')];
    for (let tried = 0; tried < 11; tried += 1) {
      expect((await one.get(nobodys)).status).toBe(404);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await one.get('/tasks')).status).toBe(302);
    expect((await two.get('/tasks')).status).toBe(302);
    const rows: { detail: Record<string, unknown>; actor_role: string }[] = await database.dataSource.query(
      `SELECT detail, actor_role FROM trail WHERE action = 'account.locked'`,
    );
    expect(rows).toEqual([
      {
        actor_role: 'list_office',
        detail: { why: 'too much was refused', minutes: 15, sessionsEnded: 2 },
      },
    ]);
  });
});

describe('requests', () => {
  it('beyond a session’s ceiling are refused with the time to wait, to programs and on pages', async () => {
    const browser = await booted.as('clinician');
    let response = await browser.get('/signed-in');
    for (let more = 0; response.status === 200 && more < 60; more += 1)
      response = await browser.get('/signed-in');
    expect(response.status).toBe(429);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(response.text).toContain('Too many requests');
    const program = await browser.get('/api/v1/waiting-list');
    expect([program.status, program.headers['content-type']]).toEqual([
      429,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it('beyond an address’s ceiling are refused whoever sends them, except about health', async () => {
    let response = await booted.anybody.get('/signed-in');
    for (let more = 0; response.status === 200 && more < 130; more += 1)
      response = await booted.anybody.get('/signed-in');
    expect(response.status).toBe(429);
    expect((await booted.anybody.get('/health/live')).status).toBe(200);
  });

  it('name the address that a proxy saw only where that proxy is trusted', async () => {
    const from = async (env: Record<string, string>): Promise<string> => {
      const app = await bootApp({ databaseUrl: database.url, env });
      try {
        await app.anybody
          .get('/api/v1/waiting-list')
          .set({ 'x-forwarded-for': '203.0.113.7', authorization: 'Basic nonsense' })
          .expect(401);
      } finally {
        await app.close();
      }
      const rows: { from_address: string }[] = await database.dataSource.query(
        `SELECT from_address FROM trail WHERE action = 'token.refused' ORDER BY id DESC LIMIT 1`,
      );
      return rows[0]?.from_address ?? '';
    };
    expect(await from({ TRUSTED_PROXIES: 'loopback' })).toBe('203.0.113.7');
    expect(await from({})).not.toContain('203.0.113.7');
  });
});
