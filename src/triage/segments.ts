import { epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';
import type { History } from '../facts/history.js';
import type { Timeline } from '../facts/timeline.js';
import type { Band } from '../rule-sets/rule-set.js';
import type { CompiledRuleSet, Plan } from '../rule-sets/compile.js';
import type { Reader } from '../rule-sets/reader.js';
import { sureRank } from '../rule-sets/states.js';
import type { DecisionInput, Segment } from './decision.js';

/**
 * The wait as stretches under one band each, oldest first; the last one stands. Folded over the days on which something
 * could have raised the band, with what was recorded by then: never from the time of processing, so the order in which
 * reports reach us does not matter. The band never falls by itself:
 * - each day takes the more urgent of what stood and what is certain that day;
 * - what an earlier decision let stand is kept from its day on, even if the facts behind it have since been withdrawn or
 *   the rules changed: the lower band is then a proposal (clinical-core, Decisions);
 * - a clinician's confirmation resets it from that day to the confirmed band, but not below what is certain that day:
 *   placing a child below the rules is an override, which takes two clinicians and is not this. Nor below what a decision
 *   newer than the one confirmed has let stand since that day or before: nobody has looked at that yet.
 */
export function foldSegments(
  input: DecisionInput,
  ruleSet: CompiledRuleSet,
  plan: Plan,
  history: History,
  reader: Reader,
): Segment[] {
  const on = epochDay(input.on);
  const start = epochDay(input.referral.waitingSince);
  const first = Math.min(start, on);
  const turn = (day: PlainDate, band: string): { day: number; rank: number } => ({
    day: Math.max(epochDay(day), first),
    rank: rankOf(ruleSet, band),
  });
  const stood = input.standing && turn(input.standing.since, input.standing.band);
  const raisedSince = stood !== null && stoodAfterConfirming(input);
  const confirmed = input.confirmations.map((confirmation) => turn(confirmation.on, confirmation.band));
  const segments: Segment[] = [];
  let rank = Number.POSITIVE_INFINITY;
  const days = daysToLookAt(history, reader, first, on);
  for (const { day } of confirmed) if (day <= on) days.push(day);
  if (stood && stood.day <= on) days.push(stood.day);
  days.sort((a, b) => a - b);
  let before = Number.NaN;
  for (const day of days) {
    if (day === before) continue;
    before = day;
    const last = confirmed.findLast((confirmation) => confirmation.day === day);
    const mayChange = rank > 0 || last !== undefined;
    if (!mayChange) continue;
    const certain = sureRank(ruleSet, plan, reader.read(day));
    const stands = last ? raisedSince && stood.day <= day : stood?.day === day;
    const floor = stood && stands ? stood.rank : Number.POSITIVE_INFINITY;
    const next = Math.min(last?.rank ?? rank, certain, floor);
    if (next === rank) continue;
    rank = next;
    segments.push(segment(ruleSet, rank, day === first ? start : day, input.referral.service));
  }
  return segments;
}

/** A confirmation resets the decision it looked at and those before, not one that came later on the same day. */
function stoodAfterConfirming({ standing, confirmations }: DecisionInput): boolean {
  const decided = standing?.decisionId;
  return decided !== undefined && decided !== confirmations.at(-1)?.decisionId;
}

export function rankOf(ruleSet: CompiledRuleSet, band: string): number {
  const rank = ruleSet.bands.findIndex((candidate) => candidate.id === band);
  if (rank < 0) throw new RangeError(`${ruleSet.set.id}@${ruleSet.set.version} has no band ${band}`);
  return rank;
}

export function bandAt(ruleSet: CompiledRuleSet, rank: number): Band {
  const band = ruleSet.bands[rank];
  if (!band) throw new RangeError(`${ruleSet.set.id}@${ruleSet.set.version} has no band of rank ${rank}`);
  return band;
}

function segment(ruleSet: CompiledRuleSet, rank: number, from: number, service: string): Segment {
  const band = bandAt(ruleSet, rank);
  return {
    from: fromEpochDay(from),
    band: band.id,
    safeWaitDays: band.safeWaitDays[service] ?? band.safeWaitDays.default,
  };
}

/**
 * Days from the first of the wait to `on`, in no order and some more than once, on which the certain band could rise:
 * something was recorded, a list opened or closed, a threshold of age, phase or wait was passed. Facts going stale are not
 * among them, because less knowledge never makes a band more certain; except where two sources spoke, when the lesser
 * value takes over.
 */
function daysToLookAt(history: History, reader: Reader, first: number, on: number): number[] {
  // The day itself too, so that whatever is certain today can never stand above what stands.
  const days = [first, on];
  const add = (day: number): void => {
    if (day > first && day <= on) days.push(day);
  };
  for (const { timeline } of reader.said) eachDay(timeline, add);
  for (const list of history.lists) {
    add(list.opens);
    if (list.closes !== undefined) add(list.closes);
    if (list.facts === history.referral) continue;
    for (const timeline of list.facts.values()) eachDay(timeline, add);
  }
  for (const day of reader.thresholdDays) add(day);
  return days;
}

function eachDay({ definition, voices }: Timeline, add: (day: number) => void): void {
  for (const voice of voices)
    for (const { day } of voice.statements) {
      add(day);
      if (voices.length > 1 && definition.reassuringForDays !== null)
        add(day + definition.reassuringForDays + 1);
    }
}
