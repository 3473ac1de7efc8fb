import { never } from '../kernel/never.js';
import { cellsBetween } from './cells.js';
import { sharing, stillOpen, tryAll } from './combinations.js';
import type { Bounds } from './bounds.js';
import { outcomesByCases } from './cases.js';
import type { CompiledRule, CompiledRuleSet, Conditions, Plan } from './compile.js';
import { firstRank, lastRank, raisedFrom } from './moves.js';
import { everyOf, noneOf } from './three-valued.js';
import type { AnySet } from './tool-set.js';

/**
 * What is still possible, as masks of cells by fact index: as this referral's rules see it (`own`), and over all of the
 * child's open lists (`wide`), from which needs are told. `needs` settles the facts `need_*` in `own`.
 */
export interface Possibilities {
  own: Int32Array;
  wide: Int32Array;
}

/** Whether something holds whatever the unknowns turn out to be, only for some of their values, or for none. */
export type Holds = 'true' | 'possible' | 'false';

/** Whether a condition holds, exact unless `inexact` is called. */
export function holds(conditions: Conditions, possible: Int32Array, inexact: () => void): Holds {
  if (conditions.test(possible, noneOf(possible))) return 'true';
  if (!conditions.test(possible, everyOf(possible))) return 'false';
  if (conditions.knots.length === 0) return 'possible';
  const knotted = stillOpen(conditions.knots, possible);
  if (knotted.length === 0) return 'possible';
  let always = true;
  let ever = false;
  const tried = tryAll(knotted, possible, () => {
    always &&= conditions.test(possible, noneOf(possible));
    ever ||= conditions.test(possible, everyOf(possible));
  });
  if (!tried) inexact();
  if (!tried) return 'possible';
  return always ? 'true' : ever ? 'possible' : 'false';
}

/** Settles which needs are certain and which possible, and writes the facts `need_*` into `own`. */
export function settleNeeds(
  ruleSet: CompiledRuleSet<AnySet>,
  { own, wide }: Possibilities,
  inexact: () => void,
): readonly Holds[] {
  const states = ruleSet.needs.map((need) => holds(need, wide, inexact));
  let certain = 0;
  let possible = 0;
  ruleSet.needs.forEach((need, i) => {
    const state = states[i];
    if (state === 'true') certain++;
    if (state !== 'false') possible++;
    if (need.fact >= 0) own[need.fact] = state === 'true' ? YES : state === 'false' ? NO : YES | NO;
  });
  const cells = ruleSet.facts[ruleSet.needDomains];
  if (cells) own[ruleSet.needDomains] = cellsBetween(cells, certain, possible);
  return states;
}

const NO = 0b01;
const YES = 0b10;

/**
 * The band that is certain and the most urgent one still possible; a tool's gap counts as less urgent than every band.
 * `own` must have its needs settled.
 */
export function bounds(plan: Plan, own: Int32Array): Bounds {
  if (plan.byCases) {
    const { reached, exact } = outcomesByCases(plan, own, () => totalRanks(plan, own));
    return { certain: lastRank(reached), possible: firstRank(reached), exact };
  }
  return plan.modifiers.length === 0 ? beforeModifiers(plan, own) : raised(plan, own);
}

/** The certain band alone: what a child's standing is folded from, many times a decision. */
export function certainRank(plan: Plan, own: Int32Array): number {
  const simple = plan.combine === 'most-urgent' && !plan.byCases && plan.modifiers.length === 0;
  return simple ? mostUrgentCertain(plan, own).rank : bounds(plan, own).certain;
}

function beforeModifiers(plan: Plan, own: Int32Array): Bounds {
  switch (plan.combine) {
    case 'most-urgent':
      return mostUrgent(plan, own);
    case 'sum':
      return totalRanks(plan, own);
    case 'first-match':
      throw new Error('the first match is found by cases');
    default:
      return never(plan.combine);
  }
}

/**
 * With modifiers that only raise and keep the order of bands: the worst is the worst band with the modifiers that are
 * certain, the best the best with all that are possible. Facts with opposing comparisons are tried together.
 */
