import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../kernel/outcome.js';
import { differencesFromEngine } from './licence.js';
import { loadRules } from './load-rules.js';
import { hashedManifest, nameOf, parseManifest } from './manifest.js';
import { readRules, rulesDirectory } from './rules.reader.js';

/**
 * A command that needs neither a database nor the application, which would not start on a faulty rule set. Answers the
 * exit code: 0 done, 1 found wrong.
 */
export interface RulesCommand {
  name: string;
  description: string;
  alone(directory?: string): Promise<number>;
}

export const rulesCommands: readonly RulesCommand[] = [
  {
    name: 'rules check',
    description: 'reads every rule set, tries its worked cases and prints each fault',
    alone: checkRules,
  },
  {
    name: 'rules hash',
    description:
      'writes the hashes of unpublished rule sets to rules/manifest.json; a published one never changes',
    alone: hashRules,
  },
];

async function checkRules(directory = rulesDirectory()): Promise<number> {
  const { manifest, files } = readRules(directory);
  const loaded = loadRules(manifest, files);
  if (!loaded.ok) return report(loaded.faults);
  const faults: Fault[] = [];
  for (const { set, cases } of loaded.value)
    for (const message of await differencesFromEngine(set, cases)) faults.push({ at: nameOf(set), message });
  if (faults.length > 0) return report(faults);
  for (const { set, hash, published, cases } of loaded.value)
    console.log(
      JSON.stringify({
        ruleSet: nameOf(set),
        rules: set.rules.length,
        cases: cases.length,
        published,
        sha256: hash,
      }),
    );
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
  for (const { at, message } of faults) console.error(`${at}: ${message}`);
  return 1;
}
