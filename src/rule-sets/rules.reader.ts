import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuleSetFile } from './manifest.js';

/** The package's `rules/`, found upwards from this file, so that it works from src/ and from dist/. */
export function rulesDirectory(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'rules')))
      return join(folder, 'rules');
    const above = dirname(folder);
    if (above === folder) throw new Error('the folder rules/ is missing beside package.json');
    folder = above;
  }
}

/** The text of manifest.json and of every `<id>/<version>/rule-set.json`, with its cases. Throws where one cannot be read. */
export function readRules(directory: string): { manifest: string; files: readonly RuleSetFile[] } {
  const files = foldersIn(directory).flatMap((id) =>
    foldersIn(join(directory, id)).map((version) => readVersion(directory, id, version)),
  );
  return { manifest: readFileSync(join(directory, 'manifest.json'), 'utf8'), files };
}

/** The one set that lies in a folder `<id>/<version>`. */
export function readOne(folder: string): RuleSetFile {
  const whole = resolve(folder);
  return readVersion(dirname(dirname(whole)), basename(dirname(whole)), basename(whole));
}

function readVersion(directory: string, id: string, version: string): RuleSetFile {
  const folder = join(directory, id, version);
  const bytes = readFileSync(join(folder, 'rule-set.json'));
  const cases = join(folder, 'cases.json');
  return {
    id,
    version,
    text: bytes.toString('utf8'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    cases: existsSync(cases) ? readFileSync(cases, 'utf8') : null,
  };
}

function foldersIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
