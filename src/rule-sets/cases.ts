import type { Bounds } from './bounds.js';
import { MOST_COMBINATIONS } from './combinations.js';
import type { CompiledRule, Plan } from './compile.js';
import { leafNodes } from './conditions.js';
import { moved } from './moves.js';
import { everyOf, noneOf } from './three-valued.js';

/** Every outcome the unknowns still allow. Ranks are masks; the gap is the rank after the last band. */
export interface Outcomes {
  reached: number;
  /** Whether more than one band is allowed, so that a clinician must choose: in every case, in some, or in none. */
  choice: 'always' | 'sometimes' | 'never';
  /** Each is reached by some values of the unknown facts (for sums: the first and the last of them are). */
  exact: boolean;
}

/** What one case comes to: ranks, or a rule on whose unknown facts it turns. */
type Case = { allowed: number; choice: boolean; exact: boolean } | { turnsOn: CompiledRule };

/**
 * Decides as a reader would, from the first rule on; where a rule turns on an unknown value, both ways are followed. Each
 * split settles one comparison, so that the search ends; beyond 4,096 cases what is possible is taken rule by rule, which
 * leaves no outcome out and may add some. `totals`: bounds of the band by points, for the same `own`.
 */
export function outcomesByCases(plan: Plan, own: Int32Array, totals: () => Bounds): Outcomes {
  let [reached, one, several, exact, left] = [0, false, false, true, MOST_COMBINATIONS];
  const follow = (): boolean => {
    const found = oneCase(plan, own, totals);
    if ('turnsOn' in found) return split(found.turnsOn, own, follow);
    if (--left < 0) return false;
    reached |= found.allowed;
    exact &&= found.exact;
    if (found.choice) several = true;
    else one = true;
    return true;
  };
  if (follow()) return { reached, choice: !several ? 'never' : one ? 'sometimes' : 'always', exact };
  return { reached: everythingPossible(plan, own, totals()), choice: 'sometimes', exact: false };
}

function oneCase(plan: Plan, own: Int32Array, totals: () => Bounds): Case {
  let allowed = 0;
  for (const rule of plan.outcome) {
    if (rule.allows === 0 || !rule.test(own, everyOf(own))) continue;
    if (!rule.test(own, noneOf(own))) return { turnsOn: rule };
    allowed = rule.allows;
    break;
  }
  if (allowed === 0 && plan.combine === 'sum') {
    const total = totals();
    const open = total.certain !== total.possible && plan.outcome.find((rule) => isOpen(rule, own));
    if (open && plan.modifiers.length > 0) return { turnsOn: open };
    if (open) return { allowed: between(total), choice: false, exact: total.exact };
    allowed = 1 << total.certain;
  }
  if (allowed === 0) allowed = 1 << plan.defaultRank;
  for (const modifier of plan.modifiers) {
    const after = moved(modifier.moves, allowed);
    if (after === allowed || !modifier.test(own, everyOf(own))) continue;
    if (!modifier.test(own, noneOf(own))) return { turnsOn: modifier };
    allowed = after;
  }
  return { allowed, choice: (allowed & (allowed - 1)) !== 0, exact: true };
}

function isOpen({ test }: CompiledRule, own: Int32Array): boolean {
  return test(own, everyOf(own)) && !test(own, noneOf(own));
}

function between({ certain, possible }: Bounds): number {
  return 2 ** (certain + 1) - 2 ** possible;
}

/** Follows the values for which one undecided comparison of the rule holds, then the others. */
function split(rule: CompiledRule, own: Int32Array, follow: () => boolean): boolean {
  for (const { fact, mask } of leafNodes(rule.node)) {
    const cells = own[fact] as number;
    if ((cells & mask) === 0 || (cells & mask) === cells) continue;
    own[fact] = cells & mask;
    let followed = follow();
    own[fact] = cells & ~mask;
    followed &&= follow();
    own[fact] = cells;
    return followed;
  }
  throw new Error(`no comparison of ${rule.rule.id} is undecided`);
}

function everythingPossible(plan: Plan, own: Int32Array, total: Bounds): number {
  let [ranks, decided] = [0, false];
  for (const rule of plan.outcome) {
    if (rule.allows === 0 || !rule.test(own, everyOf(own))) continue;
    ranks |= rule.allows;
    decided = rule.test(own, noneOf(own));
    if (decided) break;
  }
  if (!decided) ranks |= plan.combine === 'sum' ? between(total) : 1 << plan.defaultRank;
  for (const { moves, test } of plan.modifiers) {
    if (!test(own, everyOf(own))) continue;
    ranks = test(own, noneOf(own)) ? moved(moves, ranks) : ranks | moved(moves, ranks);
  }
  return ranks;
}
