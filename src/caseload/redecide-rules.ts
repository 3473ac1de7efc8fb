import { alwaysKnown } from '../rule-sets/rule-fact.js';
import {
  compile,
  planFor,
  type CompiledRule,
  type CompiledRuleSet,
  type Plan,
} from '../rule-sets/compile.js';
import type { RuleSet } from '../rule-sets/rule-set.js';

/** One version as it speaks for one service line. */
export interface Side {
  ruleSet: CompiledRuleSet;
  plan: Plan;
}

/** A rule that is not the same in both versions; undefined where one does not have it. */
export interface ChangedRule {
  older: CompiledRule | undefined;
  newer: CompiledRule | undefined;
}

/** Two versions that can be told apart rule by rule, or why everybody has to be decided in full. */
export type Compared = { older: Side; newer: Side; changed: readonly ChangedRule[] } | { everybody: string };

/** Parts of a set that every decision rests on. Titles, sources and the like are none. */
const PARTS = [
  'combine',
  'polarity',
  'bands',
  'defaultBand',
  'totals',
  'needs',
  'orderPolicy',
  'effectiveTo',
] as const;

/**
 * Rules of two versions side by side. Rules that combine otherwise than each by itself (first match, modifiers, points
 * taken away, comparisons that oppose each other) are not looked at one by one: then everybody is decided in full.
 */
export function comparedRules(before: RuleSet, after: RuleSet, service: string): Compared {
  for (const part of [...PARTS, 'familyReasons'] as const)
    if (!alike(before[part], after[part])) return { everybody: `${part} is not the same` };
  if (!alike(before.mustKnow[service], after.mustKnow[service]))
    return { everybody: 'mustKnow is not the same' };
  // Questions are due from the day the rules began at the earliest: an earlier day would bring them forward.
  if (after.effectiveFrom < before.effectiveFrom) return { everybody: 'the version is the older one' };
  const [older, newer] = [sideOf(before, service), sideOf(after, service)];
  if (!oneByOne(older) || !oneByOne(newer)) return { everybody: 'its rules do not speak one by one' };
  if (older.plan.agrees !== newer.plan.agrees) return { everybody: 'its bounds are not proven alike' };
  if (!alike(thresholds(older, 'need_domains'), thresholds(newer, 'need_domains')))
    return { everybody: 'needs are counted otherwise' };
  const changed = changedRules(older.plan, newer.plan);
  return changed.every(canBeRead)
    ? { older, newer, changed }
    : { everybody: 'a rule holds in too many ways to be compared' };
}

/** What both say word for word. */
export function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Where the stretches of a fact begin in one version; undefined where no rule looks at it. */
export function thresholds({ ruleSet }: Side, code: string): readonly (string | number)[] | undefined {
  const at = ruleSet.index.get(code);
  return at === undefined ? undefined : ruleSet.facts[at]?.values;
}

/** Codes of the facts a rule looks at, in their order; none of no rule. */
export function codesOf(rule: CompiledRule | undefined, { ruleSet }: Side): string[] {
  return rule?.facts.map((fact) => ruleSet.facts[fact]?.fact.code ?? '') ?? [];
}

function sideOf(set: RuleSet, service: string): Side {
  const ruleSet = compile(set);
  return { ruleSet, plan: planFor(ruleSet, service) };
}

/** Of facts that are always known one cell is possible: comparisons of theirs oppose each other only in form. */
function oneByOne({ ruleSet, plan }: Side): boolean {
  const { combine, byCases, modifiers, outcome, rules } = plan;
  const opposed = [...plan.knots, ...[...rules, ...ruleSet.needs].flatMap(({ knots }) => knots)];
  return (
    combine !== 'first-match' &&
    !byCases &&
    modifiers.length === 0 &&
    outcome.every(({ points }) => points >= 0) &&
    opposed.every(({ fact }) => alwaysKnown.has(ruleSet.facts[fact]?.fact.code ?? ''))
  );
}

function changedRules(older: Plan, newer: Plan): ChangedRule[] {
  const after = new Map(newer.rules.map((rule) => [rule.rule.id, rule]));
  const pairs: ChangedRule[] = older.rules.map((rule) => ({ older: rule, newer: after.get(rule.rule.id) }));
  const before = new Set(older.rules.map(({ rule }) => rule.id));
  for (const rule of newer.rules)
    if (!before.has(rule.rule.id)) pairs.push({ older: undefined, newer: rule });
  return pairs.filter(({ older: a, newer: b }) => !alike(a?.rule, b?.rule));
}

function canBeRead({ older, newer }: ChangedRule): boolean {
  return (!older || older.ways !== undefined) && (!newer || newer.ways !== undefined);
}
