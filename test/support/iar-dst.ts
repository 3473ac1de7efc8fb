import { cellOf } from '../../src/rule-sets/cells.js';
import { compile, planFor } from '../../src/rule-sets/compile.js';
import { noneOf } from '../../src/rule-sets/three-valued.js';
import { TOOL_PLAN, type ToolSet } from '../../src/rule-sets/tool-set.js';

const ratings = [0, 1, 2, 3, 4];

/** For every combination of eight ratings: the pathways that hold, and the one the table gives, read from the top. */
export function* everyCombination(set: ToolSet): Generator<[string[], number]> {
  const ruleSet = compile(set);
  const { outcome } = planFor(ruleSet, TOOL_PLAN);
  const place = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8'].map((code) => ruleSet.index.get(code) ?? -1);
  const cell = ruleSet.facts.map((cells) => ratings.map((rating) => cellOf(cells, rating)));
  const own = new Int32Array(ruleSet.facts.length);
  const none = noneOf(own);
  const rating = new Array<number>(8).fill(0);
  for (let number = 0; number < 5 ** 8; number++) {
    for (let domain = 0, rest = number; domain < 8; domain++, rest = Math.floor(rest / 5)) {
      rating[domain] = rest % 5;
      const fact = place[domain] ?? -1;
      own[fact] = cell[fact]?.[rest % 5] ?? 0;
    }
    const holding = outcome.filter((rule) => rule.test(own, none)).map(({ rule }) => rule.id);
    yield [holding, pathwayOf(rating)];
  }
}

/** Figure 8, read from the top. */
function pathwayOf([
  d1 = 0,
  d2 = 0,
  d3 = 0,
  d4 = 0,
  d5 = 0,
  d6 = 0,
  d7 = 0,
  d8 = 0,
]: readonly number[]): number {
  if (d1 === 4 || d2 === 4 || d3 === 4) return 1;
  if (Math.max(d1, d2, d3, d4) <= 1) {
    if (Math.max(d5, d6, d7, d8) <= 1) return 2;
    if (d5 <= 2 && d6 <= 3) return d8 <= 1 ? 3 : 4;
    return 5;
  }
  if (d1 <= 1) return d2 <= 1 && d3 <= 1 && d4 <= 2 ? 6 : 7;
  const restMild = Math.max(d2, d3, d4) <= 1;
  if (d1 === 2) return restMild ? 8 : 9;
  return restMild ? 10 : 11;
}
