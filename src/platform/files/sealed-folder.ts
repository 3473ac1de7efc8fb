import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file as it was written: enough to tell later that it is still the same. */
export interface WrittenFile {
  /** Relative to the folder, with forward slashes. */
  path: string;
  bytes: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

/** Left by a run that was killed, and nobody has written to it since: not a run that is still going. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * A folder of files that is whole or not there. It is written under a hidden name, each file through to the disk, and
 * gets its own name at the end: whoever sees the name sees all of it. Only its owner may read it (0700, files 0600).
 */
export class SealedFolder {
  private constructor(
    private readonly into: string,
    private readonly name: string,
    private readonly draft: string,
  ) {}

  /** Begins a folder `name` in `into`, which is made where it is missing; takes away what killed runs left there. */
  static async begin(into: string, name: string): Promise<SealedFolder> {
    await mkdir(into, { recursive: true, mode: 0o700 });
    await removeAbandoned(into);
    const draft = join(into, `.${name}.${String(process.pid)}.part`);
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    return new SealedFolder(into, name, draft);
  }

  /** Writes one file, a piece at a time: memory does not grow with it. Throws what the source or the disk throws. */
  async write(
    path: string,
    source: Readable | AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
    signal?: AbortSignal,
  ): Promise<WrittenFile> {
    const full = join(this.draft, path);
    await mkdir(dirname(full), { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(full, 'wx', 0o600);
    try {
      await pipeline(
        source,
        async (pieces: AsyncIterable<Buffer | string>) => {
          for await (const piece of pieces) {
            const held = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
            hash.update(held);
            bytes += held.length;
            await file.writeFile(held);
          }
        },
        signal ? { signal } : {},
      );
      await file.sync();
    } finally {
      await file.close();
    }
    return { path, bytes, sha256: hash.digest('hex') };
  }

  /**
   * Gives the folder its name; answers where it lies. `replacing`: a folder of that name makes way. Throws (EEXIST,
   * ENOTEMPTY) where one is there and may not be replaced.
   */
  async seal(options: { replacing?: boolean } = {}): Promise<string> {
    const place = join(this.into, this.name);
    for (const folder of await foldersIn(this.draft)) await sync(folder);
    if (options.replacing === true) await rm(place, { recursive: true, force: true });
    await rename(this.draft, place);
    await sync(this.into);
    return place;
  }

  /** Takes away what was written. */
  async discard(): Promise<void> {
    await rm(this.draft, { recursive: true, force: true });
  }
}

async function removeAbandoned(into: string): Promise<void> {
  for (const name of await readdir(into)) {
    if (!/^\..+\.\d+\.part$/.test(name)) continue;
    const folder = join(into, name);
    if (Date.now() - (await lastWritten(folder)) > ABANDONED_AFTER_MS)
      await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds since 1970: when anything in the folder was written last. */
async function lastWritten(folder: string): Promise<number> {
  const inside = await readdir(folder, { recursive: true });
  const times = await Promise.all(
    ['.', ...inside].map(async (path) => (await stat(join(folder, path))).mtimeMs),
  );
  return Math.max(...times);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return [
    ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
    folder,
  ];
}

/** A name in a folder lasts once the folder itself has been written. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
