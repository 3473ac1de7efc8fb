import { never } from '../kernel/never.js';
import { cellsBetween } from './cells.js';
import { planFor, type CompiledRuleSet, type Plan } from './compile.js';
import { raisedFrom } from './moves.js';
import { restsOn } from './rule-fact.js';
import { rankOfTotal, type Holds, type Possibilities } from './evaluate.js';

/**
 * The most urgent band that answers to the asked facts alone could lead to, every other unknown fact held to what is
 * certain. `asked` are the codes of facts that are unknown. Never less urgent than the certain band, and never misses one;
 * it may promise a little too much where a rule repeats an asked fact, where comparisons of another unknown fact oppose
 * each other, or where the first match decides, since there one fact's answer turns on another's.
 */
export function couldBeRank(
  ruleSet: CompiledRuleSet,
  service: string,
  { own, wide }: Possibilities,
  needs: readonly Holds[],
  asked: ReadonlySet<string>,
  certain: number,
): number {
  if (asked.size === 0) return certain;
  const plan = planFor(ruleSet, service);
  const hopeful = hopefulFlags(ruleSet, asked);
  if (plan.combine === 'first-match') hopeful.fill(1);
  for (const knot of plan.knots) hopeful[knot.fact] = 1;
  const met = ruleSet.needs.map((need, i) => needs[i] === 'true' || need.test(wide, hopeful));
  ruleSet.needs.forEach((need, i) => {
    if (need.fact >= 0) hopeful[need.fact] = met[i] && needs[i] !== 'false' ? 1 : 0;
  });
  const cells = ruleSet.facts[ruleSet.needDomains];
  const counted = own[ruleSet.needDomains] ?? 0;
  if (cells) {
    const least = needs.filter((need) => need === 'true').length;
    own[ruleSet.needDomains] = cellsBetween(cells, least, met.filter(Boolean).length);
    hopeful[ruleSet.needDomains] = 1;
  }
  const rank = raisedFrom(hopedFor(plan, own, hopeful), plan.modifiers, own, hopeful);
  if (cells) own[ruleSet.needDomains] = counted;
  return Math.min(certain, rank);
}

/** One flag a fact: 1 where any of its possible values may be hoped for. Absence and impact follow what they rest on. */
function hopefulFlags(ruleSet: CompiledRuleSet, asked: ReadonlySet<string>): Uint8Array {
  const flags = new Uint8Array(ruleSet.facts.length);
  const raise = (code: string): void => {
    const fact = ruleSet.index.get(code);
    if (fact !== undefined) flags[fact] = 1;
  };
  for (const code of asked) {
    raise(code);
    for (const derived of restsOn[code] ?? []) raise(derived);
  }
  return flags;
}

function hopedFor(plan: Plan, seen: Int32Array, hopeful: Uint8Array): number {
  switch (plan.combine) {
    case 'most-urgent':
      return plan.outcome.find((rule) => rule.test(seen, hopeful))?.rank ?? plan.defaultRank;
    case 'sum': {
      const unwanted = hopeful.map((flag) => 1 - flag);
      let total = 0;
      for (const { points, test } of plan.outcome)
        if (points > 0 ? test(seen, hopeful) : test(seen, unwanted)) total += points;
      return rankOfTotal(plan, total);
    }
    case 'first-match': {
      const none = new Uint8Array(seen.length);
      let rank = plan.defaultRank;
      for (const rule of plan.outcome) {
        if (rule.test(seen, hopeful)) rank = Math.min(rank, rule.rank);
        if (rule.test(seen, none)) break;
      }
      return rank;
    }
    default:
      return never(plan.combine);
  }
}
