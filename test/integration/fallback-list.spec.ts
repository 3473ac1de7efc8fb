import { spawn, spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemActor } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { emptyScope, type Visit } from '../../src/kernel/viewer.js';
import { SigningKey } from '../../src/platform/files/signing-key.js';
import { PageNotices } from '../../src/platform/views/page-notices.js';
import { FallbackLists, type MadeFallback } from '../../src/waiting-list/fallback-list.service.js';
import { provenFallback } from '../../src/waiting-list/fallback.reader.js';
import { FallbackReconciler } from '../../src/waiting-list/fallback.reconciler.js';
import { WaitingListService } from '../../src/waiting-list/waiting-list.service.js';
import { FakeClock } from '../support/clock.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { fill, roomsOn } from '../support/filled-database.js';

/** Processes of their own, each of which reads every source first. */
jest.setTimeout(240_000);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const today = plainDate('2026-11-22');
const clock = new FakeClock(today);
let database: FreshDatabase;
let rooms: INestApplicationContext;
let data: string;
let lists: FallbackLists;

beforeAll(async () => {
  database = await freshDatabase();
  data = await mkdtemp(join(tmpdir(), 'breakwater-fallback-'));
  rooms = await roomsOn(database.url, { BREAKWATER_DATA: data, FALLBACK_KEEP_DAYS: '3' }, clock);
  await fill(rooms);
  await database.dataSource.query(
    `UPDATE child SET restricted = true WHERE id = (SELECT child_id FROM waiting_list_entry
       WHERE provider = 'NR5' AND service = 'slt' ORDER BY referral_id LIMIT 1)`,
  );
  lists = rooms.get(FallbackLists, { strict: false });
});
afterAll(async () => {
  await rooms?.close();
  await database?.drop();
  if (data) await rm(data, { recursive: true });
});
beforeEach(() => clock.set(today));

const visit: Visit = {
  viewer: {
    kind: 'person',
    id: 'test#kim',
    name: 'Kim Clinician',
    role: 'clinician',
    organisation: 'NR5',
    agency: 'health',
    services: ['slt'],
    localities: 'all',
  },
  scope: emptyScope,
  sessionId: null,
  from: null,
  requestId: null,
  why: null,
};

const make = async (): Promise<MadeFallback> => {
  const made = await lists.make(join(data, 'elsewhere'), systemActor('test'));
  if (!made) throw new Error('nobody waits');
  return made;
};
const proof = async (folder: string, on = today) =>
  provenFallback(folder, await SigningKey.in(lists.keyPath), on);

