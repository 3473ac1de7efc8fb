import type { PlainDate } from '../kernel/plain-date.js';
import type { FactValue } from '../facts/fact.js';
import { outcomesByCases } from './cases.js';
import { compile, planFor, type CompiledRule, type CompiledRuleSet, type Plan } from './compile.js';
import { severalIn } from './combinations.js';
import { bounds, holds, totalBounds, totalRanks } from './evaluate.js';
import { firstRank, lastRank } from './moves.js';
import { flagOf, type RaisedFlag } from './queue-answer.js';
import type { Answerer, RuleEvent } from './rule-set.js';
import { askableOf, masksOf, type Askable, type ToolAnswers } from './tool-facts.js';
import { TOOL_PLAN, type Gap, type ToolSet } from './tool-set.js';

/** What a published tool answers. It places nobody: it is read beside the queue, never in it. */
export interface ToolDecision {
  tool: string;
  /** Said in every answer: its bands are the tool's, not places on a list. */
  decidesTheQueue: false;
  verificationOnly: boolean;
  on: PlainDate | null;
  /** Whether the day lies within the tool's dates; null where no day was given. */
  inForce: boolean | null;
  /**
   * band: one band. choose: the tool allows several, a clinician must choose. ask: unknown facts leave several outcomes.
   * gap: the published tool says nothing, or contradicts itself; never a guess. act_today: an emergency, to which it gives
   * no band; while one is only possible, ask.
   */
  result: 'band' | 'choose' | 'ask' | 'gap' | 'act_today';
  /** What is certain: this band or a more urgent one. Null where it may be a gap, and in an emergency. */
  band: string | null;
  /** The most urgent band still possible; null where only a gap is, and in an emergency. */
  couldBe: string | null;
  clinicianMustChoose: boolean;
  /** Most urgent first. */
  allowed: readonly AllowedBand[];
  /** Gaps the facts fall into, or may: the tool's own, or `null` where no rule of it holds. */
  gaps: readonly FoundGap[];
  /** By points; null for tools that do not sum, and in an emergency. */
  total: { least: number; most: number } | null;
  actToday: boolean;
  whatToDo: readonly string[];
  reasons: readonly ToolReason[];
  /** Rules that may still hold, and the facts on which they turn. */
  possible: readonly (ToolReason & { unknown: readonly string[] })[];
  advice: readonly (ToolReason & { whatToDo: string | null })[];
  flags: readonly RaisedFlag[];
  /** Unknown facts on which the outcome still turns: the tool's own, and the age or the days waited. */
  asks: readonly Askable[];
  questions: readonly { rule: string; question: string; of: Answerer; withinDays: number }[];
  facts: Readonly<Record<string, FactValue>>;
  /** False where there were too many unknowns to try them all: the outcomes are sound, some may not be reachable. */
  exact: boolean;
}

export interface AllowedBand {
  band: string;
  title: string;
  wait: string | null;
  withinDays: number | null;
  /** Days waited as a share of the published wait, percent, to one decimal; null where either is not known. */
  shareOfWaitPercent: number | null;
}

export interface FoundGap {
  id: string | null;
  what: string;
  source: string | null;
  certain: boolean;
}

export interface ToolReason {
  rule: string;
  title: string;
  does: RuleEvent['type'];
  reason: string;
  source: string;
}

/** What the tool answers to what is said. Pure; `said` must have passed `faultsInAnswers`. */
export function askTool(set: ToolSet, said: ToolAnswers, on: PlainDate | null = null): ToolDecision {
  const answer = answerBesideRoutes(set, said, on);
  return answer.actToday ? inEmergency(answer) : answer;
}

/** A band beside an emergency would be read as permission to wait: no trace of one is left in the answer. */
function inEmergency(answer: ToolDecision): ToolDecision {
  return {
    ...answer,
    result: 'act_today',
    band: null,
    couldBe: null,
    clinicianMustChoose: false,
    allowed: [],
    gaps: [],
    total: null,
    reasons: answer.reasons.filter(({ does }) => does === 'route'),
    possible: answer.possible.filter(({ does }) => does === 'route'),
    advice: answer.advice.filter(({ does }) => does === 'flag'),
    asks: [],
    questions: [],
  };
}

