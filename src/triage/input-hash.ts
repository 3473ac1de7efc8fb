import { createHash } from 'node:crypto';
import type { Decision, DecisionInput } from './decision.js';

/**
 * SHA-256, hexadecimal, over what the decision rests on and what came out, in a fixed order. Not over the day it was made
 * for, the day of review counted from it, what stood before (its effect is in the outcome), or the order in which facts
 * arrived: so deciding again to the same result adds nothing, and an outcome that time alone has changed is a new one.
 */
export function inputHash(input: DecisionInput, outcome: Omit<Decision, 'inputHash'>): string {
  const text = whatWentIn(input) + whatCameOut(outcome);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Words one after the other, each behind its length, so that no two lists read the same; every part has a fixed number of
 * words or is preceded by its count.
 */
function words(...list: readonly (string | number | boolean | null)[]): string {
  let text = '';
  for (const word of list) {
    const written = String(word);
    text += `${written.length}:${written}`;
  }
  return text;
}

function whatWentIn({ referral, child, lists, facts, confirmations, ruleSet }: DecisionInput): string {
  let text = words(referral.id, referral.service, referral.waitingSince, child.id, child.birthDate);
  text += words(ruleSet.set.id, ruleSet.set.version, ruleSet.hash);
  text += words(lists.length, facts.length, confirmations.length);
  for (const list of [...lists].sort((a, b) => compare(a.referralId, b.referralId)))
    text += words(list.referralId, list.service, list.waitingSince, list.closedOn);
  for (const fact of [...facts].sort((a, b) => compare(a.id, b.id))) {
    text += words(fact.id, fact.referralId, fact.code, fact.value);
    text += words(fact.source, fact.organisation, fact.recordedOn, fact.withdrawnOn);
  }
  for (const { decisionId, band, on } of confirmations) text += words(decisionId, band, on);
  return text;
}

function whatCameOut(outcome: Omit<Decision, 'inputHash'>): string {
  const { fullBound, reasons, possible, asks, segments, needDomains } = outcome;
  let text = words(
    outcome.engineVersion,
    outcome.band,
    outcome.couldBe,
    outcome.actToday,
    outcome.lowerProposal,
  );
  text += words(fullBound.band, fullBound.actToday, fullBound.exact, outcome.holdsUntil);
  text += words(reasons.length, possible.length, asks.length, segments.length);
  for (const { ruleId } of reasons) text += words(ruleId);
  for (const { ruleId } of possible) text += words(ruleId);
  for (const ask of asks) text += words(ask.fact, ask.of, ask.dueOn, ask.couldBe);
  for (const segment of segments) text += words(segment.from, segment.band, segment.safeWaitDays);
  return text + words(...needDomains);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
