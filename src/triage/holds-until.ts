import { addDays, epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';
import type { History } from '../facts/history.js';
import { nextChangeOf, type Timeline } from '../facts/timeline.js';
import type { CompiledRuleSet } from '../rule-sets/compile.js';

/**
 * The first day after `on` on which the decision could change by itself: a fact goes stale or asks to be confirmed, a
 * birthday, school phase or length of wait passes a threshold of the rules (`thresholdDays`, days since
 * 1970-01-01; also the ages from which and to which a question is asked), a list opens or closes on a day already known, the
 * rule set ends. Null: never. Facts no rule looks at do not count.
 */
export function holdsUntil(
  ruleSet: CompiledRuleSet,
  history: History,
  thresholdDays: readonly number[],
  on: PlainDate,
): PlainDate | null {
  const today = epochDay(on);
  let next = Number.POSITIVE_INFINITY;
  const consider = (day: number | undefined): void => {
    if (day !== undefined && day > today && day < next) next = day;
  };
  const read = (said: ReadonlyMap<string, Timeline>): void => {
    for (const [code, timeline] of said) if (looksAt(ruleSet, code)) consider(nextChangeOf(timeline, today));
  };
  read(history.child);
  read(history.referral);
  for (const list of history.lists) {
    consider(list.opens);
    consider(list.closes);
    if (list.facts !== history.referral) read(list.facts);
  }
  consider(history.waitingSince);
  thresholdDays.forEach(consider);
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
