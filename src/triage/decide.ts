import { epochDay } from '../kernel/plain-date.js';
import type { FactState } from '../facts/fact.js';
import { historyOf } from '../facts/history.js';
import { stateOn } from '../facts/combine.js';
import { NEVER_RECORDED, stateOnDay } from '../facts/state.js';
import { compile, planFor, type CompiledRule, type CompiledRuleSet } from '../rule-sets/compile.js';
import { couldBeRank } from '../rule-sets/could-be.js';
import type { Possibilities } from '../rule-sets/evaluate.js';
import { isPossibleIn, isTrueIn } from '../rule-sets/generate-states.js';
import { freshArrays, readerOf } from '../rule-sets/reader.js';
import { isDerived } from '../rule-sets/rule-fact.js';
import type { MustKnow } from '../rule-sets/rule-set.js';
import { needIn, statesOf } from '../rule-sets/states.js';
import { asksOf, type Asked } from './asks.js';
import type { Decision, DecisionInput, RuleResult } from './decision.js';
import { ENGINE_VERSION } from './engine-version.js';
import { holdsUntil } from './holds-until.js';
import { inputHash } from './input-hash.js';
import { askedAtAge, askingDays } from './must-know.js';
import { entangled, factsOf, possibleResult, rulesAtWork, type RuleAtWork } from './results.js';
import { reviewOnOf } from './review-on.js';
import { bandAt, foldSegments, rankOf } from './segments.js';

/**
 * What the rules say about one referral on one day, from what, and until when. Pure: the same input gives the same
 * decision on any machine in any year. Throws RangeError where the set does not speak for the service line, or an earlier
 * band is not one of the set's; both are refused when rule sets are loaded.
 */
export function decide(input: DecisionInput, versionReason: string): Decision {
  const { referral, child, ruleSet: loaded, on } = input;
  const today = epochDay(on);
  const ruleSet = compile(loaded.set);
  const plan = planFor(ruleSet, referral.service);
  const history = historyOf(input);
  const reader = readerOf(ruleSet, history, arraysOf(ruleSet));
  const segments = foldSegments(input, ruleSet, plan, history, reader);

  const possibilities = reader.read(today);
  const states = statesOf(ruleSet, plan, possibilities);
  const { bounds } = states;
  const { own } = possibilities;
  const needs = ruleSet.needs.map((_, nth) => needIn(states, nth));

  const atWork = rulesAtWork(ruleSet, plan);
  const certain: CompiledRule[] = [];
  const open: CompiledRule[] = [];
  const reasons: RuleResult[] = [];
  const possible: RuleResult[] = [];
  const flags: Decision['flags'][number][] = [];
  const whatToDo: string[] = [];
  const behind = new Set<string>();
  for (let nth = 0; nth < atWork.length; nth++) {
    const one = atWork[nth] as RuleAtWork;
    if (isTrueIn(states.answer, nth)) {
      certain.push(one.rule);
      reasons.push(one.certain);
      if (one.places) for (const code of one.codes) behind.add(code);
      if (one.flag) flags.push(one.flag);
      if (one.whatToDo !== undefined) whatToDo.push(one.whatToDo);
    } else if (isPossibleIn(states.answer, nth, states.words)) {
      open.push(one.rule);
      possible.push(possibleResult(one, own));
    }
  }

  const known = neverRecorded(ruleSet).slice();
  for (const { fact, cells, timeline } of reader.said)
    if (!isDerived(cells.fact.code)) known[fact] = stateOn(timeline, today);
  const stateAt = (fact: number): FactState | undefined =>
    (known[fact] ??= stateOnDay(history, ruleSet.facts[fact]?.fact.code ?? '', today));
  const lookUp = (code: string): FactState | undefined => {
    const fact = ruleSet.index.get(code);
    return fact === undefined ? stateOnDay(history, code, today) : stateAt(fact);
  };
  const questions = loaded.set.mustKnow[plan.service] ?? NO_QUESTIONS;
  const must: Asked[] = [];
  const [mustBeKnown, asked] = [new Set<string>(), new Set<string>()];
  for (const entry of askedAtAge(questions, child.birthDate, on)) {
    const state = lookUp(entry.fact);
    must.push({ entry, state });
    mustBeKnown.add(entry.fact);
    if (!entry.safety && state?.known === false) asked.add(entry.fact);
  }
  const couldBe =
    bounds.possible === bounds.certain
      ? bounds.certain
      : couldBeRank(ruleSet, plan.service, possibilities, needs, asked, bounds.certain);

  const last = segments.at(-1);
  if (!last) throw new Error(`no band was decided for referral ${referral.id}`);
  const lastRank = rankOf(ruleSet, last.band);
  const asks = asksOf({
    ruleSet,
    plan,
    own,
    stateOf: lookUp,
    waitingSince: referral.waitingSince,
    birthDate: child.birthDate,
    must,
    certain: bounds.certain,
    needsCertain: needs.filter((need) => need === 'true').length,
    couldHold: certain.concat(open),
    behind,
    asking: certain,
  });
  const decision: Decision = {
    referralId: referral.id,
    childId: child.id,
    ruleSetId: loaded.set.id,
    ruleSetVersion: loaded.set.version,
    ruleSetHash: loaded.hash,
    versionReason,
    engineVersion: ENGINE_VERSION,
    decidedFor: on,
    band: bandAt(ruleSet, bounds.certain).id,
    couldBe: bandAt(ruleSet, Math.max(couldBe, bounds.possible)).id,
    fullBound: {
      band: bandAt(ruleSet, bounds.possible).id,
      actToday: whatToDo.length > 0 || open.some(({ rule }) => rule.event.type === 'route'),
      exact: states.exact && bounds.exact && !entangled(ruleSet, plan, open, own),
    },
    actToday: whatToDo.length > 0,
    whatToDo,
    standing: { band: last.band, since: last.from },
    lowerProposal: bounds.certain > lastRank ? bandAt(ruleSet, bounds.certain).id : null,
    segments,
    reasons,
    possible,
    asks,
    flags,
    needDomains: ruleSet.needs.filter((_, i) => needs[i] === 'true').map((need) => need.domain),
    facts: factsOf(ruleSet, plan, own, mustBeKnown, stateAt),
    reviewOn: reviewOnOf({
      on,
      withinDays: bandAt(ruleSet, lastRank).reviewWithinDays,
      segments,
      asks,
      confirmations: input.confirmations,
    }),
    holdsUntil: holdsUntil(ruleSet, history, reader, askingDays(questions, child.birthDate), on),
    inputHash: '',
  };
  decision.inputHash = inputHash(input, decision);
  return decision;
}

const NO_QUESTIONS: readonly MustKnow[] = [];

const unsaid = new WeakMap<CompiledRuleSet, readonly (FactState | undefined)[]>();

/** By fact, what is known of a child nothing was said about; undefined where it has to be worked out. */
function neverRecorded(ruleSet: CompiledRuleSet): readonly (FactState | undefined)[] {
  let made = unsaid.get(ruleSet);
  if (!made) {
    made = ruleSet.facts.map(({ fact }) => (isDerived(fact.code) ? undefined : NEVER_RECORDED));
    unsaid.set(ruleSet, made);
  }
  return made;
}

/** What is possible for the child being decided; a decision is made whole before the next one begins. */
const arrays = new WeakMap<CompiledRuleSet, Possibilities>();

function arraysOf(ruleSet: CompiledRuleSet): Possibilities {
  let made = arrays.get(ruleSet);
  if (!made) arrays.set(ruleSet, (made = freshArrays(ruleSet)));
  return made;
}
