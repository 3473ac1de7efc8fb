import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { describeWithRedis } from '../support/redis.js';

interface Started {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
}

/** The built entry points as their own processes, with nothing in the environment but what is given. */
function start(
  entry: 'web' | 'worker' | 'cli',
  env: Record<string, string>,
  args: readonly string[] = [],
): Started {
  const child = spawn(process.execPath, [resolve(`dist/src/${entry}.js`), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return { child, out: () => out, err: () => err, ended: new Promise((done) => child.once('close', done)) };
}

async function until(started: Started, so: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (so()) return;
    if (started.child.exitCode !== null) break;
    await wait(100);
  }
  throw new Error(`it did not come to that:\n${started.out()}${started.err()}`);
}

describe('an entry point', () => {
  let database: FreshDatabase;
  const running: Started[] = [];
  beforeAll(async () => void (database = await freshDatabase()));
  afterEach(() => running.splice(0).forEach(({ child }) => child.kill('SIGKILL')));
  afterAll(async () => database?.drop());

  const web = async (env: Record<string, string> = {}) => {
    const started = start('web', { DATABASE_URL: database.url, PORT: '0', ...env });
    running.push(started);
    await until(started, () => started.out().includes('Breakwater is at '));
    const [, address = ''] = /Breakwater is at (\S+)/.exec(started.out()) ?? [];
    return { ...started, address };
  };

  it.each([
    ['web', { PORT: 'x', REDIS_URL: 'y' }, /^The configuration cannot be used: PORT .*; REDIS_URL .*\.\n$/],
    ['worker', {}, /^The worker takes its jobs from Redis: set REDIS_URL\..*\n$/],
    [
      'web',
      { DATABASE_URL: 'postgres://127.0.0.1:1/none' },
      /^The database of DATABASE_URL cannot be used: nothing answers at its address\.\n$/,
    ],
  ] as const)(
    '%s that cannot start with %j says so in one sentence, exit code 2',
    async (entry, env, sentence) => {
      const started = start(entry, env);
      expect(await started.ended).toBe(2);
      expect(started.err()).toMatch(sentence);
    },
  );

  it('whose server has no such database says which of its faults it is', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const started = start('cli', { DATABASE_URL: url.toString() }, ['database', 'status']);
    expect(await started.ended).toBe(2);
    expect(started.err()).toBe(
      'The database of DATABASE_URL cannot be used: it has no database of that name.\n',
    );
  });

  it('web on a database that was named loads no demo, serves, and drains when told to stop', async () => {
    const { address, child, ended } = await web();
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    const page = await (await fetch(address)).text();
    expect(page).toContain('Nobody can sign in yet: no identity provider has been set up.');
    expect(page).not.toContain('Every child, name and number here is invented');
    expect(await database.dataSource.query('SELECT kind FROM installation')).toEqual([]);
    expect(await database.dataSource.query('SELECT count(*)::int FROM referral')).toEqual([{ count: 0 }]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  });

  it('told twice by one Ctrl-C, as npm does, still drains', async () => {
    const { child, ended, err } = await web();
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(err()).not.toContain('Stopping at once');
  });

  it('web on a port that is taken says so, exit code 2', async () => {
    const taken: Server = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const started = start('web', { DATABASE_URL: database.url, PORT: String(port) });
    expect(await started.ended).toBe(2);
    expect(started.err()).toBe(
      `Port ${port} on 127.0.0.1 is already in use: stop what uses it, or choose another with PORT.\n`,
    );
    await new Promise((closed) => taken.close(closed));
  });

  it('cli answers JSON on stdout and nothing else there', async () => {
    const started = start('cli', { DATABASE_URL: database.url, LOG_LEVEL: 'debug' }, ['database', 'status']);
    expect(await started.ended).toBe(0);
    expect(JSON.parse(started.out())).toMatchObject({ pending: [], unknown: [], kind: null });
  });

  it('cli lists every command the README names', async () => {
    const started = start('cli', {}, ['--help']);
    expect(await started.ended).toBe(0);
    for (const word of ['import', 'queue', 'demo', 'messages', 'rules', 'database'])
      expect(started.out()).toContain(word);
  });
});

describeWithRedis('a worker', (redis) => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(async () => database?.drop());

  it('says whether it is ready and stops when told', async () => {
    const port = 20_000 + (process.pid % 20_000);
    const started = start('worker', {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      HEALTH_PORT: String(port),
    });
    await until(started, () => started.out().includes('The worker is ready.'));
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ checks: { redis: { ok: true }, database: { ok: true } } });
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
  });
});
