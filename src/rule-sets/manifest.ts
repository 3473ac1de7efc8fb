import type { Fault, Outcome } from '../kernel/outcome.js';
import { faulty, ok } from '../kernel/outcome.js';

/** What `rules/manifest.json` says of one version. A published version's content never changes again. */
export interface ManifestEntry {
  /** SHA-256 of rule-set.json, hexadecimal. */
  sha256: string;
  published: boolean;
}

/** By `<id>@<version>`. */
export type Manifest = Readonly<Record<string, ManifestEntry>>;

/** One version as it lies in `rules/<id>/<version>/`. */
export interface RuleSetFile {
  id: string;
  version: string;
  text: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  sha256: string;
  /** The text of cases.json; null where there is none. */
  cases: string | null;
}

export function nameOf({ id, version }: { id: string; version: string }): string {
  return `${id}@${version}`;
}

export function parseManifest(text: string): Outcome<Manifest> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return faulty([
      { at: 'manifest.json', message: `is not JSON: ${error instanceof Error ? error.message : ''}` },
    ]);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return faulty([{ at: 'manifest.json', message: 'must be an object with one entry a version' }]);
  const faults = Object.entries(json).flatMap(([name, entry]) =>
    isEntry(entry)
      ? []
      : [{ at: name, message: 'must be { "sha256": <64 hexadecimal digits>, "published": true or false }' }],
  );
  return faults.length > 0 ? faulty(faults) : ok(json as Manifest);
}

function isEntry(entry: unknown): entry is ManifestEntry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { sha256, published } = entry as Partial<ManifestEntry>;
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && typeof published === 'boolean';
}

/** Versions whose content is not what the manifest says, or that only one of the two knows. */
export function compareWithManifest(manifest: Manifest, files: readonly RuleSetFile[]): Fault[] {
  const faults: Fault[] = [];
  for (const file of files) {
    const entry = Object.hasOwn(manifest, nameOf(file)) ? manifest[nameOf(file)] : undefined;
    if (!entry) faults.push({ at: nameOf(file), message: 'is not in manifest.json: run "rules hash"' });
    else if (entry.sha256 !== file.sha256)
      faults.push({
        at: nameOf(file),
        message: entry.published
          ? `was published and has been changed since (SHA-256 ${file.sha256}, published ${entry.sha256}): put it back, and publish changes as a new version`
          : `has changed (SHA-256 ${file.sha256}, manifest ${entry.sha256}): review it, then run "rules hash"`,
      });
  }
  const found = new Set(files.map(nameOf));
  for (const name of Object.keys(manifest))
    if (!found.has(name))
      faults.push({
        at: name,
        message: 'is in manifest.json but not in rules/: decisions made under it could not be replayed',
      });
  return faults;
}

/** The manifest with the present content of every unpublished version; refuses where a published one changed or is gone. */
export function hashedManifest(manifest: Manifest, files: readonly RuleSetFile[]): Outcome<Manifest> {
  const faults = compareWithManifest(manifest, files).filter(({ at }) => manifest[at]?.published);
  if (faults.length > 0) return faulty(faults);
  const entries = files.map((file): [string, ManifestEntry] => [
    nameOf(file),
    { sha256: file.sha256, published: manifest[nameOf(file)]?.published ?? false },
  ]);
  return ok(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}
