import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Length and SHA-256 (hexadecimal) of a file as it lies there now, read a piece at a time. Throws where it is missing. */
export async function fileSum(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path)) {
    const held = piece as Buffer;
    hash.update(held);
    bytes += held.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
