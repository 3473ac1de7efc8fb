import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PlainDate } from '../kernel/plain-date.js';
import { fileSum } from '../platform/files/file-sum.js';
import type { SigningKey } from '../platform/files/signing-key.js';
import {
  type FallbackManifest,
  type FallbackProof,
  MANIFEST,
  proofOf,
  SIGNATURE,
} from './fallback-manifest.js';

/** Reads a day's folder of printed lists and judges it. A folder without a manifest is not whole. */
export async function provenFallback(
  folder: string,
  key: SigningKey,
  today: PlainDate,
): Promise<FallbackProof & { manifest: FallbackManifest | null }> {
  const [text, signature] = await Promise.all([textOf(folder, MANIFEST), textOf(folder, SIGNATURE)]);
  if (text === null || signature === null)
    return { ok: false, faults: [`${folder} holds no whole set of lists.`], manifest: null };
  const signed = key.hasSigned(text, signature);
  // What nobody signed is not read any further: its words prove nothing.
  if (!signed)
    return {
      ok: false,
      faults: ['The signature is not of this key, or the manifest was changed.'],
      manifest: null,
    };
  const manifest = JSON.parse(text) as FallbackManifest;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== MANIFEST && path !== SIGNATURE);
  const found = await Promise.all(
    paths.map(async (path) => ({ path, ...(await fileSum(join(folder, path))) })),
  );
  return { ...proofOf(manifest, found, today), manifest };
}

async function textOf(folder: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
