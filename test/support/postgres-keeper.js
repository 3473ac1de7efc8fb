import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openEmbeddedPostgres,
  removeEmbeddedPostgres,
} from '../../dist/src/platform/database/embedded-postgres.js';

/* Prints the address of a throwaway PostgreSQL and keeps it until standard input closes. Uses the built code. */
const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
process.stdin.on('data', () => undefined);
process.stdin.once('close', () => stop.abort());
try {
  const database = await openEmbeddedPostgres({ dataDir, signal: stop.signal, durable: false });
  try {
    process.stdout.write(`${database.url}\n`);
    await new Promise((resolve) => {
      if (stop.signal.aborted) resolve();
      else stop.signal.addEventListener('abort', () => resolve());
    });
  } finally {
    await database.release();
  }
} catch (error) {
  if (!stop.signal.aborted) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
} finally {
  removeEmbeddedPostgres(dataDir);
}