/** The same, with the band that the other rules give beside an emergency: to compare the tool rule by rule. */
export function answerBesideRoutes(
  set: ToolSet,
  said: ToolAnswers,
  on: PlainDate | null = null,
): ToolDecision {
  const ruleSet = compile(set);
  const plan = planFor(ruleSet, TOOL_PLAN);
  const own = masksOf(ruleSet, said);
  const bound = bounds(plan, own);
  const found = outcomesByCases(plan, own, () => totalRanks(plan, own));
  // Both are sound, so that what lies outside either is not possible.
  const reached = found.reached & (2 ** (bound.certain + 1) - 2 ** bound.possible);
  const inBands = reached & ~(1 << plan.gapRank);
  const allowed = ruleSet.bands.filter((_, rank) => (inBands & (1 << rank)) !== 0);
  const states = plan.rules.map((rule) => ({ rule, is: holds(rule, own, () => undefined) }));
  const holding = states.flatMap(({ rule, is }) => (is === 'true' ? [rule] : []));
  const open = states.flatMap(({ rule, is }) => (is === 'possible' ? [rule] : []));
  const routes = holding.flatMap(({ rule: { event } }) =>
    event.type === 'route' ? [event.params.whatToDo] : [],
  );
  const mayBeEmergency = open.some(({ rule }) => rule.event.type === 'route');
  const mustChoose = found.choice === 'always';
  const settled = (reached & (reached - 1)) === 0;
  const unknown = new Set(open.filter(matters).flatMap((rule) => unknownIn(rule, ruleSet, own)));
  return {
    tool: `${set.id}@${set.version}`,
    decidesTheQueue: false,
    verificationOnly: set.verificationOnly,
    on,
    inForce: on && set.effectiveFrom <= on && (set.effectiveTo === null || on <= set.effectiveTo),
    result: mayBeEmergency ? 'ask' : inBands === 0 ? 'gap' : mustChoose ? 'choose' : settled ? 'band' : 'ask',
    band: ruleSet.bands[lastRank(reached)]?.id ?? null,
    couldBe: ruleSet.bands[firstRank(reached)]?.id ?? null,
    clinicianMustChoose: mustChoose,
    allowed: allowed.map((band) => ({
      band: band.id,
      title: band.title,
      wait: band.wait?.words ?? null,
      withinDays: band.wait?.withinDays ?? null,
      shareOfWaitPercent: share(said['days_waited'], band.wait?.withinDays),
    })),
    gaps: (reached & (1 << plan.gapRank)) === 0 ? [] : gapsOf(set, plan, states, inBands === 0),
    total: set.combine === 'sum' ? totalOf(plan, own) : null,
    actToday: routes.length > 0,
    whatToDo: routes,
    reasons: holding.filter(({ rule }) => places(rule.event.type)).map(reasonOf),
    possible: open.map((rule) => ({ ...reasonOf(rule), unknown: unknownIn(rule, ruleSet, own) })),
    advice: holding.flatMap((rule) => {
      const { event } = rule.rule;
      if (event.type !== 'advise' && event.type !== 'flag') return [];
      return [{ ...reasonOf(rule), whatToDo: event.type === 'advise' ? event.params.whatToDo : null }];
    }),
    flags: holding.flatMap(({ rule: { id, event } }) =>
      event.type === 'flag' ? [flagOf(id, event.params)] : [],
    ),
    asks: askableOf(set).filter(({ fact }) => unknown.has(fact)),
    questions: holding.flatMap(({ rule: { id, event } }) =>
      event.type === 'ask'
        ? [
            {
              rule: id,
              question: event.params.question,
              of: event.params.of,
              withinDays: event.params.withinDays,
            },
          ]
        : [],
    ),
    facts: said,
    exact: found.exact || settled,
  };
}

function places(type: RuleEvent['type']): boolean {
  return type === 'band' || type === 'points' || type === 'modify' || type === 'route' || type === 'gap';
}

function matters({ rule }: CompiledRule): boolean {
  return places(rule.event.type);
}

function reasonOf({ rule: { id, title, event, source } }: CompiledRule): ToolReason {
  return { rule: id, title, does: event.type, reason: event.params.reason.clinician, source };
}

function unknownIn(rule: CompiledRule, ruleSet: CompiledRuleSet<ToolSet>, own: Int32Array): string[] {
  return rule.facts
    .filter((fact) => severalIn(own, fact))
    .map((fact) => ruleSet.facts[fact]?.fact.code ?? '');
}

function totalOf(plan: Plan, own: Int32Array): { least: number; most: number } {
  const { least, most } = totalBounds(plan, own);
  return { least, most };
}

function gapsOf(
  set: ToolSet,
  plan: Plan,
  states: readonly { rule: CompiledRule; is: 'true' | 'possible' | 'false' }[],
  certain: boolean,
): FoundGap[] {
  const named = states.flatMap(({ rule, is }): FoundGap[] => {
    const { event } = rule.rule;
    const gap: Gap | undefined =
      event.type === 'gap' ? set.gaps.find(({ id }) => id === event.params.gap) : undefined;
    return gap && is !== 'false' ? [{ ...gap, certain: certain && is === 'true' }] : [];
  });
  const nameless = plan.defaultRank === plan.gapRank && !named.some((gap) => gap.certain);
  if (!nameless) return named;
  const what = 'No rule of the published tool speaks of this: it gives no band.';
  return [...named, { id: null, what, source: null, certain: certain && named.length === 0 }];
}

function share(waited: FactValue | undefined, within: number | undefined): number | null {
  if (typeof waited !== 'number' || within === undefined) return null;
  return Math.round((1000 * waited) / within) / 10;
}
