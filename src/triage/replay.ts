import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { decide } from './decide.js';
import type { Decision, DecisionInput } from './decision.js';
import { inputHash } from './input-hash.js';
import { inputOfStored, keptReceipt, type KeptReceipt, type StoredReceipt } from './receipt.js';

/**
 * Makes a stored decision again from its own input under its own version. `differences` name every place where the answer
 * is not the stored one, as paths into the decision; a set with another hash is one difference and is not evaluated. By
 * which engine it was decided is no difference: what counts is whether this one comes to the same.
 */
export function replay(
  stored: StoredReceipt,
  ruleSet: LoadedRuleSet,
): { identical: boolean; differences: readonly string[] } {
  const notUnder = otherRules(stored, ruleSet);
  if (notUnder !== null) return { identical: false, differences: [notUnder] };
  const input = { ...inputOfStored(stored), ruleSet };
  const { versionReason, engineVersion } = stored.decision;
  const decision = asIfBy(engineVersion, input, decide(input, versionReason));
  const again = 'format' in stored ? keptReceipt({ input, decision }) : { decision };
  const differences = [
    ...differencesBetween(stored.decision, again.decision, ''),
    ...('format' in stored && 'rules' in again ? besideDecision(stored, again) : []),
  ];
  return { identical: differences.length === 0, differences };
}

function besideDecision(stored: KeptReceipt, again: KeptReceipt): string[] {
  return [
    ...differencesBetween(stored.engine.version, stored.decision.engineVersion, 'engine.version'),
    ...differencesBetween(stored.rules, again.rules, 'rules'),
  ];
}

/** Why these rules are not those it was decided under, in words; null where they are. */
export function otherRules({ decision }: StoredReceipt, { set, hash }: LoadedRuleSet): string | null {
  const { ruleSetId, ruleSetVersion, ruleSetHash } = decision;
  if (set.id !== ruleSetId || set.version !== ruleSetVersion)
    return `decided under ${ruleSetId}@${ruleSetVersion}, not ${set.id}@${set.version}`;
  return hash === ruleSetHash ? null : `the rules have changed: hash ${hash}, decided under ${ruleSetHash}`;
}

/** The same decision under the name of another engine: its version is part of its hash. */
function asIfBy(engineVersion: string, input: DecisionInput, decision: Decision): Decision {
  if (decision.engineVersion === engineVersion) return decision;
  const named = { ...decision, engineVersion };
  return { ...named, inputHash: inputHash(input, named) };
}

/** What is absent in one and undefined in the other is the same: the stored one has been through JSON. */
function differencesBetween(stored: unknown, again: unknown, at: string): string[] {
  if (stored === again) return [];
  if (!isObject(stored) || !isObject(again) || Array.isArray(stored) !== Array.isArray(again))
    return [`${at}: stored ${JSON.stringify(stored)}, now ${JSON.stringify(again)}`];
  const keys = new Set([...Object.keys(stored), ...Object.keys(again)]);
  return [...keys].flatMap((key) =>
    differencesBetween(stored[key], again[key], at === '' ? key : `${at}.${key}`),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
