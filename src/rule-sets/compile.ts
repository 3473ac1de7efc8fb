import type { NeedDomain } from '../facts/fact.js';
import { cellsOf, leavesOf, type Cells } from './cells.js';
import {
  leafNodes,
  nodeOf,
  testOf,
  waysOf,
  type Node,
  type PreparedFacts,
  type Test,
  type Way,
} from './conditions.js';
import { agrees, knotsOf, type Knot } from './knots.js';
import { allowsOf, movesOf, raises } from './moves.js';
import { restsOn } from './rule-fact.js';
import type { Condition, Leaf, Rule, RuleSet } from './rule-set.js';
import { factsOfSet } from './set-facts.js';
import { isTool, servicesOf, type AnySet } from './tool-set.js';

/** A rule set as plain functions over masks of possible cells: the same JSON, read thousands of times a second. */
export interface CompiledRuleSet<S extends AnySet = RuleSet> {
  set: S;
  /** Every fact a condition names or that must be known; a mask array has one entry for each, in this order. */
  facts: readonly Cells[];
  index: ReadonlyMap<string, number>;
  /** Masks where nothing is known. Never written to. */
  nothingKnown: Int32Array;
  /** Most urgent first. */
  bands: readonly S['bands'][number][];
  needs: readonly CompiledNeed[];
  /** Index of `need_domains`, or -1 where no condition names it. */
  needDomains: number;
  services: ReadonlyMap<string, Plan>;
}

export interface CompiledNeed extends Conditions {
  domain: NeedDomain;
  /** Index of the fact `need_<domain>`, or -1 where no condition names it. */
  fact: number;
}

/** The rules that speak for one service line. */
export interface Plan {
  service: string;
  combine: AnySet['combine'];
  /** By rule id. */
  rules: readonly CompiledRule[];
  /** Rules that decide the band, or find a gap, in the order of the set; for most-urgent sets, most urgent first. */
  outcome: readonly CompiledRule[];
  /** Rules that move the band once it is found, in the order of the set. */
  modifiers: readonly CompiledRule[];
  /**
   * The outcome is worked out case by case, since more concern need not mean a more urgent band: first match, gaps,
   * modifiers that lower or leave a choice. Otherwise least and greatest concern bound it.
   */
  byCases: boolean;
  /** The outcome "gap", in which no band is found: ranked after the least urgent band. */
  gapRank: number;
  routes: readonly CompiledRule[];
  /** Facts whose comparisons, over all outcome rules, cannot all be at their least or all at their greatest at once. */
  knots: readonly Knot[];
  defaultRank: number;
  /** `sum` only: descending by `from`. */
  totals: readonly { from: number; rank: number }[];
  /** By fact index: codes of facts that must be known whose answers could settle it (itself, absence, impact, needs). */
  settledBy: readonly (readonly string[])[];
  /** Some rule of this service looks at a need. */
  asksForNeeds: boolean;
  /** Indexes of every fact a rule of this service, or a need, looks at, or that must be known, in the order of their codes. */
  looksAt: readonly number[];
  /** Least concern everywhere, and greatest concern everywhere, can be true together, derived facts included. */
  agrees: boolean;
}

export interface CompiledRule extends Conditions {
  rule: Rule;
  /** Index into the bands; -1 for a rule that names none. */
  rank: number;
  /** 0 for a rule that gives none. */
  points: number;
  /** Ranks the rule allows, as a mask; 0 for a rule that names no outcome. */
  allows: number;
  /** By rank: the ranks a child of that rank is moved to, as a mask; empty for a rule that moves nobody. */
  moves: readonly number[];
}

export interface Conditions {
  node: Node;
  test: Test;
  /** Indexes of the distinct facts, in the order of their codes. */
  facts: readonly number[];
  knots: readonly Knot[];
  ways: readonly Way[] | undefined;
}

const compiled = new WeakMap<AnySet, CompiledRuleSet<AnySet>>();

/** Compiles a parsed rule set, once. A set that did not pass the parser may throw. */
export function compile<S extends AnySet>(set: S): CompiledRuleSet<S> {
  let done = compiled.get(set);
  if (!done) compiled.set(set, (done = compileAfresh(set)));
  return done as CompiledRuleSet<S>;
}

export function planFor(ruleSet: CompiledRuleSet<AnySet>, service: string): Plan {
  const plan = ruleSet.services.get(service);
  if (!plan)
    throw new RangeError(
      `${ruleSet.set.id}@${ruleSet.set.version} does not speak for service line ${service}`,
    );
  return plan;
}

