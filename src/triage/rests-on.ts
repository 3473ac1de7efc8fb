import { isConcerning } from '../facts/concern.js';
import { factValue } from '../facts/check-fact.js';
import { confidenceOf } from '../facts/confidence.js';
import type { Fact } from '../facts/fact.js';
import { IN_CONFIDENCE } from '../facts/reason-shown.js';
import { factDefinition } from '../facts/vocabulary.js';
import type { Condition, RuleSet } from '../rule-sets/rule-set.js';

/** What a condition's fact stands for: codes of the vocabulary, and codes that count only where they concern. */
interface Behind {
  plainly: Set<string>;
  /** Behind a need, only what concerns makes it hold. */
  asNeed: Set<string>;
}

/**
 * The facts that a rule's answer rests on, as organisation/code, marked where a child said them in confidence: every
 * fact recorded under a code that its conditions look at, straight or through what is worked out from it. More rather
 * than fewer: a reason is shown only to whoever may see all of them.
 */
export function restsOn(set: RuleSet, ruleId: string, facts: readonly Fact[]): string[] {
  const rule = set.rules.find(({ id }) => id === ruleId);
  if (!rule) return facts.map(named);
  return namedBehind(behindConditions(set, [rule.conditions]), facts);
}

/** The same for one code: a fact of the vocabulary, or one worked out. */
export function codeRestsOn(set: RuleSet, code: string, facts: readonly Fact[]): string[] {
  const behind = nothing();
  addCode(set, code, behind, false);
  return namedBehind(behind, facts);
}

function namedBehind(behind: Behind, facts: readonly Fact[]): string[] {
  const counted = facts.filter(
    (fact) =>
      fact.withdrawnOn === null &&
      (behind.plainly.has(fact.code) || (behind.asNeed.has(fact.code) && mayConcern(fact))),
  );
  return [...new Set(counted.map(named))].sort();
}

/** organisation/code, marked where a child said it in confidence. */
export function named(fact: Fact): string {
  return `${fact.organisation}/${fact.code}${saidInConfidence(fact) ? IN_CONFIDENCE : ''}`;
}

/** What a child said is in confidence unless it was recorded otherwise. */
export function saidInConfidence(fact: Pick<Fact, 'source' | 'confidence'>): boolean {
  return confidenceOf(fact) === 'child_in_confidence';
}

/** Reassurance never makes a need; what has no such order might. */
function mayConcern(fact: Fact): boolean {
  const definition = factDefinition(fact.code);
  const value = definition && factValue(definition, fact.value);
  if (!definition || value === undefined) return true;
  return definition.concern === 'risk-low' || isConcerning(definition, value);
}

const nothing = (): Behind => ({ plainly: new Set(), asNeed: new Set() });

function behindConditions(set: RuleSet, conditions: readonly Condition[]): Behind {
  const behind = nothing();
  for (const code of conditions.flatMap(codesIn)) addCode(set, code, behind, false);
  return behind;
}

function addCode(set: RuleSet, code: string, behind: Behind, inNeed: boolean): void {
  for (const under of WORKED_OUT_FROM[code] ?? []) addCode(set, under, behind, inNeed);
  if (code in WORKED_OUT_FROM) return;
  const needs = set.needs.filter(({ domain }) => code === 'need_domains' || code === `need_${domain}`);
  for (const { conditions } of needs)
    for (const under of codesIn(conditions)) addCode(set, under, behind, true);
  if (needs.length === 0) (inNeed ? behind.asNeed : behind.plainly).add(code);
}

/** Derived facts but needs (rule-set.ts), by what is said. Dates of the child and of the list are no facts. */
const WORKED_OUT_FROM: Readonly<Record<string, readonly string[]>> = {
  age_years: [],
  age_months: [],
  school_phase: [],
  open_lists: [],
  days_waited: [],
  highest_functional_impact: ['functional_impact'],
  persistent_absence: ['school_sessions_absent', 'school_sessions_possible'],
  severe_absence: ['school_sessions_absent', 'school_sessions_possible'],
};

function codesIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(codesIn);
  if ('any' in condition) return condition.any.flatMap(codesIn);
  return [condition.fact];
}
