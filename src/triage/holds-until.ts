import { addDays, epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';
import type { History } from '../facts/history.js';
import { nextChangeOf } from '../facts/timeline.js';
import type { CompiledRuleSet } from '../rule-sets/compile.js';
import type { Reader } from '../rule-sets/reader.js';

/**
 * The first day after `on` on which the decision could change by itself: a fact goes stale or asks to be confirmed, a
 * birthday, school phase or length of wait passes a threshold of the rules, or one
 * of the ages from which and to which a question is asked (`askingDays`, days since 1970-01-01), a list opens or closes on a day already known, the
 * rule set ends. Null: never. Facts no rule looks at do not count.
 */
export function holdsUntil(
  ruleSet: CompiledRuleSet,
  history: History,
  { said, thresholdDays }: Reader,
  askingDays: readonly number[],
  on: PlainDate,
): PlainDate | null {
  const today = epochDay(on);
  let next = Number.POSITIVE_INFINITY;
  const consider = (day: number | undefined): void => {
    if (day !== undefined && day > today && day < next) next = day;
  };
  for (const { timeline } of said) consider(nextChangeOf(timeline, today));
  // Not compared itself, yet the highest over the lists is worked out from it.
  const impact = ruleSet.index.has('highest_functional_impact') && history.referral.get('functional_impact');
  if (impact) consider(nextChangeOf(impact, today));
  for (const list of history.lists) {
    consider(list.opens);
    consider(list.closes);
    if (list.facts === history.referral) continue;
    for (const [code, timeline] of list.facts)
      if (looksAt(ruleSet, code)) consider(nextChangeOf(timeline, today));
  }
  consider(history.waitingSince);
  for (const day of thresholdDays) consider(day);
  for (const day of askingDays) consider(day);
  const { effectiveTo } = ruleSet.set;
  if (effectiveTo !== null) consider(epochDay(addDays(effectiveTo, 1)));
  return next === Number.POSITIVE_INFINITY ? null : fromEpochDay(next);
}

function looksAt(ruleSet: CompiledRuleSet, code: string): boolean {
  return (
    ruleSet.index.has(code) ||
    (code === 'functional_impact' && ruleSet.index.has('highest_functional_impact'))
  );
}
