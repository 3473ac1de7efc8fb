import { describe } from '@jest/globals';
import { Redis } from 'ioredis';

/** A Redis for specs, or null where this machine has none. Each of Jest's workers has a database number of its own. */
export function testRedis(): string | null {
  const server = process.env['TEST_REDIS_URL'];
  if (!server) return null;
  const url = new URL(server);
  url.pathname = `/${process.env['JEST_WORKER_ID'] ?? '0'}`;
  return url.toString();
}

/**
 * `describe` for what needs Redis: the body gets its address and `flush`, to begin with an empty one. Without Redis
 * every test in it is reported as skipped, and the title says why.
 */
export function describeWithRedis(
  title: string,
  body: (redis: { url: string; flush(): Promise<void> }) => void,
): void {
  const url = testRedis();
  if (url !== null) describe(title, () => body({ url, flush: () => flush(url) }));
  else
    describe.skip(`${title} (skipped: needs Redis; install redis-server or set REDIS_URL)`, () =>
      body({ url: 'redis://127.0.0.1:1', flush: async () => undefined }));
}

async function flush(url: string): Promise<void> {
  const client = new Redis(url);
  try {
    await client.flushdb();
  } finally {
    client.disconnect();
  }
}