describe('the printed lists', () => {
  it('hold everybody on each list, in the order of the queue', async () => {
    const { folder, manifest } = await make();
    const waiting = await database.dataSource.query(
      `SELECT provider, service, count(*)::int AS entries FROM waiting_list_entry GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(manifest.lists.map(({ provider, service, entries }) => ({ provider, service, entries }))).toEqual(
      waiting,
    );
    const html = await readFile(join(folder, 'NR5-slt.html'), 'utf8');
    const printed = [...html.matchAll(/<td class="place">(\d+)<\/td><td><strong>([^<]*)<\/strong>/g)];
    const queue = rooms.get(WaitingListService, { strict: false });
    const { entries } = await queue.page({ on: today, filter: { service: 'slt' }, after: undefined }, 1_000);
    const names = entries
      .filter(({ provider }) => provider === 'NR5')
      .map(({ childName }) => childName.trim());
    expect(printed.map(([, place]) => Number(place))).toEqual(names.map((_, index) => index + 1));
    expect(printed.map(([, , name]) => name?.replace(/&#39;/g, "'"))).toEqual(
      names.map((name) => name || 'Name not recorded'),
    );
  });

  it('say when they were made, until when they may be used, how many are on them, and that they are advice', async () => {
    const { folder, manifest } = await make();
    for (const { path, entries } of manifest.lists) {
      const html = await readFile(join(folder, path), 'utf8');
      expect(html).toContain('22 November 2026 at 11:00');
      expect(html).toContain('<dt>May be used until the end of</dt><dd>23 November 2026</dd>');
      expect(html).toContain(`<dd>${entries} ${entries === 1 ? 'entry' : 'entries'}</dd>`);
      expect(html).toContain('It is advice');
      expect(html).toContain(`The list ends here: ${entries} in all`);
      expect(html).not.toMatch(/<script|style=|javascript:|https?:/);
    }
  });

  it('mark who is restricted, and show of nobody a place, a contact or a school', async () => {
    const { folder, manifest } = await make();
    const all = (
      await Promise.all(manifest.lists.map(({ path }) => readFile(join(folder, path), 'utf8')))
    ).join('');
    expect(all).toContain('<span class="restricted">Restricted</span></td>');
    const secrets: { word: string }[] = await database.dataSource.query(
      `SELECT DISTINCT word FROM child_record,
         LATERAL (VALUES (postcode), (address_line), (contact_email), (contact_mobile), (contact_name), (school)) AS v (word)
       WHERE length(word) > 3`,
    );
    expect(secrets.length).toBeGreaterThan(3);
    expect(secrets.filter(({ word }) => all.includes(word))).toEqual([]);
  });

  it('are in the trail as exports, each child by name of none but id, before anything is whole', async () => {
    const before = await database.dataSource.query('SELECT coalesce(max(id), 0) AS id FROM trail');
    const { manifest } = await make();
    const lines: { list: string; children: number }[] = await database.dataSource.query(
      `SELECT subject_id AS list, sum(cardinality(child_ids))::int AS children FROM trail
       WHERE id > $1 AND act = 'export' AND action = 'fallback.printed' GROUP BY 1 ORDER BY 1`,
      [before[0].id],
    );
    const waiting = await database.dataSource.query(
      `SELECT provider || '/' || service AS list, count(DISTINCT child_id)::int AS children
       FROM waiting_list_entry GROUP BY 1 ORDER BY 1`,
    );
    expect(lines).toEqual(waiting);
    expect(lines).toHaveLength(manifest.lists.length);
  });

  it('are the owner’s alone, key included', async () => {
    const { folder } = await make();
    for (const name of await readdir(folder))
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(lists.keyPath)).mode & 0o777).toBe(0o600);
  });

  it('are proven by the key, until they are too old', async () => {
    const { folder } = await make();
    expect(await proof(folder)).toMatchObject({ ok: true, faults: [] });
    expect(await proof(folder, plainDate('2026-11-24'))).toMatchObject({
      ok: false,
      faults: [expect.stringMatching(/too old/)],
    });
  });

  it.each([
    ['a list', 'NR5-slt.html', /^NR5-slt\.html was changed\.$/],
    ['the style sheet', 'list.css', /^list\.css was changed\.$/],
    ['the manifest', 'manifest.json', /^The signature is not of this key/],
    ['the signature', 'manifest.json.sig', /^The signature is not of this key/],
  ])('are found out when %s was tampered with', async (_what, name, sentence) => {
    const { folder } = await make();
    if (name.endsWith('.sig')) await writeFile(join(folder, name), Buffer.alloc(64).toString('base64'));
    else await appendFile(join(folder, name), ' ');
    expect(await proof(folder)).toMatchObject({ ok: false, faults: [expect.stringMatching(sentence)] });
  });

  it('are found out when made with another key, or a file was put among them', async () => {
    const { folder } = await make();
    await writeFile(join(folder, 'RK9-extra.html'), 'x');
    expect((await proof(folder)).faults).toEqual(['RK9-extra.html does not belong here.']);
    const other = await SigningKey.inOrMade(join(data, 'other-key'));
    expect(await provenFallback(folder, other, today)).toMatchObject({ ok: false });
  });
});

describe('every night', () => {
  const look = () => rooms.get(FallbackReconciler, { strict: false }).look();
  const home = async () => (await readdir(lists.home)).sort();

  it('they are made once, after three in the morning, and those of old days go', async () => {
    clock.set('2026-11-25T12:00:00Z');
    expect((await look())?.manifest.day).toBe('2026-11-25');
    expect(await look()).toBeNull();
    for (const day of ['26', '27', '28']) {
      clock.set(`2026-11-${day}T00:30:00Z`);
      expect(await look()).toBeNull();
      clock.set(`2026-11-${day}T03:30:00Z`);
      expect((await look())?.manifest.day).toBe(`2026-11-${day}`);
    }
    expect(await home()).toEqual(['2026-11-26', '2026-11-27', '2026-11-28']);
  });

  it('they are made at once where those of yesterday are missing, and every page says so until then', async () => {
    clock.set('2026-12-05T01:00:00Z');
    const notices = async () => JSON.stringify(await rooms.get(PageNotices).for(visit));
    rooms.get(FallbackReconciler, { strict: false }).onModuleInit();
    expect(await notices()).toContain('were last made on 28 November 2026');
    expect((await look())?.manifest.day).toBe('2026-12-05');
    expect(await notices()).not.toContain('were last made');
  });

  it('that they cannot be made is said on every page, and tried again', async () => {
    const blocked = join(data, 'a-file');
    await writeFile(blocked, '');
    const there = await roomsOn(database.url, { BREAKWATER_DATA: blocked }, clock);
    there.useLogger(false);
    const nightly = there.get(FallbackReconciler, { strict: false });
    nightly.onModuleInit();
    nightly.start();
    const notices = async () => JSON.stringify(await there.get(PageNotices).for(visit));
    for (let tries = 0; tries < 100 && (await notices()) === '[]'; tries++) await wait(50);
    expect(await notices()).toContain('could not be made');
    await nightly.beforeApplicationShutdown();
    await there.close();
  });

  it('two processes at once make them once', async () => {
    clock.set('2026-12-06T04:00:00Z');
    const made = await Promise.all([look(), look(), look()]);
    expect(made.filter((one) => one !== null)).toHaveLength(1);
  });
});

describe('the command', () => {
  const cli = ['--import', './test/support/typescript-loader.js', 'src/cli.ts', 'fallback'];
  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    NODE_OPTIONS: '',
    DATABASE_URL: database.url,
    BREAKWATER_DATA: data,
  });
  const run = (more: NodeJS.ProcessEnv, ...args: string[]) =>
    spawnSync(process.execPath, [...cli, ...args], {
      cwd: root,
      env: { ...env(), ...more },
      encoding: 'utf8',
    });

  it('prints them, and proves them without a database', async () => {
    const place = join(data, 'printed');
    const printed = run({}, 'print', '--to', place, '--why', 'the drill');
    expect([printed.status, printed.stderr]).toEqual([0, '']);
    const { folder } = JSON.parse(printed.stdout) as { folder: string };
    const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    const proven = run(nowhere, 'verify', folder);
    expect([proven.status, JSON.parse(proven.stdout)]).toEqual([0, expect.objectContaining({ ok: true })]);
    await appendFile(join(folder, 'NR5-slt.html'), ' ');
    const found = run(nowhere, 'verify', folder);
    expect([found.status, JSON.parse(found.stdout)]).toEqual([
      1,
      expect.objectContaining({ ok: false, faults: ['NR5-slt.html was changed.'] }),
    ]);
    const noKey = run({ ...nowhere, FALLBACK_KEY_FILE: join(data, 'nothing') }, 'verify', folder);
    expect([noKey.status, noKey.stderr]).toEqual([2, expect.stringMatching(/^The key cannot be read from /)]);
  });

  it('killed at any moment leaves lists that are whole, or none', async () => {
    const place = await mkdtemp(join(data, 'killed-'));
    for (const after of [0, 5, 20]) {
      const child = spawn(process.execPath, [...cli, 'print', '--to', place, '--why', 'x'], {
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
      expect(await proof(join(place, name), plainDate(name))).toMatchObject({ ok: true });
  });
});
