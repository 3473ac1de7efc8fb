import { createHash } from 'node:crypto';
import type { Decision, DecisionInput } from './decision.js';

/**
 * SHA-256, hexadecimal, over what the decision rests on and what came out, in a fixed order. Not over the day it was made
 * for, the day of review counted from it, what stood before (its effect is in the outcome), or the order in which facts
 * arrived: so deciding again to the same result adds nothing, and an outcome that time alone has changed is a new one.
 */
export function inputHash(input: DecisionInput, outcome: Omit<Decision, 'inputHash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([whatWentIn(input), whatCameOut(outcome)]))
    .digest('hex');
}

function whatWentIn({ referral, child, lists, facts, confirmations, ruleSet }: DecisionInput): unknown[] {
  return [
    [referral.id, referral.service, referral.waitingSince],
    [child.id, child.birthDate],
    lists.map((list) => [list.referralId, list.service, list.waitingSince, list.closedOn]).sort(byFirst),
    facts
      .map((fact) => [
        fact.id,
        fact.referralId,
        fact.code,
        fact.value,
        fact.source,
        fact.organisation,
        fact.recordedOn,
        fact.withdrawnOn,
      ])
      .sort(byFirst),
    confirmations.map((confirmation) => [confirmation.decisionId, confirmation.band, confirmation.on]),
    [ruleSet.set.id, ruleSet.set.version, ruleSet.hash],
  ];
}

function whatCameOut(outcome: Omit<Decision, 'inputHash'>): unknown[] {
  return [
    outcome.engineVersion,
    outcome.band,
    outcome.couldBe,
    outcome.fullBound,
    outcome.actToday,
    outcome.standing,
    outcome.lowerProposal,
    outcome.segments,
    outcome.reasons.map((reason) => reason.ruleId),
    outcome.possible.map((reason) => reason.ruleId),
    outcome.asks.map((ask) => [ask.fact, ask.of, ask.dueOn, ask.couldBe]),
    outcome.needDomains,
    outcome.holdsUntil,
  ];
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : String(a[0]) > String(b[0]) ? 1 : 0;
}
