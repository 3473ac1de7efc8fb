import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* Prints the address of a throwaway Redis and keeps it until standard input closes. */
const directory = mkdtempSync(join(tmpdir(), 'breakwater-test-redis-'));
const port = await new Promise((resolve, reject) => {
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const redis = spawn(
  'redis-server',
  ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--save', '', '--appendonly', 'no'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => redis.kill());
process.stdin.on('data', () => undefined);
process.stdin.once('close', () => redis.kill());
let printed = '';
redis.stdout.on('data', (chunk) => {
  if (printed === null) return;
  printed += chunk;
  if (/Ready to accept connections/.test(printed)) {
    printed = null;
    process.stdout.write(`redis://127.0.0.1:${port}\n`);
  }
});
redis.once('exit', (code) => {
  rmSync(directory, { recursive: true, force: true });
  process.exit(printed === null ? 0 : (code ?? 1));
});
