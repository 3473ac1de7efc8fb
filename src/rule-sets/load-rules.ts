import type { Fault } from '../kernel/outcome.js';
import { faulty, ok, type Outcome } from '../kernel/outcome.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { checkFloor } from './check-floor.js';
import { compareWithManifest, nameOf, parseManifest, type Manifest, type RuleSetFile } from './manifest.js';
import type { OrderCase } from './order-case.js';
import { parseAnySet, parseRuleSet } from './parse-rule-set.js';
import type { LoadedRuleSet, RuleSet } from './rule-set.js';
import { parseToolCases, type ToolCase } from './tool-case.js';
import { takenForTheQueues } from './tool-names.js';
import { isTool, type ToolSet } from './tool-set.js';
import { parseWorkedCases, type WorkedCase } from './worked-case.js';

/** A version ready to decide with, and its worked cases. */
export interface ReadyRuleSet extends LoadedRuleSet {
  published: boolean;
  cases: readonly WorkedCase[];
  /** The order tried: children who wait, and who must stand before whom. */
  orders: readonly OrderCase[];
}

/** A published tool ready to be asked. Never among the sets from which the queue's is chosen. */
export interface ReadyTool {
  set: ToolSet;
  hash: string;
  published: boolean;
  cases: readonly ToolCase[];
}

/** Everything in `rules/`. */
export interface ReadyRules {
  sets: readonly ReadyRuleSet[];
  tools: readonly ReadyTool[];
}

/** Every version in `rules/` that decides the queue, or every fault in any set or tool. */
export function loadRules(
  manifestText: string,
  files: readonly RuleSetFile[],
): Outcome<readonly ReadyRuleSet[]> {
  const loaded = loadAllRules(manifestText, files);
  return loaded.ok ? ok(loaded.value.sets) : loaded;
}

/** Every set and every tool in `rules/`, or every fault in any of them. */
export function loadAllRules(manifestText: string, files: readonly RuleSetFile[]): Outcome<ReadyRules> {
  const manifest = parseManifest(manifestText);
  if (!manifest.ok) return manifest;
  const { rules, faults } = loadEach(manifest.value, files);
  const found = [
    ...compareWithManifest(manifest.value, files),
    ...faults.map(flat),
    ...betweenVersions(rules.sets),
  ];
  return found.length > 0 ? faulty(found) : ok(rules);
}

/** A fault, and the file under `rules/` that has it. */
export interface FileFault extends Fault {
  file: string;
  /** `<id>@<version>` as the folders have it. */
  name: string;
}

function flat({ name, at, message }: FileFault): Fault {
  return { at: `${name} ${at}`.trim(), message };
}

/**
 * What can be read of every file, and every fault within one of them or in how a tool names itself and its bands beside the
 * sets of the queue; `beside`: more of those, where only some of the files are looked at.
 */
export function loadEach(
  manifest: Manifest,
  files: readonly RuleSetFile[],
  beside: readonly RuleSetFile[] = [],
): { rules: ReadyRules; faults: readonly FileFault[] } {
  const sets: ReadyRuleSet[] = [];
  const tools: ReadyTool[] = [];
  const faults: FileFault[] = [];
  for (const file of files) {
    const name = nameOf(file);
    const under = (which: string, found: readonly Fault[]): void =>
      void faults.push(
        ...found.map((fault) => ({ ...fault, file: `${file.id}/${file.version}/${which}`, name })),
      );
    const parsed = parseAnySet(file.text);
    if (!parsed.ok) {
      under('rule-set.json', parsed.faults);
      continue;
    }
    const { value: set } = parsed;
    if (set.id !== file.id || set.version !== file.version)
      under('rule-set.json', [
        { at: 'id', message: `says ${nameOf(set)} but lies in ${file.id}/${file.version}: they must agree` },
      ]);
    const published = manifest[name]?.published ?? false;
    const read = <T>(cases: (text: string) => Outcome<T>, none: T): T => {
      const found = file.cases === null ? noCases() : cases(file.cases);
      if (!found.ok) under('cases.json', found.faults);
      return found.ok ? found.value : none;
    };
    const known = { hash: file.sha256, published };
    if (isTool(set)) tools.push({ set, ...known, cases: read((text) => parseToolCases(text, set), []) });
    else {
      under('rule-set.json', checkFloor(set));
      sets.push({ set, ...known, ...read((text) => parseWorkedCases(text, set), { cases: [], orders: [] }) });
    }
  }
  const queues = [...sets.map(({ set }) => set), ...queuesIn(beside)];
  for (const { set } of tools)
    faults.push(
      ...takenForTheQueues(set, queues).map((fault) => ({
        ...fault,
        file: `${set.id}/${set.version}/rule-set.json`,
        name: nameOf(set),
      })),
    );
  return { rules: { sets, tools }, faults };
}

function queuesIn(files: readonly RuleSetFile[]): RuleSet[] {
  return files.flatMap(({ text }) => {
    const parsed = parseRuleSet(text);
    return parsed.ok ? [parsed.value] : [];
  });
}

function noCases(): Outcome<never> {
  return faulty([{ at: 'cases.json', message: 'is missing: worked cases stand beside every rule set' }]);
}

/** Versions of one set must not start on one day or lose a band, and one service has one set: else the choice is chance. */
export function betweenVersions(sets: readonly ReadyRuleSet[]): Fault[] {
  const faults: Fault[] = [];
  const inOrder = [...sets].sort((a, b) => (a.set.effectiveFrom < b.set.effectiveFrom ? -1 : 1));
  inOrder.forEach((later, i) => {
    for (const earlier of inOrder.slice(0, i)) {
      const at = nameOf(later.set);
      if (earlier.set.id !== later.set.id) {
        const shared = later.set.serviceLines.filter((service) => earlier.set.serviceLines.includes(service));
        if (shared.length > 0 && overlap(earlier, later))
          faults.push({
            at,
            message: `and ${nameOf(earlier.set)} both speak for ${shared.join(', ')} at the same time`,
          });
        continue;
      }
      if (earlier.set.effectiveFrom === later.set.effectiveFrom && earlier.published === later.published)
        faults.push({ at, message: `and ${nameOf(earlier.set)} both start on ${later.set.effectiveFrom}` });
      for (const band of earlier.set.bands)
        if (!later.set.bands.some(({ id }) => id === band.id))
          faults.push({
            at,
            message: `has lost the band ${band.id} of ${nameOf(earlier.set)}, in which children may stand`,
          });
    }
  });
  return faults;
}

function overlap(a: LoadedRuleSet, b: LoadedRuleSet): boolean {
  return isInForce(a, b.set.effectiveFrom) || isInForce(b, a.set.effectiveFrom);
}

/** From `effectiveFrom` to `effectiveTo`, both days included. */
export function isInForce({ set }: LoadedRuleSet, on: PlainDate): boolean {
  return set.effectiveFrom <= on && (set.effectiveTo === null || on <= set.effectiveTo);
}
