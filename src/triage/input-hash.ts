import { createHash } from 'node:crypto';
import type { Decision, DecisionInput } from './decision.js';
import { pieces } from './pieces.js';

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
function word(of: string): string {
  return (LENGTHS[of.length] ?? `${of.length}:`) + of;
}

const LENGTHS = Array.from({ length: 100 }, (_, length) => `${length}:`);

const twoWords = pieces((a, b) => word(a) + word(b));

const NULL = word('null');

function orNull(of: string | null): string {
  return of === null ? NULL : word(of);
}

function plain(of: number | boolean): string {
  return word(String(of));
}

function whatWentIn({ referral, child, lists, facts, confirmations, ruleSet }: DecisionInput): string {
  let text = word(referral.id) + word(referral.service) + word(referral.waitingSince);
  text += word(child.id) + word(child.birthDate);
  text += word(ruleSet.set.id) + word(ruleSet.set.version) + word(ruleSet.hash);
  text += plain(lists.length) + plain(facts.length) + plain(confirmations.length);
  for (const list of inOrder(lists, byReferral))
    text += word(list.referralId) + word(list.service) + word(list.waitingSince) + orNull(list.closedOn);
  for (const fact of inOrder(facts, byId)) {
    text += word(fact.id) + orNull(fact.referralId) + twoWords(fact.code, fact.value);
    text += twoWords(fact.source, fact.organisation) + word(fact.recordedOn) + orNull(fact.withdrawnOn);
  }
  for (const { decisionId, band, on } of confirmations) text += word(decisionId) + word(band) + word(on);
  return text;
}

function whatCameOut(outcome: Omit<Decision, 'inputHash'>): string {
  const { fullBound, reasons, possible, asks, segments, needDomains } = outcome;
  let text = word(outcome.engineVersion) + word(outcome.band) + word(outcome.couldBe);
  text += plain(outcome.actToday) + orNull(outcome.lowerProposal);
  text +=
    word(fullBound.band) + plain(fullBound.actToday) + plain(fullBound.exact) + orNull(outcome.holdsUntil);
  text += plain(reasons.length) + plain(possible.length) + plain(asks.length) + plain(segments.length);
  for (const { ruleId } of reasons) text += word(ruleId);
  for (const { ruleId } of possible) text += word(ruleId);
  for (const ask of asks) text += word(ask.fact) + word(ask.of) + word(ask.dueOn) + word(ask.couldBe);
  for (const segment of segments)
    text += word(segment.from) + word(segment.band) + plain(segment.safeWaitDays);
  for (const domain of needDomains) text += word(domain);
  return text;
}

/** Sorted; as they are where they already are. */
function inOrder<T>(of: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let nth = 1; nth < of.length; nth++)
    if (compare(of[nth - 1] as T, of[nth] as T) > 0) return [...of].sort(compare);
  return of;
}

function byId({ id: a }: { id: string }, { id: b }: { id: string }): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byReferral(
  { referralId: a }: { referralId: string },
  { referralId: b }: { referralId: string },
): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
