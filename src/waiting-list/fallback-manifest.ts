import type { PlainDate } from '../kernel/plain-date.js';

export const MANIFEST = 'manifest.json';
/** Ed25519 over the manifest as it lies there, base64. */
export const SIGNATURE = 'manifest.json.sig';

export interface PrintedFile {
  path: string;
  bytes: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

export interface PrintedList extends PrintedFile {
  provider: string;
  service: string;
  entries: number;
}

/** What a day's folder of printed lists says of itself; the signature is over this. */
export interface FallbackManifest {
  format: 1;
  day: PlainDate;
  /** An instant, UTC. */
  madeAt: string;
  usableUntil: PlainDate;
  keyFingerprint: string;
  lists: PrintedList[];
  /** What the lists need to look right: the style sheet. */
  beside: PrintedFile[];
}

export interface FallbackProof {
  ok: boolean;
  /** In one sentence each; empty where all is well. */
  faults: readonly string[];
}

/** Judges a folder by its signed manifest: `found` is every other file in it, as it lies there now. */
export function proofOf(
  manifest: FallbackManifest,
  found: readonly PrintedFile[],
  today: PlainDate,
): FallbackProof {
  const faults: string[] = [];
  const promised = [...manifest.lists, ...manifest.beside];
  for (const file of promised) {
    const there = found.find(({ path }) => path === file.path);
    if (!there) faults.push(`${file.path} is missing.`);
    else if (there.sha256 !== file.sha256 || there.bytes !== file.bytes)
      faults.push(`${file.path} was changed.`);
  }
  for (const { path } of found)
    if (!promised.some((file) => file.path === path)) faults.push(`${path} does not belong here.`);
  if (today > manifest.usableUntil)
    faults.push(`The lists are too old to be used: they were for ${manifest.day} and the day after.`);
  return { ok: faults.length === 0, faults };
}

/** Days whose folders are kept no longer. Names that are no day are nobody's business. */
export function daysToRemove(names: readonly string[], today: PlainDate, oldest: PlainDate): string[] {
  return names.filter((name) => /^\d{4}-\d\d-\d\d$/.test(name) && name < oldest && name < today);
}
