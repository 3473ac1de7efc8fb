import type { PlainDate } from '../kernel/plain-date.js';
import type { Band, RuleSet } from '../rule-sets/rule-set.js';
import type { Confirmation, Decision } from '../triage/decision.js';
import type { Referral } from '../referrals/referral.js';
import type { PlacedReferral } from '../waiting-list/placed-referral.js';
import { type ChildFile, openReferrals } from './child-file.js';

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
    topReason: topReasonOf(decided, actToday),
    reviewOn: reviewOnOf(decided, before),
    holdsUntil: decision.holdsUntil,
    appointmentOn: referral.appointmentOn,
    lists: [...new Set(openReferrals(file).map(({ service }) => service))],
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

/** Why the referral stands where it stands, in one line for a clinician. */
export function topReasonOf({ decision, ruleSet }: DecidedReferral, actToday: boolean): string {
  const certain = decision.reasons.filter((reason) => reason.is === 'true');
  const route = certain.find(({ event }) => event.type === 'route');
  if (actToday) return route?.reason.clinician ?? 'Act today: nobody has recorded yet what was done.';
  const standing = bandOf(ruleSet, decision.standing.band);
  const because = certain.find(
    ({ event }) => event.type === 'band' && event.params.band === decision.standing.band,
  );
  if (because) return because.reason.clinician;
  const proposed = bandOf(ruleSet, decision.band);
  if (standing.rank < proposed.rank)
    return `Stands at ${standing.title} from before; the rules now propose ${proposed.title}.`;
  return certain[0]?.reason.clinician ?? 'No rule asks for a more urgent band.';
}

export function bandOf(ruleSet: RuleSet, id: string): Band {
  const band = ruleSet.bands.find((candidate) => candidate.id === id);
  if (!band) throw new Error(`${ruleSet.id}@${ruleSet.version} has no band ${id}`);
  return band;
}

function nameOf({ givenName, familyName }: { givenName: string; familyName: string }): string {
  return `${givenName} ${familyName}`.trim() || 'Name not given';
}
