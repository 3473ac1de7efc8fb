import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/kernel/actor.js';
import type { Viewer } from '../../src/kernel/viewer.js';
import { secretHash } from '../../src/platform/auth/sessions/secret.js';
import { endSessionsCommand } from '../../src/platform/auth/sessions/sessions.command.js';
import { Sessions } from '../../src/platform/auth/sessions/sessions.js';
import { readConfig } from '../../src/platform/config/config.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { FakeClock } from '../support/clock.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { notStopped, operator } from '../support/operator.js';
import { sessionFor } from '../support/sign-in.js';

const amara: Viewer = {
  kind: 'person',
  id: 'https://id.example amara',
  name: 'Dr Amara Okafor',
  role: 'clinician',
  organisation: 'RK9',
  agency: 'health',
  services: ['community_paediatrics'],
  localities: 'all',
};

let database: FreshDatabase;
let clock: FakeClock;
let sessions: Sessions;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = new FakeClock('2026-11-22');
  const config = readConfig({ SESSION_IDLE_MINUTES: '30', SESSION_HOURS: '10' });
  if (!config.ok) throw new Error('config');
  sessions = new Sessions(database.dataSource, config.value, clock);
  await database.dataSource.query('TRUNCATE session');
});

const begin = (viewer = amara, providerSession: string | null = null) =>
  database.dataSource.transaction((tx) =>
    sessions.begin(tx, { viewer, issuer: 'https://id.example', providerSession, idToken: 'token' }),
  );
const after = (minutes: number): void =>
  clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());

describe('the command that ends sessions', () => {
  let booted: BootedApp;
  beforeAll(async () => {
    booted = await bootApp({ databaseUrl: database.url });
  });
  afterAll(() => booted?.close());

  const end = (person: string, operatorToo: Partial<Actor> = {}): Promise<number> =>
    endSessionsCommand.run(booted.app, [], { person, by: 'Ima Admin' }, notStopped, {
      ...operator,
      name: 'Ima Admin',
      why: 'lost laptop',
      ...operatorToo,
    } as Actor);

  it('refuses the next request of that person wherever they are signed in, of nobody else, and is in the trail', async () => {
    const [desk, ward, other] = [
      await booted.as({ role: 'clinician', name: 'Dr Gone' }),
      await booted.as({ role: 'clinician', name: 'Dr Gone' }),
      await booted.as({ role: 'clinician', name: 'Dr Stays' }),
    ];
    for (const browser of [desk, ward, other])
      expect((await browser.get('/api/v1/waiting-list')).status).toBe(200);
    expect(await end('Dr Gone')).toBe(0);
    expect((await desk.get('/api/v1/waiting-list')).status).toBe(401);
    expect((await ward.get('/api/v1/waiting-list')).status).toBe(401);
    expect((await other.get('/api/v1/waiting-list')).status).toBe(200);
    const lines = await database.dataSource.query(
      `SELECT actor_name, why, act, subject_kind, detail FROM trail WHERE action = 'session.ended' ORDER BY id`,
    );
    const line = {
      actor_name: 'Ima Admin',
      why: 'lost laptop',
      act: 'change',
      subject_kind: 'session',
      detail: { why: 'ended by an operator', person: 'test#clinician-NR5-Dr Gone' },
    };
    expect(lines).toEqual([line, line]);
  });

  it('asks which where several have that name, and takes the id', async () => {
    await booted.as({ role: 'clinician', name: 'Dr Twice' });
    await booted.as({ role: 'clinician', organisation: 'RK9', name: 'Dr Twice' });
    await expect(end('Dr Twice')).rejects.toThrow(
      'Say which: test#clinician-NR5-Dr Twice; test#clinician-RK9',
    );
    expect(await end('test#clinician-RK9-Dr Twice')).toBe(0);
    expect(await end('Dr Twice')).toBe(0);
  });

  it('ends nobody’s by a slip, and needs a reason', async () => {
    await expect(end('Dr Nobody')).rejects.toThrow('Nobody who is "Dr Nobody" is signed in.');
    await booted.as({ role: 'clinician', name: 'Dr Here' });
    await expect(end('Dr Here', { why: null })).rejects.toThrow('say why they end');
  });
});

