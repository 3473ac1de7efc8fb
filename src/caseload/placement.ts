import type { PlainDate } from '../kernel/plain-date.js';
import type { Band, RuleSet } from '../rule-sets/rule-set.js';
import type { Confirmation, Decision, RuleResult } from '../triage/decision.js';
import { restsOn } from '../triage/rests-on.js';
import type { Referral } from '../referrals/referral.js';
import type { PlacedReferral } from '../waiting-list/placed-referral.js';
import type { ChildFile } from './child-file.js';

/** One referral decided: what the queue, the flags, the tasks and the answer to a caller are made from. */
export interface DecidedReferral {
  file: ChildFile;
  referral: Referral;
  /** The stored decision: this one, or the earlier one with the same input. */
  decisionId: string;
  decision: Decision;
  ruleSet: RuleSet;
  /** The latest word of a clinician; undefined: nobody has looked yet. */
  confirmed: Confirmation | undefined;
}

/** What the queue said about a referral before this decision. */
export interface PlaceBefore {
  decisionId: string;
  reviewOn: PlainDate;
}

/**
 * The day by which a clinician looks. Deciding again never puts it off: only somebody who has looked at what the queue
 * showed starts the time anew.
 */
export function reviewOnOf(
  { decision, confirmed }: DecidedReferral,
  before: PlaceBefore | undefined,
): PlainDate {
  if (!before || confirmed?.decisionId === before.decisionId) return decision.reviewOn;
  return before.reviewOn < decision.reviewOn ? before.reviewOn : decision.reviewOn;
}

/** Where the referral stands in the queue. `actToday`: somebody must still record what was done. */
export function placementOf(
  decided: DecidedReferral,
  actToday: boolean,
  before: PlaceBefore | undefined,
): PlacedReferral {
  const { file, referral, decision, ruleSet } = decided;
  const band = bandOf(ruleSet, decision.standing.band);
  const segment = decision.segments.at(-1);
  const reason = topReasonOf(decided, actToday);
  return {
    referralId: referral.id,
    childId: file.child.id,
    service: referral.service,
    provider: referral.provider,
    decisionId: decided.decisionId,
    actToday,
    band: band.id,
    bandRank: band.rank,
    bandConfirmed: isConfirmed(decided),
    lowerProposal: decision.lowerProposal,
    couldBe: decision.couldBe,
    safeWaitDays: segment?.safeWaitDays ?? band.safeWaitDays[referral.service] ?? band.safeWaitDays.default,
    segments: decision.segments,
    waitingSince: referral.waitingSince,
    protectedFromShare:
      ruleSet.orderPolicy.protectedBands.find((entry) => entry.band === band.id)?.fromSharePercent ?? null,
    topReason: reason.text,
    topReasonFacts: reason.facts,
    reviewOn: reviewOnOf(decided, before),
    holdsUntil: decision.holdsUntil,
    appointmentOn: referral.appointmentOn,
    locality: file.child.locality,
    childName: nameOf(file.child),
    birthDate: file.child.birthDate,
    nhsNumber: file.child.nhsNumber,
    reportedOn: referral.reportedOn,
  };
}

/** The band that stands is the one a named clinician last spoke for; a band raised since is proposed again. */
export function isConfirmed({ decision, confirmed }: DecidedReferral): boolean {
  return confirmed?.band === decision.standing.band;
}

/** Why the referral stands where it stands, in one line for a clinician, and the facts that line rests on. */
export function topReasonOf(
  { decision, ruleSet, file }: DecidedReferral,
  actToday: boolean,
): { text: string; facts: readonly string[] } {
  const certain = decision.reasons.filter((reason) => reason.is === 'true');
  const because = (reason: RuleResult): { text: string; facts: readonly string[] } => ({
    text: reason.reason.clinician,
    facts: restsOn(ruleSet, reason.ruleId, file.facts),
  });
  const plainly = (text: string): { text: string; facts: readonly string[] } => ({ text, facts: [] });
  if (actToday) {
    const route = certain.find(({ event }) => event.type === 'route');
    return route ? because(route) : plainly('Act today: nobody has recorded yet what was done.');
  }
  const standing = bandOf(ruleSet, decision.standing.band);
  const gives = certain.find(
    ({ event }) => event.type === 'band' && event.params.band === decision.standing.band,
  );
  if (gives) return because(gives);
  const proposed = bandOf(ruleSet, decision.band);
  if (standing.rank < proposed.rank)
    return plainly(`Stands at ${standing.title} from before; the rules now propose ${proposed.title}.`);
  const first = certain[0];
  return first ? because(first) : plainly('No rule asks for a more urgent band.');
}

export function bandOf(ruleSet: RuleSet, id: string): Band {
  const band = ruleSet.bands.find((candidate) => candidate.id === id);
  if (!band) throw new Error(`${ruleSet.id}@${ruleSet.version} has no band ${id}`);
  return band;
}

function nameOf({ givenName, familyName }: { givenName: string; familyName: string }): string {
  return `${givenName} ${familyName}`.trim() || 'Name not given';
}
