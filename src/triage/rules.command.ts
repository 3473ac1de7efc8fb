import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { AloneCommand } from '../platform/cli/alone-command.js';
import type { Fault } from '../kernel/outcome.js';
import { hashedManifest, parseManifest } from '../rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../rule-sets/rules.reader.js';
import { checkRules } from './check-rules.js';
import { rulesAt } from './rules-path.reader.js';

/** Neither needs a database nor the application, which would not start on a faulty rule set. */
export const rulesCommands: readonly AloneCommand[] = [
  {
    name: 'rules check [path]',
    description:
      'reads the rule sets of rules/, or of a folder, runs their worked cases and prints each fault and what to do',
    policy: { name: 'rules.check', act: 'none' },
    alone: check,
  },
  {
    name: 'rules hash',
    description:
      'writes the hashes of unpublished rule sets to rules/manifest.json; a published one never changes',
    policy: { name: 'rules.hash', act: 'none' },
    alone: hashRules,
  },
];

async function check(path?: string): Promise<number> {
  const found = rulesAt(path);
  if (typeof found === 'string') return report([{ at: '', message: found }]);
  const manifest = found.manifest === null ? null : parseManifest(found.manifest);
  if (manifest?.ok === false) return report(manifest.faults);
  const { checked, faults } = await checkRules(manifest?.value ?? null, found.files);
  for (const { file, at, message } of faults)
    console.error(
      [join(relative(process.cwd(), found.under), file), at, message]
        .filter((part) => part !== '')
        .join(': '),
    );
  if (faults.length > 0) return 1;
  for (const set of checked) console.log(JSON.stringify(set));
  return 0;
}

async function hashRules(directory = rulesDirectory()): Promise<number> {
  const { manifest: text, files } = readRules(directory);
  const manifest = parseManifest(text);
  if (!manifest.ok) return report(manifest.faults);
  const hashed = hashedManifest(manifest.value, files);
  if (!hashed.ok) return report(hashed.faults);
  writeFileSync(join(directory, 'manifest.json'), `${JSON.stringify(hashed.value, null, 2)}\n`);
  for (const [name, entry] of Object.entries(hashed.value))
    console.log(JSON.stringify({ ruleSet: name, ...entry }));
  return 0;
}

function report(faults: readonly Fault[]): number {
  for (const { at, message } of faults) console.error(at === '' ? message : `${at}: ${message}`);
  return 1;
}
