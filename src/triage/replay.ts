import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { decide } from './decide.js';
import type { Receipt } from './decision.js';

/**
 * Makes a stored decision again from its own input under its own version. `differences` name every place where the answer
 * is not the stored one, as paths into the decision; a set with another hash is one difference and is not evaluated.
 */
export function replay(
  receipt: Receipt,
  ruleSet: LoadedRuleSet,
): { identical: boolean; differences: readonly string[] } {
  const stored = receipt.decision;
  if (ruleSet.set.id !== stored.ruleSetId || ruleSet.set.version !== stored.ruleSetVersion)
    return refused(
      `decided under ${stored.ruleSetId}@${stored.ruleSetVersion}, not ${ruleSet.set.id}@${ruleSet.set.version}`,
    );
  if (ruleSet.hash !== stored.ruleSetHash)
    return refused(`the rules have changed: hash ${ruleSet.hash}, decided under ${stored.ruleSetHash}`);
  const again = decide({ ...receipt.input, ruleSet }, stored.versionReason);
  const differences = differencesBetween(asStored(stored), asStored(again), '');
  return { identical: differences.length === 0, differences };
}

function refused(difference: string): { identical: boolean; differences: readonly string[] } {
  return { identical: false, differences: [difference] };
}

/** As JSON keeps it: stored receipts have been through it, fresh decisions have not. */
function asStored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

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
