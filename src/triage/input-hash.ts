import { createHash } from 'node:crypto';
import type { Decision, DecisionInput } from './decision.js';

/**
 * SHA-256, hexadecimal, over what the decision rests on and what came out, in a fixed order. Not over the day it was made
 * for, the day of review counted from it, what stood before (its effect is in the outcome), or the order in which facts
 * arrived: so deciding again to the same result adds nothing, and an outcome that time alone has changed is a new one.
 */
export function inputHash(input: DecisionInput, outcome: Omit<Decision, 'inputHash'>): string {
  const words: unknown[] = [];
  addWhatWentIn(words, input);
  addWhatCameOut(words, outcome);
  return createHash('sha256').update(JSON.stringify(words)).digest('hex');
}

/** One flat list: every part has a fixed length or is preceded by its count, so no two inputs read the same. */
function addWhatWentIn(words: unknown[], input: DecisionInput): void {
  const { referral, child, lists, facts, confirmations, ruleSet } = input;
  words.push(referral.id, referral.service, referral.waitingSince, child.id, child.birthDate);
  words.push(
    ruleSet.set.id,
    ruleSet.set.version,
    ruleSet.hash,
    lists.length,
    facts.length,
    confirmations.length,
  );
  for (const list of [...lists].sort((a, b) => compare(a.referralId, b.referralId)))
    words.push(list.referralId, list.service, list.waitingSince, list.closedOn);
  for (const fact of [...facts].sort((a, b) => compare(a.id, b.id)))
    words.push(
      ...[fact.id, fact.referralId, fact.code, fact.value],
      ...[fact.source, fact.organisation, fact.recordedOn, fact.withdrawnOn],
    );
  for (const confirmation of confirmations)
    words.push(confirmation.decisionId, confirmation.band, confirmation.on);
}

function addWhatCameOut(words: unknown[], outcome: Omit<Decision, 'inputHash'>): void {
  words.push(outcome.engineVersion, outcome.band, outcome.couldBe, outcome.actToday, outcome.lowerProposal);
  words.push(outcome.fullBound.band, outcome.fullBound.actToday, outcome.fullBound.exact, outcome.holdsUntil);
  words.push(outcome.reasons.length, outcome.possible.length, outcome.asks.length, outcome.segments.length);
  for (const { ruleId } of outcome.reasons) words.push(ruleId);
  for (const { ruleId } of outcome.possible) words.push(ruleId);
  for (const ask of outcome.asks) words.push(ask.fact, ask.of, ask.dueOn, ask.couldBe);
  for (const segment of outcome.segments) words.push(segment.from, segment.band, segment.safeWaitDays);
  words.push(...outcome.needDomains);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