function raised(plan: Plan, own: Int32Array): Bounds {
  let [certain, possible, exact] = [0, plan.gapRank, true];
  const look = (): void => {
    const base = beforeModifiers(plan, own);
    exact &&= base.exact;
    certain = Math.max(certain, raisedFrom(base.certain, plan.modifiers, own, noneOf(own)));
    possible = Math.min(possible, raisedFrom(base.possible, plan.modifiers, own, everyOf(own)));
  };
  if (tryAll(stillOpen(plan.knots, own), own, look)) return { certain, possible, exact };
  look();
  return { certain, possible, exact: false };
}

function mostUrgent(plan: Plan, own: Int32Array): Bounds {
  const certain = mostUrgentCertain(plan, own);
  let exact = certain.exact;
  let possible = certain.rank;
  for (const rule of plan.outcome) {
    if (rule.rank >= possible) break;
    if (holds(rule, own, () => (exact = false)) !== 'false') possible = rule.rank;
  }
  return { certain: certain.rank, possible, exact };
}

function mostUrgentCertain(plan: Plan, own: Int32Array): { rank: number; exact: boolean } {
  const none = noneOf(own);
  let rank = plan.defaultRank;
  for (const rule of plan.outcome) {
    if (rule.rank >= rank) break;
    if (rule.test(own, none)) rank = rule.rank;
  }
  const knotted = stillOpen(plan.knots, own);
  if (knotted.length === 0) return { rank, exact: true };
  // Rules that are each uncertain may still leave no way out between them ("under 5" and "5 and over").
  const open = plan.outcome.filter((rule) => rule.rank < rank && rule.test(own, everyOf(own)));
  let exact = true;
  for (const { rules, facts } of sharing(open, knotted)) {
    let worst = 0;
    const tried = tryAll(facts, own, () => {
      const holding = rules.find((rule) => rule.test(own, none));
      worst = Math.max(worst, holding?.rank ?? plan.defaultRank);
    });
    if (tried) rank = Math.min(rank, worst);
    else exact = false;
  }
  return { rank, exact };
}

/** The ranks of the smallest and the largest total still possible, whichever of the two is the more urgent. */
export function totalRanks(plan: Plan, own: Int32Array): Bounds {
  const { least, most, exact } = totalBounds(plan, own);
  const [ofLeast, ofMost] = [rankOfTotal(plan, least), rankOfTotal(plan, most)];
  return { certain: Math.max(ofLeast, ofMost), possible: Math.min(ofLeast, ofMost), exact };
}

/** The smallest and the largest total still possible. */
export function totalBounds(plan: Plan, own: Int32Array): { least: number; most: number; exact: boolean } {
  const groups = sharing(plan.outcome, stillOpen(plan.knots, own));
  const shared = new Set(groups.flatMap((group) => group.rules));
  const alone = plan.outcome.filter((rule) => !shared.has(rule));
  let { least, most } = totalOf(alone, own);
  let exact = true;
  for (const { rules, facts } of groups) {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const tried = tryAll(facts, own, () => {
      const total = totalOf(rules, own);
      lowest = Math.min(lowest, total.least);
      highest = Math.max(highest, total.most);
    });
    const total = tried ? { least: lowest, most: highest } : totalOf(rules, own);
    least += total.least;
    most += total.most;
    exact &&= tried;
  }
  return { least, most, exact };
}

function totalOf(rules: readonly CompiledRule[], own: Int32Array): { least: number; most: number } {
  let [least, most] = [0, 0];
  for (const { points, test } of rules) {
    const certain = test(own, noneOf(own));
    if (!certain && !test(own, everyOf(own))) continue;
    if (certain || points < 0) least += points;
    if (certain || points > 0) most += points;
  }
  return { least, most };
}

export function rankOfTotal(plan: Plan, total: number): number {
  return plan.totals.find(({ from }) => total >= from)?.rank ?? plan.defaultRank;
}
