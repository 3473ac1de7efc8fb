import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  openEmbeddedPostgres,
  type OpenDatabase,
  removeEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';
import { isServerOf, signalProcess } from '../../src/platform/database/embedded/children.js';

/** Every fault here is made for real: processes are killed, files are damaged. */
describe('the embedded PostgreSQL', () => {
  let folder: string;
  let dataDir: string;
  const opened: OpenDatabase[] = [];
  const others: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-embedded-'));
    dataDir = join(folder, "a folder's name", '.breakwater');
  });
  afterEach(async () => {
    for (const other of others.splice(0)) other.kill('SIGKILL');
    for (const database of opened.splice(0)) await database.release();
    const pid = server();
    if (pid !== null) signalProcess(pid, 'SIGKILL');
    removeEmbeddedPostgres(dataDir);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const home = (): { folder: string } => {
    const { folder: inside } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
      folder: string;
    };
    return { folder: resolve(dataDir, inside) };
  };
  /** The process that serves the data directory, if one does. */
  const server = (): number | null => {
    if (!existsSync(join(dataDir, 'postgres.json'))) return null;
    const cluster = join(home().folder, 'cluster');
    if (!existsSync(join(cluster, 'postmaster.pid'))) return null;
    const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
    return isServerOf(pid, cluster) ? pid : null;
  };
  const open = async (signal = new AbortController().signal, onLost?: (what: string) => void) => {
    const database = await openEmbeddedPostgres({ dataDir, signal, durable: false, onLost });
    opened.push(database);
    return database;
  };
  const ask = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>({ text: sql })).rows;
    } finally {
      await client.end();
    }
  };
  const until = async (so: () => boolean, what: string): Promise<void> => {
    for (let tries = 0; tries < 400; tries++) {
      if (so()) return;
      await wait(50);
    }
    throw new Error(`not within 20 seconds: ${what}`);
  };
  /** Another process that uses the same database until it is killed. */
  const another = async (): Promise<ChildProcess> => {
    const built = pathToFileURL(resolve('dist/src/platform/database/embedded-postgres.js')).href;
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { openEmbeddedPostgres } = await import(${JSON.stringify(built)});
         const database = await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false, signal: new AbortController().signal });
         process.stdout.write('open');
         process.on('SIGTERM', () => database.release().then(() => process.exit(0)));
         setInterval(() => undefined, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    others.push(child);
    await new Promise<void>((done, fail) => {
      child.stdout?.once('data', () => done());
      child.once('exit', (code) => fail(new Error(`it ended with code ${code}`)));
    });
    return child;
  };

  it('is made, serves, stops with its last user, and is there again with its data', async () => {
    const first = await open();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    expect(server()).not.toBeNull();
    await first.release();
    expect(server()).toBeNull();
    const second = await open();
    expect(await ask(second.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    expect(await ask(second.url, 'SHOW server_version')).toEqual([
      { server_version: expect.stringMatching(/^18/) },
    ]);
    expect(await ask(second.url, "SELECT upper('žluťoučký')")).toEqual([{ upper: 'ŽLUŤOUČKÝ' }]);
  });

  it('lets nobody else in: its files are closed to others and its password is random', async () => {
    const { url } = await open();
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o077).toBe(0);
    expect(statSync(join(home().folder, 'cluster')).mode & 0o077).toBe(0);
    expect(decodeURIComponent(new URL(url).password).length).toBeGreaterThanOrEqual(32);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.toString(), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });

  it('is shared by processes: it stays while one uses it, and a killed one does not count', async () => {
    const child = await another();
    const { url } = await open();
    const pid = server();
    child.kill('SIGKILL');
    await new Promise((gone) => child.once('exit', gone));
    await ask(url, 'SELECT 1');
    expect(server()).toBe(pid);
    const leaving = await another();
    leaving.kill('SIGTERM');
    await new Promise((gone) => leaving.once('exit', gone));
    expect(server()).toBe(pid);
    await opened.pop()?.release();
    expect(server()).toBeNull();
  });

  it('outlives a killed service and is adopted by the next', async () => {
    const child = await another();
    const pid = server();
    child.kill('SIGKILL');
    await new Promise((gone) => child.once('exit', gone));
    expect(server()).toBe(pid);
    await open();
    expect(server()).toBe(pid);
  });

  it('killed under a running service comes back at the same address with its data', async () => {
    const told: string[] = [];
    const { url } = await open(undefined, (what) => told.push(what));
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS number');
    await ask(url, 'CHECKPOINT');
    const pid = server();
    if (pid === null) throw new Error('no server');
    signalProcess(pid, 'SIGKILL');
    await until(() => told.includes('back'), 'the server is back');
    expect(await ask(url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    expect(told).toEqual(['lost', 'back']);
    expect(server()).not.toBe(pid);
  });

  it('starts over a stale postmaster.pid, also when its number now belongs to somebody else', async () => {
    const first = await open();
    const file = join(home().folder, 'cluster', 'postmaster.pid');
    const written = readFileSync(file, 'utf8').split('\n');
    await first.release();
    writeFileSync(file, [String(process.pid), ...written.slice(1)].join('\n'));
    const { url } = await open();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('started twice at once on a fresh folder is one server with one database', async () => {
    const [one, two] = await Promise.all([another(), another()]);
    const { url } = await open();
    expect(
      await ask(url, "SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'breakwater %'"),
    ).toEqual([{ count: 3 }]);
    for (const child of [one, two]) expect(child.exitCode).toBeNull();
    expect(readdirSync(home().folder)).toEqual(['cluster']);
  });

  it.each([150, 600, 1_000])(
    'told to stop after %i ms of a first start leaves nothing running or half-made',
    async (ms) => {
      const stop = new AbortController();
      const starting = open(stop.signal);
      const outcome = starting.then(
        () => 'open',
        () => 'stopped',
      );
      await wait(ms);
      stop.abort(new Error('told to stop'));
      if ((await outcome) === 'open') await opened.pop()?.release();
      expect(server()).toBeNull();
      const left = existsSync(join(dataDir, 'postgres.json')) ? readdirSync(home().folder) : [];
      expect(left.filter((name) => name !== 'cluster')).toEqual([]);
    },
  );

  it('clears away what a process that was killed while making it left behind', async () => {
    await (await open()).release();
    const left = join(home().folder, 'cluster.new-2147483646');
    mkdirSync(left);
    await open();
    expect(existsSync(left)).toBe(false);
  });

  it('says in one sentence what is wrong, and changes nothing', async () => {
    writeFileSync(join(folder, 'file'), '');
    const at = (path: string) =>
      openEmbeddedPostgres({ dataDir: join(folder, path), signal: new AbortController().signal });
    await expect(at('file')).rejects.toThrow(/is not a folder: choose another with BREAKWATER_DATA$/);
    mkdirSync(join(folder, 'damaged'));
    writeFileSync(join(folder, 'damaged/postgres.json'), '{"version":1');
    await expect(at('damaged')).rejects.toThrow(/postgres.json is damaged/);
    await (await open()).release();
    writeFileSync(join(home().folder, 'cluster/PG_VERSION'), '17\n');
    await expect(open()).rejects.toThrow(/written by another version of PostgreSQL/);
    expect(server()).toBeNull();
  });
});
