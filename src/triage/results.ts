import type { FactState } from '../facts/fact.js';
import { countsIn } from '../rule-sets/cells.js';
import type { CompiledRule, CompiledRuleSet, Plan } from '../rule-sets/compile.js';
import { isDerived } from '../rule-sets/rule-fact.js';
import type { Contribution, Decision, RuleResult, UsedFact } from './decision.js';
import { usedFact } from './used-facts.js';

/** What a rule came to, in its own words, so that a decision can be read without the rule set. */
export function resultOf(
  { rule }: Pick<CompiledRule, 'rule'>,
  is: RuleResult['is'],
  unknown: readonly string[],
): RuleResult {
  const { id, title, source } = rule;
  const { reason, ...params } = rule.event.params;
  const event = { type: rule.event.type, params } as Contribution;
  return { ruleId: id, title, is, event, reason, source, unknown };
}

/** What one rule may come to, made once and shared by the decisions of all children. Never written to. */
export interface RuleAtWork {
  rule: CompiledRule;
  /** Codes of its facts. */
  codes: readonly string[];
  certain: RuleResult;
  /** Whether it has a part in where a child is placed. */
  places: boolean;
  /** What it raises or says to do where it holds, if it does that. */
  flag: Decision['flags'][number] | undefined;
  whatToDo: string | undefined;
  /** By which of its facts are open, as bits. */
  possible: (RuleResult | undefined)[];
}

/** Flags and questions do not place a child; what does should rest on concerns somebody has confirmed lately. */
const placing: readonly string[] = ['band', 'points', 'modify', 'route'];

const atWork = new WeakMap<Plan, readonly RuleAtWork[]>();

/** The rules of a service line, in the plan's order. */
export function rulesAtWork(ruleSet: CompiledRuleSet, plan: Plan): readonly RuleAtWork[] {
  let made = atWork.get(plan);
  if (!made) {
    made = plan.rules.map((rule) => ({
      rule,
      ...said(rule),
      codes: codesOf(rule, ruleSet),
      certain: resultOf(rule, 'true', []),
      places: placing.includes(rule.rule.event.type),
      possible: [],
    }));
    atWork.set(plan, made);
  }
  return made;
}

function said({ rule: { id, event } }: CompiledRule): Pick<RuleAtWork, 'flag' | 'whatToDo'> {
  const flag =
    event.type === 'flag'
      ? { ruleId: id, board: event.params.board, reason: event.params.reason }
      : undefined;
  return { flag, whatToDo: event.type === 'route' ? event.params.whatToDo : undefined };
}

/** Beyond this many facts a rule has too many ways to be open for each to be kept. */
const MOST_KEPT = 10;

/** That a rule could hold, with those of its facts that are not settled. */
export function possibleResult({ rule, codes, possible }: RuleAtWork, own: Int32Array): RuleResult {
  const { facts } = rule;
  let open = 0;
  for (let nth = 0; nth < facts.length; nth++) if (isOpen(own, facts[nth] as number)) open |= 1 << nth;
  const before = facts.length > MOST_KEPT ? undefined : possible[open];
  if (before) return before;
  const unknown = codes.filter((_, nth) => isOpen(own, facts[nth] as number));
  const made = resultOf(rule, 'possible', unknown);
  if (facts.length <= MOST_KEPT) possible[open] = made;
  return made;
}

function codesOf(rule: CompiledRule, ruleSet: CompiledRuleSet): string[] {
  return rule.facts.map((fact) => ruleSet.facts[fact]?.fact.code ?? '');
}

/**
 * The facts of a receipt, by code: what is known, what was said but no longer counts, and what must be known. Facts
 * nobody ever mentioned and nobody must know are not repeated here; the rules they leave open name them.
 */
export function factsOf(
  ruleSet: CompiledRuleSet,
  plan: Plan,
  own: Int32Array,
  mustBeKnown: ReadonlySet<string>,
  stateOf: (fact: number) => FactState | undefined,
): UsedFact[] {
  const used: UsedFact[] = [];
  for (const fact of plan.looksAt) {
    const code = ruleSet.facts[fact]?.fact.code ?? '';
    const state = code === 'need_domains' ? needDomains(ruleSet, own) : stateOf(fact);
    if (state && (state.known || state.facts.length > 0 || state.between || mustBeKnown.has(code)))
      used.push(usedFact(code, state));
  }
  return used;
}

function needDomains(ruleSet: CompiledRuleSet, own: Int32Array): FactState | undefined {
  const cells = ruleSet.facts[ruleSet.needDomains];
  if (!cells) return undefined;
  const [least, most] = countsIn(cells, own[ruleSet.needDomains] ?? 0);
  const between = [least, Math.min(most, ruleSet.needs.length)] as const;
  return { known: false, why: 'inputs_unknown', facts: [], between };
}

/**
 * Whether unknown facts were tried as if they were independent although some rest on the same answers (a need and the
 * fact behind it), in a set where that matters: the bound is then sound but not proven exact.
 */
export function entangled(
  ruleSet: CompiledRuleSet,
  plan: Plan,
  possible: readonly CompiledRule[],
  own: Int32Array,
): boolean {
  if (plan.agrees) return false;
  return possible.some((rule) => rule.facts.some((fact) => isOpenDerived(ruleSet, own, fact)));
}

function isOpenDerived(ruleSet: CompiledRuleSet, own: Int32Array, fact: number): boolean {
  return isOpen(own, fact) && isDerived(ruleSet.facts[fact]?.fact.code ?? '');
}

function isOpen(own: Int32Array, fact: number): boolean {
  const cells = own[fact] ?? 0;
  return (cells & (cells - 1)) !== 0;
}
