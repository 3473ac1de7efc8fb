import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nameOf, type RuleSetFile } from '../rule-sets/manifest.js';
import { readOne, readRules, rulesDirectory } from '../rule-sets/rules.reader.js';

/** What a path given on the command line stands for. */
export interface RulesFound {
  /** The folder the files' names are told from, as it was given. */
  under: string;
  /** null: the path is one set's folder, which is not held against a manifest. */
  manifest: string | null;
  files: readonly RuleSetFile[];
  /** Where one set was named: the others, so that it takes none of their names. */
  beside: readonly RuleSetFile[];
}

/**
 * The rules in a folder like `rules/`, or the one set in a folder `<id>/<version>`, beside the others of its folder or of
 * the service; a sentence where there are none.
 */
export function rulesAt(path = rulesDirectory()): RulesFound | string {
  if (!existsSync(path)) return `${path} does not exist: name a folder like rules/ or rules/<id>/<version>`;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  if (existsSync(join(folder, 'rule-set.json'))) {
    const under = dirname(dirname(resolve(folder)));
    const one = readOne(folder);
    const { files } = readRules(existsSync(join(under, 'manifest.json')) ? under : rulesDirectory());
    const beside = files.filter((file) => nameOf(file) !== nameOf(one));
    return { under, manifest: null, files: [one], beside };
  }
  if (existsSync(join(folder, 'manifest.json'))) return { under: folder, ...readRules(folder), beside: [] };
  return `${join(folder, 'manifest.json')} is missing: name a folder like rules/, or one set's own folder, which holds a rule-set.json`;
}
