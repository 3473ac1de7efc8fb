import { differencesFromEngine } from '../rule-sets/licence.js';
import {
  betweenVersions,
  loadEach,
  type FileFault,
  type ReadyRuleSet,
  type ReadyTool,
} from '../rule-sets/load-rules.js';
import { compareWithManifest, nameOf, type Manifest, type RuleSetFile } from '../rule-sets/manifest.js';
import { differencesFromCase } from '../rule-sets/tool-case.js';
import { askTool } from '../rule-sets/tool-decision.js';
import { toolDifferencesFromEngine } from '../rule-sets/tool-licence.js';
import { tryWorkedCase } from '../triage/worked-case.js';
import { differencesFromOrder } from './try-order.js';

/** A set in order, as `rules check` reports it. */
export interface CheckedSet {
  ruleSet: string;
  kind: 'queue' | 'tool';
  rules: number;
  cases: number;
  /** Sets of the queue alone: cases that try its order. */
  orders?: number;
  published: boolean;
  sha256: string;
  /** Tools alone: what the published table leaves open. */
  gaps?: readonly string[];
}

/**
 * Every set that is in order, and every fault: its file under `rules/`, where in it, what is wrong and what to do.
 * `beside`: files that are not checked, but whose names a tool must not take.
 */
export async function checkRules(
  manifest: Manifest | null,
  files: readonly RuleSetFile[],
  beside: readonly RuleSetFile[] = [],
): Promise<{ checked: readonly CheckedSet[]; faults: readonly Omit<FileFault, 'name'>[] }> {
  const { rules, faults } = loadEach(manifest ?? {}, files, beside);
  const inManifest = manifest === null ? [] : compareWithManifest(manifest, files);
  const between = betweenVersions(rules.sets);
  const found = [
    ...[...inManifest, ...between].map((fault) => ({ ...fault, file: 'manifest.json' })),
    ...faults.map(({ file, at, message }) => ({ file, at, message })),
  ];
  for (const ready of rules.sets) found.push(...(await faultsInCases(ready)), ...faultsInOrders(ready));
  for (const ready of rules.tools) found.push(...(await faultsInToolCases(ready)));
  const checked = [...rules.sets, ...rules.tools].map((ready): CheckedSet => ({
    ruleSet: nameOf(ready.set),
    kind: ready.set.kind ?? 'queue',
    rules: ready.set.rules.length,
    cases: ready.cases.length,
    ...('orders' in ready ? { orders: ready.orders.length } : {}),
    published: ready.published,
    sha256: ready.hash,
    ...(ready.set.kind === 'tool' ? { gaps: ready.set.gaps.map(({ what }) => what) } : {}),
  }));
  return { checked, faults: found };
}

type CaseFault = Omit<FileFault, 'name'>;

/** Worked cases that come out otherwise than their author says, or otherwise than json-rules-engine has it. */
async function faultsInCases(ready: ReadyRuleSet): Promise<CaseFault[]> {
  const otherwise = ready.cases.flatMap((worked) =>
    tryWorkedCase(worked, ready).differences.map((difference) => asExpected(ready, worked.title, difference)),
  );
  return [...otherwise, ...asEngine(ready, await differencesFromEngine(ready.set, ready.cases))];
}

function faultsInOrders(ready: ReadyRuleSet): CaseFault[] {
  return ready.orders.flatMap((worked) =>
    differencesFromOrder(worked, ready.set).map((difference) =>
      asExpected(ready, worked.title, difference, 'order policy'),
    ),
  );
}

async function faultsInToolCases(ready: ReadyTool): Promise<CaseFault[]> {
  const otherwise = ready.cases.flatMap((worked) =>
    differencesFromCase(worked, askTool(ready.set, worked.facts)).map((difference) =>
      asExpected(ready, worked.title, difference),
    ),
  );
  return [...otherwise, ...asEngine(ready, await toolDifferencesFromEngine(ready.set, ready.cases))];
}

type Named = Pick<ReadyRuleSet, 'hash'> & { set: { id: string; version: string } };

function asExpected({ set }: Named, title: string, difference: string, said = 'rule'): CaseFault {
  return {
    file: `${set.id}/${set.version}/cases.json`,
    at: JSON.stringify(title),
    message: `${difference}: correct the ${said}, or the case where the ${said} says what is meant`,
  };
}

function asEngine({ set }: Named, differences: readonly string[]): CaseFault[] {
  return differences.map((message) => ({
    file: `${set.id}/${set.version}/rule-set.json`,
    at: '',
    message: `${message}: this is a fault of the service, report it`,
  }));
}
