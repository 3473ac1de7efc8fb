import { epochDay } from '../kernel/plain-date.js';
import type { FactState } from '../facts/fact.js';
import { historyOf } from '../facts/history.js';
import { stateOf } from '../facts/state.js';
import { compile, planFor, type CompiledRule } from '../rule-sets/compile.js';
import { couldBeRank } from '../rule-sets/could-be.js';
import { bounds, holds, settleNeeds } from '../rule-sets/evaluate.js';
import { readerOf } from '../rule-sets/reader.js';
import { asksOf } from './asks.js';
import type { Decision, DecisionInput } from './decision.js';
import { ENGINE_VERSION } from './engine-version.js';
import { holdsUntil } from './holds-until.js';
import { inputHash } from './input-hash.js';
import { askedAtAge, askingDays } from './must-know.js';
import { codesOf, entangled, factsOf, resultOf, unknownIn } from './results.js';
import { reviewOnOf } from './review-on.js';
import { bandAt, foldSegments, rankOf } from './segments.js';

/**
 * What the rules say about one referral on one day, from what, and until when. Pure: the same input gives the same
 * decision on any machine in any year. Throws RangeError where the set does not speak for the service line, or an earlier
 * band is not one of the set's; both are refused when rule sets are loaded.
 */
export function decide(input: DecisionInput, versionReason: string): Decision {
  const { referral, child, ruleSet: loaded, on } = input;
  const ruleSet = compile(loaded.set);
  const plan = planFor(ruleSet, referral.service);
  const history = historyOf(input);
  const reader = readerOf(ruleSet, history);
  const segments = foldSegments(input, ruleSet, plan, history, reader);

  let exact = true;
  const inexact = (): void => void (exact = false);
  const possibilities = reader.read(epochDay(on));
  const needs = settleNeeds(ruleSet, possibilities, inexact);
  const { own } = possibilities;
  const bound = bounds(plan, own);
  const states = plan.rules.map((rule) => ({ rule, is: holds(rule, own, inexact) }));
  const certainly = states.filter(({ is }) => is === 'true').map(({ rule }) => rule);
  const known = new Map<string, FactState | undefined>();
  const lookUp = (code: string): FactState | undefined => {
    if (!known.has(code)) known.set(code, stateOf(history, code, on));
    return known.get(code);
  };
  const questions = loaded.set.mustKnow[plan.service] ?? [];
  const must = askedAtAge(questions, child.birthDate, on);
  const asked = must.flatMap(({ fact, safety }) => (!safety && lookUp(fact)?.known === false ? [fact] : []));
  const couldBe = couldBeRank(ruleSet, plan.service, possibilities, needs, new Set(asked), bound.certain);

  const last = segments.at(-1);
  if (!last) throw new Error(`no band was decided for referral ${referral.id}`);
  const lastRank = rankOf(ruleSet, last.band);
  const routes = certainly.flatMap(({ rule }) => (rule.event.type === 'route' ? [rule.event.params] : []));
  const asks = asksOf({
    ruleSet,
    plan,
    own,
    stateOf: lookUp,
    waitingSince: referral.waitingSince,
    birthDate: child.birthDate,
    must,
    certain: bound.certain,
    needsCertain: needs.filter((need) => need === 'true').length,
    behind: new Set(certainly.filter(decidesSomething).flatMap((rule) => codesOf(rule, ruleSet))),
    asking: certainly.map(({ rule }) => rule),
  });
  const outcome: Omit<Decision, 'inputHash'> = {
    referralId: referral.id,
    childId: child.id,
    ruleSetId: loaded.set.id,
    ruleSetVersion: loaded.set.version,
    ruleSetHash: loaded.hash,
    versionReason,
    engineVersion: ENGINE_VERSION,
    decidedFor: on,
    band: bandAt(ruleSet, bound.certain).id,
    couldBe: bandAt(ruleSet, Math.max(couldBe, bound.possible)).id,
    fullBound: {
      band: bandAt(ruleSet, bound.possible).id,
      actToday: states.some(({ rule, is }) => rule.rule.event.type === 'route' && is !== 'false'),
      exact: exact && bound.exact && !entangled(ruleSet, plan, states, own),
    },
    actToday: routes.length > 0,
    whatToDo: routes.map((route) => route.whatToDo),
    standing: { band: last.band, since: last.from },
    lowerProposal: bound.certain > lastRank ? bandAt(ruleSet, bound.certain).id : null,
    segments,
    reasons: certainly.map((rule) => resultOf(rule, 'true', [])),
    possible: states
      .filter(({ is }) => is === 'possible')
      .map(({ rule }) => resultOf(rule, 'possible', unknownIn(rule, ruleSet, own))),
    asks,
    flags: certainly.flatMap(({ rule: { id, event } }) =>
      event.type === 'flag' ? [{ ruleId: id, board: event.params.board, reason: event.params.reason }] : [],
    ),
    needDomains: ruleSet.needs.filter((_, i) => needs[i] === 'true').map((need) => need.domain),
    facts: factsOf(ruleSet, plan, own, new Set(must.map(({ fact }) => fact)), lookUp),
    reviewOn: reviewOnOf({
      on,
      withinDays: bandAt(ruleSet, lastRank).reviewWithinDays,
      segments,
      asks,
      confirmations: input.confirmations,
    }),
    holdsUntil: holdsUntil(
      ruleSet,
      history,
      [...reader.thresholdDays, ...askingDays(questions, child.birthDate)],
      on,
    ),
  };
  return { ...outcome, inputHash: inputHash(input, outcome) };
}

const placing: readonly string[] = ['band', 'points', 'modify', 'route'];

/** Flags and questions do not place a child; what does should rest on concerns somebody has confirmed lately. */
function decidesSomething({ rule }: CompiledRule): boolean {
  return placing.includes(rule.event.type);
}
