import { countsIn } from '../rule-sets/cells.js';
import type { CompiledRule, CompiledRuleSet, Plan } from '../rule-sets/compile.js';
import type { Way } from '../rule-sets/conditions.js';

/** What the distance of an answer is measured in. */
export interface MeasuredFrom {
  ruleSet: CompiledRuleSet;
  plan: Plan;
  own: Int32Array;
  /** Rank of the band that is certain. */
  certain: number;
  /** Every rule that could hold, or does: no way of another is open. */
  couldHold: readonly CompiledRule[];
  /** How many need domains are certain. */
  needsCertain: number;
}

/** How many unknowns, this one included, stand between the child and the most urgent band it could lead to. */
export interface Distance {
  unknowns: number;
  rank: number;
}

/** Reads every way a more urgent rule could still hold whose unknowns are all facts that must be known. */
export function distances(
  from: MeasuredFrom,
  missing: readonly { fact: string; safety?: boolean }[],
): Map<string, Distance> {
  const { couldHold, certain } = from;
  const found = new Map<string, Distance>();
  if (certain === 0 || missing.length === 0) return found;
  const asked = new Map(missing.map((entry) => [entry.fact, entry.safety ?? false]));
  for (const rule of couldHold) {
    if (rule.rank < 0 || rule.rank >= certain) continue;
    for (const way of rule.ways ?? []) {
      const answers = answersFor(way, from, asked);
      if (!answers) continue;
      for (const code of answers.codes) {
        // A way that needs a safety fact brings only safety facts nearer: those alone must not raise the alarm.
        if (answers.safety && asked.get(code) !== true) continue;
        const before = found.get(code);
        if (!before) found.set(code, { unknowns: answers.unknowns, rank: rule.rank });
        else {
          before.unknowns = Math.min(before.unknowns, answers.unknowns);
          before.rank = Math.min(before.rank, rule.rank);
        }
      }
    }
  }
  return found;
}

/** The missing answers that would make a way hold; undefined where it cannot, or rests on more than them. */
function answersFor(
  way: Way,
  { ruleSet, plan, own, needsCertain }: MeasuredFrom,
  asked: ReadonlyMap<string, boolean>,
): { codes: readonly string[]; unknowns: number; safety: boolean } | undefined {
  for (const { fact, mask } of way) if (((own[fact] ?? 0) & mask) === 0) return undefined;
  const codes: string[] = [];
  let [unknowns, safety] = [0, false];
  for (const { fact, mask } of way) {
    const possible = own[fact] ?? 0;
    const cells = ruleSet.facts[fact];
    if ((possible & mask) === possible || !cells) continue;
    const before = codes.length;
    for (const code of plan.settledBy[fact] ?? []) if (asked.has(code)) codes.push(code);
    if (codes.length === before) return undefined;
    safety ||= codes.slice(before).every((code) => asked.get(code) === true);
    unknowns +=
      fact === ruleSet.needDomains ? Math.max(1, countsIn(cells, mask & possible)[0] - needsCertain) : 1;
  }
  return { codes, unknowns, safety };
}