function compileAfresh(set: AnySet): CompiledRuleSet<AnySet> {
  const ownNeeds = isTool(set) ? [] : set.needs;
  const mustKnowOf: RuleSet['mustKnow'] = isTool(set) ? {} : set.mustKnow;
  const facts = factsOf(set);
  const index = new Map([...facts].map(([code, { index: at }]) => [code, at]));
  const bands = [...(set.bands as readonly AnySet['bands'][number][])].sort((a, b) => a.rank - b.rank);
  const gapRank = bands.length;
  const rankOf = new Map(bands.map((band, rank) => [band.id, rank]));
  const defaultRank = set.defaultBand === null ? gapRank : rankIn(rankOf, set.defaultBand);
  const rules = set.rules.map((rule): CompiledRule => {
    const { event } = rule;
    const band = event.type === 'band' ? event.params.band : undefined;
    const rank = event.type === 'gap' ? gapRank : band === undefined ? -1 : rankIn(rankOf, band);
    return {
      rule,
      rank,
      points: event.type === 'points' ? event.params.points : 0,
      allows: allowsOf(event, rank),
      moves: movesOf(event, (id) => rankIn(rankOf, id), gapRank),
      ...conditionsOf(rule.conditions, facts),
    };
  });
  const needs = ownNeeds.map((need) => ({
    domain: need.domain,
    fact: index.get(`need_${need.domain}`) ?? -1,
    ...conditionsOf(need.conditions, facts),
  }));
  const needFacts = new Set([...index].filter(([code]) => code.startsWith('need_')).map(([, at]) => at));
  const plan = (service: string): Plan => {
    const speaking = rules.filter(({ rule }) => rule.services?.includes(service) ?? true);
    const outcome = speaking.filter(({ rank, points }) => rank >= 0 || points !== 0);
    const modifiers = speaking.filter(({ moves }) => moves.length > 0);
    const mustKnow = (mustKnowOf[service] ?? []).map(({ fact }) => fact);
    return {
      service,
      combine: set.combine,
      rules: [...speaking].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
      outcome: set.combine === 'most-urgent' ? [...outcome].sort((a, b) => a.rank - b.rank) : outcome,
      modifiers,
      byCases:
        set.combine === 'first-match' ||
        outcome.some(({ rank }) => rank === gapRank) ||
        modifiers.some(({ moves }) => !raises(moves)),
      gapRank,
      routes: speaking.filter(({ rule }) => rule.event.type === 'route'),
      knots: knotsOf(
        [...outcome, ...modifiers].map(({ node, points }) => ({
          node,
          falling: set.polarity === 'higher_is_less_urgent' ? points > 0 : points < 0,
        })),
        facts,
      ),
      defaultRank,
      totals: [...(set.totals ?? [])]
        .sort((a, b) => b.from - a.from)
        .map(({ band, from }) => ({ from, rank: rankIn(rankOf, band) })),
      settledBy: settledBy(ownNeeds, mustKnow, index),
      asksForNeeds: speaking.some((rule) => rule.facts.some((fact) => needFacts.has(fact))),
      looksAt: byCode(
        new Set(
          [...speaking, ...needs]
            .flatMap((part) => part.facts)
            .concat(mustKnow.map((fact) => index.get(fact) ?? -1)),
        ),
        facts,
      ),
      agrees: agrees(
        [...outcome, ...modifiers, ...speaking.filter(({ rule }) => rule.event.type === 'route')],
        needs,
        facts,
      ),
    };
  };
  return {
    set,
    facts: [...facts.values()].map(({ cells }) => cells),
    index,
    nothingKnown: Int32Array.from([...facts.values()].map(({ cells }) => cells.full)),
    bands,
    needs,
    needDomains: index.get('need_domains') ?? -1,
    services: new Map(servicesOf(set).map((service) => [service, plan(service)])),
  };
}

function rankIn(rankOf: ReadonlyMap<string, number>, band: string): number {
  const rank = rankOf.get(band);
  if (rank === undefined) throw new Error(`no such band in the set: ${band}`);
  return rank;
}

function factsOf(set: AnySet): PreparedFacts {
  const find = factsOfSet(set);
  const leaves = new Map<string, Leaf[]>();
  const [needs, asked] = isTool(set) ? [[], []] : [set.needs, Object.values(set.mustKnow).flat()];
  const conditions: Condition[] = [...set.rules, ...needs].map((part) => part.conditions);
  for (const leaf of conditions.flatMap(leavesOf))
    leaves.set(leaf.fact, [...(leaves.get(leaf.fact) ?? []), leaf]);
  for (const { fact } of asked) if (!leaves.has(fact)) leaves.set(fact, []);
  return new Map(
    [...leaves].map(([code, compared], index) => {
      const fact = find(code);
      if (!fact) throw new Error(`not a fact that can be compared: ${code}`);
      return [code, { index, cells: cellsOf(fact, compared) }];
    }),
  );
}

function conditionsOf(condition: Condition, facts: PreparedFacts): Conditions {
  const node = nodeOf(condition, facts);
  return {
    node,
    test: testOf(node),
    facts: byCode(new Set(leafNodes(node).map((leaf) => leaf.fact)), facts),
    knots: knotsOf([{ node, falling: false }], facts),
    ways: waysOf(node),
  };
}

function settledBy(
  needs: RuleSet['needs'],
  asked: readonly string[],
  index: ReadonlyMap<string, number>,
): string[][] {
  const settles = (code: string, fact: string): boolean =>
    code === fact || (restsOn[code]?.includes(fact) ?? false);
  const behind = new Map(
    needs.map((need) => [`need_${need.domain}`, leavesOf(need.conditions).map((leaf) => leaf.fact)]),
  );
  behind.set('need_domains', [...behind.values()].flat());
  return [...index.keys()].map((fact) =>
    asked.filter((code) => settles(code, fact) || behind.get(fact)?.some((inner) => settles(code, inner))),
  );
}

function byCode(indexes: ReadonlySet<number>, facts: PreparedFacts): number[] {
  const codes = [...facts].sort(([a], [b]) => (a < b ? -1 : 1));
  return codes.map(([, { index }]) => index).filter((index) => indexes.has(index));
}
