import type { PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import type { Segment } from '../triage/decision.js';

/** What the queue must know of one open referral once it has been decided. One row of the projection. */
export interface PlacedReferral {
  referralId: string;
  childId: string;
  service: ServiceLineId;
  /** Organisation code, for example NR5. */
  provider: string;
  decisionId: string;
  /** True until a named person has recorded what was done. */
  actToday: boolean;
  /** The band that counts: `decision.standing.band`. */
  band: string;
  /** 0 is the most urgent. */
  bandRank: number;
  /** A named clinician has looked at this band; else it is proposed by the rules. */
  bandConfirmed: boolean;
  /** A lower band the rules propose, which only a clinician may confirm. */
  lowerProposal: string | null;
  couldBe: string;
  /** Whole days, 1 to 10,000: the safe wait of the band that counts, on this list. */
  safeWaitDays: number;
  /** The wait so far, oldest first, at least one; the last is of `band` and `safeWaitDays`. */
  segments: readonly Segment[];
  waitingSince: PlainDate;
  /** Percent of the safe wait from which the band is protected; null: this band is not protected. */
  protectedFromShare: number | null;
  /** In a clinician's words. */
  topReason: string;
  /** Facts that reason rests on, organisation/code; marked where a child said it in confidence (shown-entry.ts). */
  topReasonFacts: readonly string[];
  reviewOn: PlainDate;
  /** First day the decision could change by itself; null: never. */
  holdsUntil: PlainDate | null;
  appointmentOn: PlainDate | null;
  locality: string;
  childName: string;
  birthDate: PlainDate;
  nhsNumber: string | null;
  /** Day of the extract or message this row was last reported by. */
  reportedOn: PlainDate;
}
