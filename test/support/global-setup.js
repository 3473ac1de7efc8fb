import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Once per test run: a PostgreSQL for the database specs, and a Redis for those that need one. With TEST_POSTGRES_URL or
 * REDIS_URL those are used; else an embedded PostgreSQL, and a `redis-server` from the path where there is one. Each is
 * kept by a process of its own that stops it and removes its directory when this run ends, however it ends: the keeper
 * notices that its standard input has closed.
 */
export default async function start() {
  process.env.TEST_RUN = randomBytes(4).toString('hex');
  globalThis.keepers = [];
  process.env.TEST_POSTGRES_OWN = process.env.TEST_POSTGRES_URL ? '' : 'yes';
  process.env.TEST_POSTGRES_URL ||= await keep('postgres-keeper.js');
  process.env.TEST_REDIS_URL = process.env.REDIS_URL ?? '';
  /* The code under test must not find one that a spec did not give it. */
  delete process.env.REDIS_URL;
  delete process.env.DATABASE_URL;
  if (process.env.TEST_REDIS_URL) return;
  if (onPath('redis-server')) process.env.TEST_REDIS_URL = await keep('redis-keeper.js');
  else
    process.stderr.write(
      "\nTests that need Redis are skipped: install redis-server (Debian's package of that name), or set REDIS_URL.\n",
    );
}

/** Starts a keeper and answers the address it prints. */
async function keep(script) {
  const keeper = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.keepers.push(keeper);
  return new Promise((resolve, reject) => {
    let printed = '';
    keeper.stdout.on('data', (chunk) => {
      printed += chunk;
      if (printed.includes('\n')) resolve(printed.split('\n')[0]);
    });
    keeper.once('error', reject);
    keeper.once('exit', (code) => reject(new Error(`${script} ended with code ${code}`)));
  });
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
