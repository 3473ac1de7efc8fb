import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandPolicy } from '../platform/cli/command-policy.js';
import type { Fault } from '../kernel/outcome.js';
import { differencesFromEngine } from '../rule-sets/licence.js';
import { loadAllRules, type ReadyRuleSet, type ReadyTool } from '../rule-sets/load-rules.js';
import { hashedManifest, nameOf, parseManifest } from '../rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../rule-sets/rules.reader.js';
import { differencesFromCase } from '../rule-sets/tool-case.js';
import { askTool } from '../rule-sets/tool-decision.js';
import { toolDifferencesFromEngine } from '../rule-sets/tool-licence.js';
import { tryWorkedCase } from './worked-case.js';

/**
 * A command that needs neither a database nor the application, which would not start on a faulty rule set. Answers the
 * exit code: 0 done, 1 found wrong.
 */
export interface RulesCommand {
  name: string;
  description: string;
  policy: CommandPolicy;
  alone(directory?: string): Promise<number>;
}

export const rulesCommands: readonly RulesCommand[] = [
  {
    name: 'rules check',
    description: 'reads every rule set, runs its worked cases and prints each fault',
    policy: { name: 'rules.check', act: 'none' },
    alone: checkRules,
  },
  {
    name: 'rules hash',
    description:
      'writes the hashes of unpublished rule sets to rules/manifest.json; a published one never changes',
    policy: { name: 'rules.hash', act: 'none' },
    alone: hashRules,
  },
];

async function checkRules(directory = rulesDirectory()): Promise<number> {
  const { manifest, files } = readRules(directory);
  const loaded = loadAllRules(manifest, files);
  if (!loaded.ok) return report(loaded.faults);
  const { sets, tools } = loaded.value;
  const faults: Fault[] = [];
  for (const ready of sets) faults.push(...(await faultsIn(ready)));
  for (const ready of tools) faults.push(...(await faultsInTool(ready)));
  if (faults.length > 0) return report(faults);
  for (const { set, hash, published, cases } of [...sets, ...tools])
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

/** Worked cases that come out otherwise than their author says, or otherwise than json-rules-engine has it. */
async function faultsIn(ready: ReadyRuleSet): Promise<Fault[]> {
  const at = nameOf(ready.set);
  const tried = ready.cases.flatMap((worked) =>
    tryWorkedCase(worked, ready).differences.map((difference) => `${worked.title}: ${difference}`),
  );
  return [...tried, ...(await differencesFromEngine(ready.set, ready.cases))].map((message) => ({
    at,
    message,
  }));
}

async function faultsInTool({ set, cases }: ReadyTool): Promise<Fault[]> {
  const tried = cases.flatMap((worked) =>
    differencesFromCase(worked, askTool(set, worked.facts)).map(
      (difference) => `${worked.title}: ${difference}`,
    ),
  );
  return [...tried, ...(await toolDifferencesFromEngine(set, cases))].map((message) => ({
    at: nameOf(set),
    message,
  }));
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
