import type { Fault } from '../kernel/outcome.js';
import { countsIn, valuesIn } from './cells.js';
import { compile, type CompiledRule, type CompiledRuleSet } from './compile.js';
import { MOST_WAYS, type Way } from './conditions.js';
import { totalBounds } from './evaluate.js';
import type { AnySet } from './tool-set.js';

/** Rules nobody could ever meet, or everybody would; totals with gaps or overlaps. For a set whose names all lead somewhere. */
export function checkReach(set: AnySet): Fault[] {
  const ruleSet = compile(set);
  const faults: Fault[] = [];
  for (const need of ruleSet.needs) faults.push(...checkWays(ruleSet, `needs (${need.domain})`, need));
  const plans = [...ruleSet.services.values()];
  const rules = new Map(plans.flatMap((plan) => plan.rules).map((rule) => [rule.rule.id, rule]));
  for (const rule of rules.values()) faults.push(...checkWays(ruleSet, `rules (${rule.rule.id})`, rule));
  if (faults.length > 0) return faults;
  for (const plan of plans) {
    if (set.combine === 'first-match') faults.push(...shadowed(plan.outcome, plan.service));
    if (set.combine === 'sum') {
      const own = ruleSet.nothingKnown.slice();
      faults.push(...checkTotals(set, plan.service, totalBounds(plan, own)));
    }
  }
  return faults;
}

function checkWays(
  ruleSet: CompiledRuleSet<AnySet>,
  at: string,
  { node, ways }: Pick<CompiledRule, 'node' | 'ways'>,
): Fault[] {
  if (node.kind === 'always')
    return [{ at, message: 'holds for every child: it is no condition, remove it' }];
  if (!ways)
    return [
      {
        at,
        message: `can hold in more than ${MOST_WAYS} ways, which no reader can check: split it into several rules`,
      },
    ];
  const possible = ways.filter((way) => !contradictsItself(ruleSet, way));
  return possible.length > 0 ? [] : [{ at, message: 'can never hold: its conditions contradict each other' }];
}

/** Derived facts that cannot go together: ages in years and months, severe without persistent absence, needs uncounted. */
function contradictsItself(ruleSet: CompiledRuleSet<AnySet>, way: Way): boolean {
  const mask = (code: string): number | undefined =>
    way.find(({ fact }) => ruleSet.index.get(code) === fact)?.mask;
  const range = (code: string): [number, number] | undefined => {
    const cells = ruleSet.facts[ruleSet.index.get(code) ?? -1];
    const cellsWanted = mask(code);
    return cells && cellsWanted !== undefined ? countsIn(cells, cellsWanted) : undefined;
  };
  const only = (code: string, value: string): boolean => {
    const cells = ruleSet.facts[ruleSet.index.get(code) ?? -1];
    const cellsWanted = mask(code);
    return (
      cells !== undefined &&
      cellsWanted !== undefined &&
      valuesIn(cells, cellsWanted).every((v) => v === value)
    );
  };
  const [years, months] = [range('age_years'), range('age_months')];
  if (years && months && (years[0] * 12 > months[1] || years[1] * 12 + 11 < months[0])) return true;
  if (only('severe_absence', 'yes') && only('persistent_absence', 'no')) return true;
  const domains = range('need_domains');
  const needed = ruleSet.needs.filter((need) => only(`need_${need.domain}`, 'yes')).length;
  const ruledOut = ruleSet.needs.filter((need) => only(`need_${need.domain}`, 'no')).length;
  return domains !== undefined && (needed > domains[1] || ruleSet.needs.length - ruledOut < domains[0]);
}

/** First match: a rule that an earlier one always beats is never reached. */
function shadowed(rules: readonly CompiledRule[], service: string): Fault[] {
  return rules.flatMap((rule, i) => {
    const before = rules.slice(0, i);
    const covered = (rule.ways ?? []).every((way) =>
      before.some((earlier) => earlier.ways?.some((wider) => covers(wider, way))),
    );
    return covered
      ? [
          {
            at: `rules (${rule.rule.id})`,
            message: `is never reached for ${service}: an earlier rule always matches first, move or remove it`,
          },
        ]
      : [];
  });
}

function covers(wider: Way, way: Way): boolean {
  return wider.every(({ fact, mask }) => {
    const narrow = way.find((part) => part.fact === fact)?.mask;
    return narrow !== undefined && (narrow & ~mask) === 0;
  });
}

function checkTotals(
  set: AnySet,
  service: string,
  { least, most }: { least: number; most: number },
): Fault[] {
  const totals = [...(set.totals ?? [])].sort((a, b) => a.from - b.from);
  const faults: Fault[] = [];
  const at = 'totals';
  const lowest = totals[0];
  // Where a higher total is less urgent, one below them all would be the most urgent of all: nobody may be left out there.
  const mayDefer = set.polarity === 'higher_is_less_urgent';
  if (lowest && lowest.from > least && (mayDefer || set.defaultBand !== null))
    faults.push({
      at,
      message: `leave a gap: a total of ${least} is possible for ${service} and gives no band; start ${lowest.band} at ${least} or lower`,
    });
  totals.forEach((total, i) => {
    const next = totals[i + 1];
    if (next?.from === total.from)
      faults.push({ at, message: `overlap: ${total.band} and ${next.band} both start at ${total.from}` });
    const step = next ? rank(set, total.band) - rank(set, next.band) : 0;
    if (next && (mayDefer ? step >= 0 : step <= 0))
      faults.push({
        at,
        message: `contradict the bands: ${next.band} starts at ${next.from}, above ${total.band}, but is not ${mayDefer ? 'less' : 'more'} urgent`,
      });
    if (total.from > most)
      faults.push({
        at,
        message: `cannot be reached: ${total.band} starts at ${total.from}, the highest total for ${service} is ${most}`,
      });
  });
  return faults;
}

function rank(set: AnySet, band: string): number {
  return set.bands.find((candidate) => candidate.id === band)?.rank ?? -1;
}
