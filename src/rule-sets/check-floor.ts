import type { Fault } from '../kernel/outcome.js';
import { cellOf } from './cells.js';
import { compile, planFor } from './compile.js';
import { certainRank } from './evaluate.js';
import type { RuleSet } from './rule-set.js';

/**
 * No rule may rank a child below the provider's own clinical priority (clinical-core, Rule sets). Tried, not trusted: with
 * nothing known but that priority, `urgent` and `emergency` must each be certain to reach the most urgent band.
 */
export function checkFloor(set: RuleSet): Fault[] {
  const ruleSet = compile(set);
  const fact = ruleSet.index.get('provider_priority');
  return set.serviceLines.flatMap((service) =>
    ['urgent', 'emergency'].flatMap((priority) => {
      const own = ruleSet.nothingKnown.slice();
      const cells = fact === undefined ? undefined : ruleSet.facts[fact];
      if (fact !== undefined && cells) own[fact] = cellOf(cells, priority);
      if (cells && certainRank(planFor(ruleSet, service), own) === 0) return [];
      const message = `does not place a child whose provider says ${priority} in the most urgent band for ${service}: add a rule on provider_priority`;
      return [{ at: 'rules', message }];
    }),
  );
}
