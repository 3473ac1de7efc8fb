import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleSet } from '../../src/rule-sets/rule-set.js';
import { rulesDirectory } from '../../src/rule-sets/rules.reader.js';

/** A folder of rules with a next version of the starter set beside it, in force from a day on. */
export interface NextRules {
  directory: string;
  remove(): void;
}

/** The shipped rules and `multi-need@1.1.0`, which differs by `change` alone. Nothing is worked through: it may be any change. */
export function nextRules(effectiveFrom: string, change: (set: RuleSet) => RuleSet): NextRules {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-rules-'));
  const shipped = join(rulesDirectory(), 'multi-need', '1.0.0');
  cpSync(shipped, join(directory, 'multi-need', '1.0.0'), { recursive: true });
  const now = JSON.parse(readFileSync(join(shipped, 'rule-set.json'), 'utf8')) as RuleSet;
  const next = { ...change(now), version: '1.1.0', effectiveFrom };
  const text = `${JSON.stringify(next, null, 2)}\n`;
  const folder = join(directory, 'multi-need', '1.1.0');
  mkdirSync(folder);
  writeFileSync(join(folder, 'rule-set.json'), text);
  cpSync(join(shipped, 'cases.json'), join(folder, 'cases.json'));
  const all = JSON.parse(readFileSync(join(rulesDirectory(), 'manifest.json'), 'utf8')) as Record<
    string,
    { sha256: string; published: boolean }
  >;
  const today = all['multi-need@1.0.0'];
  if (!today) throw new Error('the starter set is not in the manifest');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const manifest = { 'multi-need@1.0.0': today, 'multi-need@1.1.0': { ...today, sha256 } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

/** The same set with one number of one rule's comparisons in place of another. */
export function withNumber(set: RuleSet, ruleId: string, from: number, to: number): RuleSet {
  return {
    ...set,
    rules: set.rules.map((rule) => {
      if (rule.id !== ruleId) return rule;
      const text = JSON.stringify(rule.conditions).replace(
        `"value":${String(from)}`,
        `"value":${String(to)}`,
      );
      return { ...rule, conditions: JSON.parse(text) as typeof rule.conditions };
    }),
  };
}
