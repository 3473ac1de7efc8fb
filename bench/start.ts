import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../src/platform/database/embedded/free-port.js';
import { openEmbeddedPostgres, removeEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { type Bench, milliseconds } from './bench.js';

const web = join(dirname(fileURLToPath(import.meta.url)), '../src/web.js');

/**
 * From `npm start` on a new machine to the first page, demo caseload and all, and from the second start. Against: making
 * (or starting) the embedded database alone, which no start can be faster than.
 */
export const bench: Bench = async (context) => {
  const { signal } = context;
  const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-bench-start-'));
  const emptyDir = mkdtempSync(join(tmpdir(), 'breakwater-bench-start-'));
  try {
    const made = (await database(emptyDir, signal)) / 1000;
    const started = (await database(emptyDir, signal)) / 1000;
    const one = (metric: string, value: number, against: string, againstValue: number): void =>
      context.figure({
        metric,
        value: seconds(value),
        unit: 's',
        against,
        againstValue: seconds(againstValue),
      });
    one('first start to first page', await firstPage(dataDir, signal), 'making an empty database', made);
    one('second start to first page', await firstPage(dataDir, signal), 'starting that database', started);
  } finally {
    removeEmbeddedPostgres(dataDir);
    removeEmbeddedPostgres(emptyDir);
  }
};

const seconds = (value: number): number => Math.round(value * 100) / 100;

async function database(dataDir: string, signal: AbortSignal): Promise<number> {
  return milliseconds(async () => (await openEmbeddedPostgres({ dataDir, signal })).release());
}

/** Seconds until the service says that it is ready and its first page has come; stops it again. */
async function firstPage(dataDir: string, signal: AbortSignal): Promise<number> {
  const port = await freePort();
  const { DATABASE_URL: _database, REDIS_URL: _redis, SMTP_URL: _smtp, ...environment } = process.env;
  const child = spawn(process.execPath, [web], {
    env: {
      ...environment,
      BREAKWATER_DATA: dataDir,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  try {
    const took = await milliseconds(async () => {
      for (;;) {
        signal.throwIfAborted();
        if (child.exitCode !== null) throw new Error('the service stopped before its first page');
        if (await answers(`http://127.0.0.1:${port}/health/ready`)) break;
        await wait(100);
      }
      await opened(`http://127.0.0.1:${port}/`);
    });
    return took / 1000;
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

/** Follows where a browser would be sent, cookies and all, to the first page: here, the demo's people to sign in as. */
async function opened(address: string): Promise<void> {
  const cookies = new Map<string, string>();
  let url = address;
  for (let turns = 0; turns < 10; turns++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (answer.ok && (await answer.text()).length > 0) return;
    if (next === null) throw new Error(`the first page did not come: ${url} answered ${answer.status}`);
    url = new URL(next, url).href;
  }
  throw new Error('the first page did not come: sent round and round');
}

const answers = async (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => (await answer.text()).length > 0 && answer.ok,
    () => false,
  );
