import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AloneCommand } from '../platform/cli/alone-command.js';
import { hashedManifest, parseManifest } from '../rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../rule-sets/rules.reader.js';

/** Needs neither a database nor the application, which would not start on a faulty rule set. */
export const rulesHashCommand: AloneCommand = {
  name: 'rules hash',
  description:
    'writes the hashes of unpublished rule sets to rules/manifest.json; a published one never changes',
  policy: { name: 'rules.hash', act: 'none' },
  alone: hashRules,
};

async function hashRules(directory = rulesDirectory()): Promise<number> {
  const { manifest: text, files } = readRules(directory);
  const manifest = parseManifest(text);
  const hashed = manifest.ok ? hashedManifest(manifest.value, files) : manifest;
  if (!hashed.ok) {
    for (const { at, message } of hashed.faults) console.error(`${at}: ${message}`);
    return 1;
  }
  writeFileSync(join(directory, 'manifest.json'), `${JSON.stringify(hashed.value, null, 2)}\n`);
  for (const [name, entry] of Object.entries(hashed.value))
    console.log(JSON.stringify({ ruleSet: name, ...entry }));
  return 0;
}
