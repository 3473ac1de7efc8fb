import type { Fact } from '../facts/fact.js';
import { reasonShown } from '../facts/reason-shown.js';
import { factDefinition } from '../facts/vocabulary.js';
import type { Scope } from '../kernel/viewer.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import type { Decision, Receipt, UsedFact } from './decision.js';
import { codeRestsOn, named, restsOn, saidInConfidence } from './rests-on.js';

/** A decision as one reader may see it. */
export interface ShownDecision extends Decision {
  /**
   * Something was left out because it is not shared with the reader. Band and place stand whatever they rest on; until when
   * the decision holds is then not said.
   */
  partly: boolean;
}

export interface ShownReceipt {
  input: Receipt['input'];
  decision: ShownDecision;
  /**
   * Rules that cannot hold, by id. Null where something is left out for the reader, because which rules are missing from
   * the list would tell what was said; and where the record does not say.
   */
  ruledOut: readonly string[] | null;
}

type Sees = Pick<Scope, 'facts' | 'confidential'>;

/** A clinician who works on that list: what a child said is theirs to know, and what to do is theirs to do. */
export function treatsOn(
  scope: Pick<Scope, 'providers' | 'services' | 'confidential'>,
  list: { provider: string; service: string },
): boolean {
  const among = (given: readonly string[], word: string): boolean =>
    given.includes('*') || given.includes(word);
  return scope.confidential && among(scope.providers, list.provider) && among(scope.services, list.service);
}

export const WHAT_TO_DO_NOT_SHOWN =
  'Somebody must act today. What to do is with the clinicians who treat this child: make sure they know.';

/**
 * A stored decision for a reader: facts that are not shared with them are not there, nor is anything that was worked out
 * from such a fact: reasons, flags, questions, needs. `set` undefined (a version no longer here): then nobody knows what
 * a rule rests on, and rules are shown only to whoever may see every fact. `lists`: referrals the reader may see.
 * `treats`: a clinician of that very list, who is told what to do today whatever it rests on: nobody else would do it.
 */
export function shownReceipt(
  { input, decision, ruledOut = null }: Receipt,
  set: RuleSet | undefined,
  scope: Sees,
  lists: ReadonlySet<string>,
  treats = false,
): ShownReceipt {
  const shown = shownDecision(decision, set, input.facts, scope, treats);
  return {
    input: {
      ...input,
      facts: input.facts.filter((fact) => isShown(fact, scope)),
      lists: input.lists.filter(({ referralId }) => lists.has(referralId)),
    },
    decision: shown,
    ruledOut: shown.partly ? null : ruledOut,
  };
}

/** `facts`: everything the decision could see, hidden or not. */
export function shownDecision(
  decision: Decision,
  set: RuleSet | undefined,
  facts: readonly Fact[],
  scope: Sees,
  treats = false,
): ShownDecision {
  if (scope.confidential && facts.every((fact) => isShown(fact, scope)))
    return { ...decision, partly: false };
  const all = set === undefined ? facts.map(named) : [];
  const ruleShown = (ruleId: string): boolean => reasonShown(set ? restsOn(set, ruleId, facts) : all, scope);
  const codeShown = (code: string): boolean =>
    reasonShown(set ? codeRestsOn(set, code, facts) : all, scope) &&
    facts.every((fact) => fact.code !== code || isShown(fact, scope));
  const reasons = decision.reasons.filter(({ ruleId }) => ruleShown(ruleId));
  const routeHidden = decision.reasons.some(
    ({ ruleId, event }) => event.type === 'route' && !ruleShown(ruleId),
  );
  const shown: Decision = {
    ...decision,
    reasons,
    possible: decision.possible.filter(
      ({ ruleId, unknown }) => ruleShown(ruleId) && unknown.every((code) => mayBeNamed(code, scope)),
    ),
    flags: decision.flags.filter(({ ruleId }) => ruleShown(ruleId)),
    asks: decision.asks.filter(({ fact }) => codeShown(fact) && mayBeNamed(fact, scope)),
    needDomains: decision.needDomains.filter((domain) => codeShown(`need_${domain}`)),
    facts: decision.facts.filter((used) => codeShown(used.code) && nameable(used, scope)),
    whatToDo: routeHidden && !treats ? [WHAT_TO_DO_NOT_SHOWN] : decision.whatToDo,
  };
  const partly = leavesOut(decision, shown, facts, scope);
  // A day on which the answer may change is the day on which something that was said grows old.
  return { ...shown, holdsUntil: partly ? null : decision.holdsUntil, partly };
}

function isShown(fact: Fact, scope: Sees): boolean {
  return (
    reasonShown([`${fact.organisation}/${fact.code}`], scope) &&
    (!saidInConfidence(fact) || scope.confidential)
  );
}

/**
 * What is not known about a child's safety or mind is named only to whoever may see what a child said: to others the
 * gap between what is listed as not known and what is not listed at all would tell that something was said.
 */
function mayBeNamed(code: string, scope: Sees): boolean {
  if (scope.confidential) return true;
  const domain = factDefinition(code)?.domain;
  return (
    domain !== 'safety' &&
    domain !== 'mental_health' &&
    code !== 'need_safety' &&
    code !== 'need_mental_health'
  );
}

const nameable = (used: UsedFact, scope: Sees): boolean =>
  used.state === 'known' || mayBeNamed(used.code, scope);

function leavesOut(whole: Decision, shown: Decision, facts: readonly Fact[], scope: Sees): boolean {
  return (
    facts.some((fact) => !isShown(fact, scope)) ||
    (['reasons', 'possible', 'flags', 'asks', 'facts'] as const).some(
      (part) => whole[part].length !== shown[part].length,
    )
  );
}
