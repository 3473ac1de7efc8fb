import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RuleSetFile } from '../rule-sets/manifest.js';
import { readOne, readRules, rulesDirectory } from '../rule-sets/rules.reader.js';

/** What a path given on the command line stands for. */
export interface RulesFound {
  /** The folder the files' names are told from, as it was given. */
  under: string;
  /** null: the path is one set's folder, which is not held against a manifest. */
  manifest: string | null;
  files: readonly RuleSetFile[];
}

/** The rules in a folder like `rules/`, or the one set in a folder `<id>/<version>`; a sentence where there are none. */
export function rulesAt(path = rulesDirectory()): RulesFound | string {
  if (!existsSync(path)) return `${path} does not exist: name a folder like rules/ or rules/<id>/<version>`;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  if (existsSync(join(folder, 'rule-set.json')))
    return { under: dirname(dirname(resolve(folder))), manifest: null, files: [readOne(folder)] };
  if (existsSync(join(folder, 'manifest.json'))) return { under: folder, ...readRules(folder) };
  return `${join(folder, 'manifest.json')} is missing: name a folder like rules/, or one set's own folder, which holds a rule-set.json`;
}
