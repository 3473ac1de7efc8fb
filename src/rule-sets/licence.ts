import { epochDay } from '../kernel/plain-date.js';
import { historyOf } from '../facts/history.js';
import type { FactValue } from '../facts/fact.js';
import { valuesIn } from './cells.js';
import { compile, planFor, type CompiledRuleSet } from './compile.js';
import { runEngine, runNeeds } from './engine.js';
import { fills, pick, type Fill } from './fill.js';
import type { Possibilities } from './evaluate.js';
import { readerOf } from './reader.js';
import type { RuleSet } from './rule-set.js';
import { needIn, ruleIn, statesOf, sureRank } from './states.js';
import { circumstancesOf, type WorkedCase } from './worked-case.js';

/**
 * The licence of what decides (states.ts, generated where it can be): on every worked case, its unknown facts filled in, it must say what json-rules-engine
 * says, rule by rule, and what it called certain and possible beforehand must hold. Answers one sentence for every
 * difference. `fillings`: each case filled in every way, or each in one of them in turn, which is enough to start on.
 */
export async function differencesFromEngine(
  set: RuleSet,
  cases: readonly WorkedCase[],
  fillings: 'every' | 'one' = 'every',
): Promise<string[]> {
  const ruleSet = compile(set);
  const differences: string[] = [];
  for (const [i, worked] of cases.entries()) {
    const reader = readerOf(ruleSet, historyOf(circumstancesOf(worked)));
    const day = epochDay(worked.on);
    const before = statesOf(ruleSet, planFor(ruleSet, worked.service), reader.read(day)).bounds;
    for (const fill of fillings === 'every' ? fills : fills.slice(i % fills.length, (i % fills.length) + 1)) {
      const difference = await compareFilled(
        ruleSet,
        worked,
        filled(ruleSet, reader.read(day), fill),
        before,
      );
      if (difference !== undefined) differences.push(`${worked.title}: ${difference}`);
    }
  }
  return differences;
}

function filled(ruleSet: CompiledRuleSet, { own, wide }: Possibilities, fill: Fill): Possibilities {
  ruleSet.facts.forEach((cells, fact) => {
    if (cells.fact.code.startsWith('need_')) return;
    own[fact] = pick(own[fact] ?? 0, fact, fill);
    wide[fact] = pick(wide[fact] ?? 0, fact, fill);
  });
  return { own, wide };
}

async function compareFilled(
  ruleSet: CompiledRuleSet,
  worked: WorkedCase,
  complete: Possibilities,
  before: { certain: number; possible: number },
): Promise<string | undefined> {
  const { set } = ruleSet;
  const plan = planFor(ruleSet, worked.service);
  // All that decisions are made from, before anything is waited for: the next to be decided is written over it.
  const states = statesOf(ruleSet, plan, complete);
  const ours = ruleSet.needs.filter((_, nth) => needIn(states, nth) === 'true').map(({ domain }) => domain);
  const rules = plan.rules.filter((_, nth) => ruleIn(states, nth) === 'true').map(({ rule }) => rule.id);
  const rank = states.bounds.certain;
  const alone = sureRank(ruleSet, plan, complete);
  const theirs = await runNeeds(set, valuesOf(ruleSet, complete.wide));
  if (!same(ours, theirs)) return `needs are ${ours.join(', ')}, json-rules-engine says ${theirs.join(', ')}`;
  const engine = await runEngine(set, worked.service, valuesOf(ruleSet, complete.own));
  if (!same(rules, engine.rules))
    return `rules ${rules.join(', ')} hold, json-rules-engine says ${engine.rules.join(', ')}`;
  if (ruleSet.bands[rank]?.id !== engine.band)
    return `the band is ${ruleSet.bands[rank]?.id}, json-rules-engine says ${engine.band}`;
  if (alone !== rank) return `the band read by itself is ${ruleSet.bands[alone]?.id}, not ${engine.band}`;
  return rank > before.certain || rank < before.possible
    ? `the band ${engine.band} lies outside what was called certain and possible`
    : undefined;
}

function valuesOf(ruleSet: CompiledRuleSet, masks: Int32Array): Record<string, FactValue> {
  return Object.fromEntries(
    ruleSet.facts.flatMap((cells, fact) => {
      const [value] = valuesIn(cells, masks[fact] ?? 0);
      return value === undefined ? [] : [[cells.fact.code, value]];
    }),
  );
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
