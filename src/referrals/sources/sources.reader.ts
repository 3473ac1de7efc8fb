import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MappingFile } from './load-sources.js';

/** The package's `sources/`, found upwards from this file, so that it works from src/ and from dist/. */
export function sourcesDirectory(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'sources')))
      return join(folder, 'sources');
    const above = dirname(folder);
    if (above === folder) throw new Error('the folder sources/ is missing beside package.json');
    folder = above;
  }
}

/** Every mapping of a folder, by name, its schema left out; or the one file. Throws where one cannot be read. */
export function readSources(path: string): readonly MappingFile[] {
  const folder = statSync(path).isDirectory();
  const names = folder ? readdirSync(path).filter(isMapping).sort() : [basename(path)];
  return names.map((name) => ({ name, text: readFileSync(folder ? join(path, name) : path, 'utf8') }));
}

const isMapping = (name: string): boolean => name.endsWith('.json') && !name.endsWith('.schema.json');
