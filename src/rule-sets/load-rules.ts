import type { Fault } from '../kernel/outcome.js';
import { faulty, ok, type Outcome } from '../kernel/outcome.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { checkFloor } from './check-floor.js';
import { compareWithManifest, nameOf, parseManifest, type RuleSetFile } from './manifest.js';
import { parseRuleSet } from './parse-rule-set.js';
import type { LoadedRuleSet } from './rule-set.js';
import { parseWorkedCases, type WorkedCase } from './worked-case.js';

/** A version ready to decide with, and its worked cases. */
export interface ReadyRuleSet extends LoadedRuleSet {
  published: boolean;
  cases: readonly WorkedCase[];
}

/** Every version in `rules/`, or every fault in any of them. */
export function loadRules(
  manifestText: string,
  files: readonly RuleSetFile[],
): Outcome<readonly ReadyRuleSet[]> {
  const manifest = parseManifest(manifestText);
  if (!manifest.ok) return manifest;
  const faults: Fault[] = compareWithManifest(manifest.value, files);
  const sets: ReadyRuleSet[] = [];
  for (const file of files) {
    const under = (found: readonly Fault[]): void =>
      void faults.push(...found.map(({ at, message }) => ({ at: `${nameOf(file)} ${at}`.trim(), message })));
    const set = parseRuleSet(file.text);
    if (!set.ok) {
      under(set.faults);
      continue;
    }
    if (set.value.id !== file.id || set.value.version !== file.version)
      under([
        {
          at: 'id',
          message: `says ${nameOf(set.value)} but lies in ${file.id}/${file.version}: they must agree`,
        },
      ]);
    under(checkFloor(set.value));
    const cases = file.cases === null ? noCases() : parseWorkedCases(file.cases);
    if (!cases.ok) under(cases.faults);
    const published = manifest.value[nameOf(file)]?.published ?? false;
    sets.push({ set: set.value, hash: file.sha256, published, cases: cases.ok ? cases.value : [] });
  }
  faults.push(...betweenVersions(sets));
  return faults.length > 0 ? faulty(faults) : ok(sets);
}

function noCases(): Outcome<readonly WorkedCase[]> {
  return faulty([{ at: 'cases.json', message: 'is missing: worked cases stand beside every rule set' }]);
}

/** Versions of one set must not start on one day or lose a band, and one service has one set: else the choice is chance. */
function betweenVersions(sets: readonly ReadyRuleSet[]): Fault[] {
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
