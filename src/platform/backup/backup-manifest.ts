import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { TrailHead } from '../audit/verify-trail.js';
import { CommandFailure } from '../cli/command.js';
import { fileSum } from '../files/file-sum.js';
import type { WrittenFile } from '../files/sealed-folder.js';

export const MANIFEST = 'manifest.json';
/** SHA-256 of the manifest, as `sha256sum` writes it. */
export const MANIFEST_SUM = 'manifest.json.sha256';
const FORMAT = 1;

export interface BackedUpTable extends WrittenFile {
  table: string;
  columns: string[];
  rows: number;
}

/** What a backup says of itself. Tables stand in an order in which each can be loaded after those it points to. */
export interface BackupManifest {
  format: typeof FORMAT;
  name: string;
  /** An instant, UTC. */
  madeAt: string;
  postgres: string;
  /** Every migration the database had had, oldest first. */
  migrations: string[];
  /** The last link of the trail; null where nothing had been written to it. */
  trailHead: TrailHead | null;
  tables: BackedUpTable[];
  /** Tables whose rows are not kept: nobody is signed in after a restore. */
  leftOut: string[];
  sequences: { name: string; lastValue: string | null }[];
}

export function sumLine(manifest: string): string {
  return `${createHash('sha256').update(manifest).digest('hex')}  ${MANIFEST}\n`;
}

/** Reads a backup and proves that every file is as it was written. Throws CommandFailure, one sentence, where not. */
export async function provenBackup(folder: string): Promise<BackupManifest> {
  const [text, sum] = await Promise.all([read(folder, MANIFEST), read(folder, MANIFEST_SUM)]);
  if (sumLine(text) !== sum) throw damaged(MANIFEST);
  const manifest = JSON.parse(text) as BackupManifest | { format: unknown };
  if (manifest.format !== FORMAT)
    throw new CommandFailure(
      'This backup was made by a newer version of Breakwater: restore it with that one.',
    );
  const whole = manifest as BackupManifest;
  for (const table of whole.tables) {
    const found = await fileSum(join(folder, table.path)).catch(() => null);
    if (found?.sha256 !== table.sha256 || found.bytes !== table.bytes) throw damaged(table.path);
  }
  return whole;
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `This is not a whole backup: ${folder} has no ${name}.`
        : `The backup cannot be read: ${name} (${code ?? 'unknown reason'}).`,
    );
  }
}

function damaged(path: string): CommandFailure {
  return new CommandFailure(`The backup is damaged: ${path} is not as it was written. Nothing was restored.`);
}
