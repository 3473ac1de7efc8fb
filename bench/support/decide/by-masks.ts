import { cellOf } from '../../../src/rule-sets/cells.js';
import { planFor, type CompiledRuleSet } from '../../../src/rule-sets/compile.js';
import { rankOfTotal, totalBounds } from '../../../src/rule-sets/evaluate.js';
import { CERTAIN, LEAST, MOST, POSSIBLE, type PlainFacts } from '../../../src/rule-sets/generate.js';

/** Each child's facts as masks of cells, in the order of the rule set: what a reader of stored facts hands to the rules. */
export function masksOf(ruleSet: CompiledRuleSet, child: PlainFacts, masks: Int32Array): Int32Array {
  for (let fact = 0; fact < ruleSet.facts.length; fact++) {
    const cells = ruleSet.facts[fact];
    const value = cells && child[cells.fact.code];
    masks[fact] = cells === undefined ? 0 : value === undefined ? cells.full : cellOf(cells, value);
  }
  return masks;
}

/** The service's evaluator: closures over masks, for a set that adds points. */
export function byClosures(ruleSet: CompiledRuleSet): (child: PlainFacts, answer: Int32Array) => void {
  const plan = planFor(ruleSet, 'slt');
  const masks = ruleSet.nothingKnown.slice();
  return (child, answer) => {
    masksOf(ruleSet, child, masks);
    const total = totalBounds(plan, masks);
    answer[CERTAIN] = rankOfTotal(plan, total.least);
    answer[POSSIBLE] = rankOfTotal(plan, total.most);
    answer[LEAST] = total.least;
    answer[MOST] = total.most;
  };
}
