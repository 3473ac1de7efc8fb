import { createHash } from 'node:crypto';
import type { Fact } from '../facts/fact.js';
import { holdsFor, leavesOf } from '../rule-sets/cells.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import type { Decision, DecisionInput, RuleResult } from './decision.js';

/** A decision that says act today: what it rests on, and what to do. */
export interface Alarm {
  referralId: string;
  childId: string;
  decisionId: string;
  /** Every route rule that held; never none. */
  routes: readonly AlarmRoute[];
}

export interface AlarmRoute {
  title: string;
  whatToDo: readonly string[];
  /** `rule:fact` for every fact behind it. What is dealt with is dealt with by this. */
  evidence: readonly string[];
}

/** Said on every answer and page about a child for whom somebody must act today (clinical-core, "act today"). */
export const inDangerNow: readonly string[] = [
  'Breakwater is not an emergency service. A child in danger now: ring 999.',
  'A mental-health crisis: ring 111 and choose option 2.',
];

/** The alarm a decision raises; null where it does not say act today. */
export function alarmOf(input: DecisionInput, decision: Decision, decisionId: string): Alarm | null {
  if (!decision.actToday) return null;
  const routes = decision.reasons.flatMap((reason) =>
    reason.is === 'true' && reason.event.type === 'route'
      ? [
          {
            title: reason.title,
            whatToDo: [reason.event.params.whatToDo],
            evidence: [...new Set(evidenceOf(reason, input, decision))].sort(),
          },
        ]
      : [],
  );
  // Without a rule to rest on it is still an alarm, and one that nobody can have dealt with before.
  const without = {
    title: 'see the referral',
    whatToDo: decision.whatToDo,
    evidence: [`decision:${decisionId}`],
  };
  const { referralId, childId } = decision;
  return { referralId, childId, decisionId, routes: routes.length > 0 ? routes : [without] };
}

/** One name for the evidence: SHA-256, hexadecimal. */
export function inputKeyOf(evidence: readonly string[]): string {
  return createHash('sha256')
    .update([...evidence].sort().join('\n'))
    .digest('hex');
}

/** Facts worked out from others are known by what they were worked out from; those that only time moves say nothing new. */
const workedOutFrom: Readonly<Record<string, readonly string[]>> = {
  persistent_absence: ['school_sessions_absent', 'school_sessions_possible'],
  severe_absence: ['school_sessions_absent', 'school_sessions_possible'],
  highest_functional_impact: ['functional_impact'],
  age_years: [],
  age_months: [],
  school_phase: [],
  open_lists: [],
  days_waited: [],
};

function evidenceOf(route: RuleResult, input: DecisionInput, decision: Decision): string[] {
  const known = new Map(decision.facts.map((fact) => [fact.code, fact.value]));
  const codes = codesBehind(route.ruleId, input.ruleSet, known).flatMap(
    (code) => workedOutFrom[code] ?? [code],
  );
  const items = [...new Set(codes)].flatMap((code) => {
    const value = String(known.get(code) ?? '');
    const behind = input.facts.filter((fact) => fact.code === code && speaksNow(fact, input));
    const counted = behind.filter((fact) => value === fact.value);
    if (counted.length > 0) return counted.map((fact) => fact.id);
    return behind.length > 0 ? behind.map((fact) => fact.id) : [`${code}=${value}`];
  });
  return items.length === 0 ? [`${route.ruleId}:`] : items.map((item) => `${route.ruleId}:${item}`);
}

/** Not withdrawn, says something, and not replaced by something newer of the same source. */
function speaksNow(fact: Fact, input: DecisionInput): boolean {
  if (fact.withdrawnOn !== null || fact.value === 'unknown') return false;
  return !input.facts.some(
    (other) =>
      other.withdrawnOn === null &&
      other.value !== 'unknown' &&
      other.code === fact.code &&
      other.referralId === fact.referralId &&
      other.source === fact.source &&
      other.organisation === fact.organisation &&
      other.recordedOn > fact.recordedOn,
  );
}

/** The facts whose values make the rule hold; the others it looks at are not what somebody must deal with. */
function codesBehind(
  ruleId: string,
  ruleSet: LoadedRuleSet,
  known: ReadonlyMap<string, string | number | null>,
): string[] {
  const rule = ruleSet.set.rules.find((candidate) => candidate.id === ruleId);
  if (!rule) return [];
  return leavesOf(rule.conditions)
    .filter((leaf) => {
      const value = known.get(leaf.fact) ?? null;
      return value !== null && holdsFor(value, leaf);
    })
    .map((leaf) => leaf.fact);
}
