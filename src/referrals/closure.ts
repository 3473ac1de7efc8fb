import type { ReferralOutcome } from './arrival.js';

/**
 * How a wait ended, from REFERRAL_CLOSURE_REASON. EXAMPLE for local sign-off: 01 is taken as seen by the service, and
 * every other reason as having left without being seen; providers use these codes differently. A death comes before both.
 */
export function outcomeOfClosure(reason: string | null, died: boolean): ReferralOutcome {
  if (died) return 'died';
  return reason === '01' ? 'seen' : 'left';
}
