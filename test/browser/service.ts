import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Breakwater as `npm start` runs it: its own process, embedded PostgreSQL, demo caseload, a folder of its own. */
export interface RunningService {
  address: string;
  dataDir: string;
  /** Everything it printed. */
  printed(): string;
  /** Seconds from starting it to the first page. */
  secondsToFirstPage: number;
  /** As Ctrl-C: waits until it has stopped and answers its exit code. */
  interrupt(): Promise<number | null>;
  /** As a power cut for this one process. */
  kill(): Promise<void>;
}

export function freshDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'breakwater-journey-'));
}

export async function forget(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

export async function startService(
  dataDir: string,
  extra: Record<string, string> = {},
): Promise<RunningService> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const started = Date.now();
  const { DATABASE_URL: _database, REDIS_URL: _redis, SMTP_URL: _smtp, ...environment } = process.env;
  const child = spawn(process.execPath, [join(root, 'dist/src/web.js')], {
    cwd: root,
    env: {
      ...environment,
      NODE_OPTIONS: '',
      BREAKWATER_DATA: dataDir,
      PORT: String(port),
      PUBLIC_URL: address,
      ...extra,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
  await firstPage(address, child, () => text);
  return {
    address,
    dataDir,
    printed: () => text,
    secondsToFirstPage: (Date.now() - started) / 1000,
    async interrupt() {
      child.kill('SIGINT');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs `npm run cli -- …` on the same data and answers what it printed. */
export async function runCommand(
  dataDir: string,
  args: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const { DATABASE_URL: _database, ...environment } = process.env;
  const child = spawn(process.execPath, [join(root, 'dist/src/cli.js'), ...args], {
    cwd: root,
    env: { ...environment, NODE_OPTIONS: '', BREAKWATER_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.on('exit', done));
  return { code, out, err };
}

async function firstPage(address: string, child: ChildProcess, printed: () => string): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`it stopped with code ${child.exitCode} before its first page:\n${printed()}`);
    const ready = await fetch(`${address}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((wait) => setTimeout(wait, 200));
  }
  throw new Error(`no first page in three minutes:\n${printed()}`);
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
