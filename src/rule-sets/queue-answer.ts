import type { Fault } from '../kernel/outcome.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { factDefinition } from '../facts/vocabulary.js';
import { severalIn } from './combinations.js';
import { compile, planFor, type CompiledRule } from './compile.js';
import { bounds, holds, settleNeeds } from './evaluate.js';
import { isDerived, ruleFact } from './rule-fact.js';
import type { FlagKind, RuleEvent, RuleSet } from './rule-set.js';
import { faultsIn, masksOf, type ToolAnswers } from './tool-facts.js';

/** What the rules of a queue say of facts given by name, as of one list alone: for trying a set, never for placing. */
export interface QueueAnswer {
  set: string;
  service: string;
  on: PlainDate | null;
  /** Whether the day lies within the set's dates; null where no day was given. */
  inForce: boolean | null;
  /** What is certain, whatever the unknown facts turn out to be. */
  band: string;
  /** The most urgent band that the unknown facts still allow. */
  couldBe: string;
  actToday: boolean;
  whatToDo: readonly string[];
  reasons: readonly QueueReason[];
  possible: readonly (QueueReason & { unknown: readonly string[] })[];
  flags: readonly RaisedFlag[];
  /** Facts that must be known for this service and are not. */
  asks: readonly { fact: string; of: string; withinDays: number }[];
  needs: readonly string[];
  facts: ToolAnswers;
  exact: boolean;
}

export interface RaisedFlag {
  rule: string;
  board: string;
  kind?: FlagKind;
  reason: string;
}

export interface QueueReason {
  rule: string;
  title: string;
  does: RuleEvent['type'];
  reason: string;
  source: string;
}

/** Codes a set of the queue can be told: the vocabulary, and what is worked out from it but for needs. */
export function faultsInFacts(set: RuleSet, said: Readonly<Record<string, unknown>>): Fault[] {
  const codes = compile(set)
    .facts.map(({ fact }) => fact.code)
    .filter((code) => !code.startsWith('need_'));
  const also = Object.keys(said).filter(
    (code) => !code.startsWith('need_') && (factDefinition(code) !== undefined || isDerived(code)),
  );
  return faultsIn(set.id, [...new Set([...codes, ...also])].sort(), ruleFact, said);
}

/** Pure; `said` must have passed `faultsInFacts`. Throws RangeError where the set does not speak for the service. */
export function askQueueSet(
  set: RuleSet,
  service: string,
  said: ToolAnswers,
  on: PlainDate | null = null,
): QueueAnswer {
  const ruleSet = compile(set);
  const plan = planFor(ruleSet, service);
  const own = masksOf(ruleSet, said);
  let exact = true;
  const inexact = (): void => void (exact = false);
  const needs = settleNeeds(ruleSet, { own, wide: own.slice() }, inexact);
  const bound = bounds(plan, own);
  const states = plan.rules.map((rule) => ({ rule, is: holds(rule, own, inexact) }));
  const holding = states.flatMap(({ rule, is }) => (is === 'true' ? [rule] : []));
  const band = (rank: number): string => ruleSet.bands[rank]?.id ?? set.defaultBand;
  const whatToDo = holding.flatMap(({ rule: { event } }) =>
    event.type === 'route' ? [event.params.whatToDo] : [],
  );
  return {
    set: `${set.id}@${set.version}`,
    service,
    on,
    inForce: on && set.effectiveFrom <= on && (set.effectiveTo === null || on <= set.effectiveTo),
    band: band(bound.certain),
    couldBe: band(bound.possible),
    actToday: whatToDo.length > 0,
    whatToDo,
    reasons: holding.map(reasonOf),
    possible: states
      .filter(({ is }) => is === 'possible')
      .map(({ rule }) => ({
        ...reasonOf(rule),
        unknown: rule.facts
          .filter((fact) => severalIn(own, fact))
          .map((fact) => ruleSet.facts[fact]?.fact.code ?? ''),
      })),
    flags: holding.flatMap(({ rule: { id, event } }) =>
      event.type === 'flag' ? [flagOf(id, event.params)] : [],
    ),
    asks: (set.mustKnow[service] ?? [])
      .filter(({ fact }) => said[fact] === undefined)
      .map(({ fact, askOf, withinDays }) => ({ fact, of: askOf, withinDays })),
    needs: ruleSet.needs.filter((_, i) => needs[i] === 'true').map(({ domain }) => domain),
    facts: said,
    exact: exact && bound.exact,
  };
}

/** A flag as an answer names it. */
export function flagOf(rule: string, flag: Extract<RuleEvent, { type: 'flag' }>['params']): RaisedFlag {
  const { board, kind, reason } = flag;
  return { rule, board, ...(kind ? { kind } : {}), reason: reason.clinician };
}

function reasonOf({ rule: { id, title, event, source } }: CompiledRule): QueueReason {
  return { rule: id, title, does: event.type, reason: event.params.reason.clinician, source };
}
