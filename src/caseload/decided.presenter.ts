import { inDangerNow } from '../triage/act-today.js';
import type { Ask } from '../triage/decision.js';
import { isConfirmed, type DecidedReferral } from './placement.js';

/** What a caller is told about one referral that has just been decided. */
export interface DecisionAnswer {
  referralId: string;
  service: string;
  decisionId: string;
  /** The band that counts in the queue. */
  band: string;
  /** A named clinician has confirmed it; else it is proposed by the rules. */
  confirmed: boolean;
  couldBe: string;
  /** A lower band the rules propose, for a clinician to confirm. */
  lowerProposal: string | null;
  reasons: readonly { ruleId: string; reason: string; source: string }[];
  asks: readonly Ask[];
  reviewOn: string;
  /** null: nothing changes it by itself, or not all that it rests on is shown to whoever reads this. */
  holdsUntil: string | null;
  ruleSet: string;
  /** Somebody must act today: what to do now. null: nobody must. */
  actToday: { whatToDo: readonly string[]; inDangerNow: readonly string[] } | null;
}

export function answerOf(decided: DecidedReferral, standsFirst: boolean): DecisionAnswer {
  const { referral, decision, decisionId } = decided;
  return {
    referralId: referral.id,
    service: referral.service,
    decisionId,
    band: decision.standing.band,
    confirmed: isConfirmed(decided),
    couldBe: decision.couldBe,
    lowerProposal: decision.lowerProposal,
    reasons: decision.reasons.map(({ ruleId, reason, source }) => ({
      ruleId,
      reason: reason.clinician,
      source,
    })),
    asks: decision.asks,
    reviewOn: decision.reviewOn,
    holdsUntil: decision.holdsUntil,
    ruleSet: `${decision.ruleSetId}@${decision.ruleSetVersion}`,
    actToday: standsFirst
      ? {
          whatToDo:
            decision.whatToDo.length > 0
              ? decision.whatToDo
              : ['An earlier alarm is still open: record what was done.'],
          inDangerNow,
        }
      : null,
  };
}
