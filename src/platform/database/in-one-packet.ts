import type { Writable } from 'node:stream';
import type { PoolClient } from 'pg';

/**
 * From now on what is asked on this connection is held back, until the function that is answered is called: then it
 * leaves in one packet. Each packet costs the process more than what is in it. Where the connection has no such stream
 * (another driver below `pg`) everything is sent at once, which is as right and a little slower.
 */
export function inOnePacket(client: PoolClient): () => void {
  const { connection } = client as unknown as { connection?: { stream?: Partial<Writable> } };
  const stream = connection?.stream;
  if (!stream?.cork || !stream.uncork) return () => undefined;
  stream.cork();
  return () => stream.uncork?.();
}