describe('a session', () => {
  it('is known by its secret alone, of which only the SHA-256 is stored', async () => {
    const { secret, id } = await begin();
    expect(await sessions.open(secret)).toEqual({ id, viewer: amara, alongside: {} });
    const rows: { row: string; secret_hash: Buffer }[] = await database.dataSource.query(
      'SELECT session::text AS row, secret_hash FROM session',
    );
    expect(rows[0]?.row).not.toContain(secret);
    expect(rows[0]?.secret_hash).toEqual(secretHash(secret));
    expect(await sessions.open(secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A'))).toBeNull();
    expect(await sessions.open("' OR true --")).toBeNull();
  });

  it('is found together with what rooms must know of its person at every request', async () => {
    sessions.alsoRead('person', 'session.viewer_id');
    sessions.alsoRead('moment', "SELECT to_json($2::timestamptz > now() - interval '100 years')");
    const { secret } = await begin();
    expect((await sessions.open(secret))?.alongside).toEqual({ person: amara.id, moment: true });
    expect(() => sessions.alsoRead('person', 'SELECT 1')).toThrow('somebody already reads person');
  });

  it('ends when nothing was asked for half an hour, and goes on as long as something is', async () => {
    const { secret } = await begin();
    for (let asked = 0; asked < 5; asked += 1) {
      after(29);
      expect(await sessions.open(secret)).not.toBeNull();
    }
    after(30);
    expect(await sessions.open(secret)).toBeNull();
  });

  it('ends ten hours after it began, however busy', async () => {
    const { secret } = await begin();
    for (let quarter = 1; quarter < 40; quarter += 1) {
      after(15);
      expect(await sessions.open(secret)).not.toBeNull();
    }
    after(15);
    expect(await sessions.open(secret)).toBeNull();
  });

  it('is written to at most once a minute', async () => {
    const { secret } = await begin();
    const seen = async (): Promise<string> => {
      const rows: { seen: string }[] = await database.dataSource.query(
        'SELECT seen_at::text AS seen FROM session',
      );
      return rows[0]?.seen ?? '';
    };
    const first = await seen();
    after(0.9);
    await sessions.open(secret);
    expect(await seen()).toBe(first);
    after(0.2);
    await sessions.open(secret);
    expect(await seen()).not.toBe(first);
  });

  it('ends everywhere for one person, and for nobody else', async () => {
    const [desk, ward] = [await begin(), await begin()];
    const other = await begin({ ...amara, id: 'https://id.example ben' });
    const ended = await database.dataSource.transaction((tx) =>
      sessions.endAllOf(tx, amara.id, 'signed out'),
    );
    expect(ended.map((one) => one.id).sort()).toEqual([desk.id, ward.id].sort());
    expect(ended[0]?.idToken).toBe('token');
    expect(await sessions.open(desk.secret)).toBeNull();
    expect(await sessions.open(ward.secret)).toBeNull();
    expect(await sessions.open(other.secret)).not.toBeNull();
    const rows: { ended_why: string; id_token: string | null }[] = await database.dataSource.query(
      'SELECT ended_why, id_token FROM session WHERE viewer_id = $1',
      [amara.id],
    );
    expect(rows).toEqual([
      { ended_why: 'signed out', id_token: null },
      { ended_why: 'signed out', id_token: null },
    ]);
  });

  it('ends when the identity provider says that its own has', async () => {
    const here = await begin(amara, 'sid-1');
    const there = await begin(amara, 'sid-2');
    await database.dataSource.transaction((tx) =>
      sessions.endAtProvider(tx, 'https://id.example', { providerSession: 'sid-1' }),
    );
    expect(await sessions.open(here.secret)).toBeNull();
    expect(await sessions.open(there.secret)).not.toBeNull();
  });

  it('may be begun for a spec without signing in', async () => {
    const { cookie, csrf } = await sessionFor(database.dataSource, amara, clock.now());
    expect((await sessions.open(cookie.split('=')[1] ?? ''))?.viewer).toEqual(amara);
    expect(csrf).toHaveLength(43);
  });
});
