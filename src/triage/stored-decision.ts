import type { PlainDate } from '../kernel/plain-date.js';
import type { Decision, DecisionInput } from './decision.js';
import type { StoredReceipt } from './receipt.js';

/** A decision as it lies in the store. */
export interface StoredDecision {
  id: string;
  referralId: string;
  childId: string;
  decidedAt: Date;
  decidedBy: string;
  receipt: StoredReceipt;
}

/** What the next decision must know of the one before. */
export interface LatestDecision {
  id: string;
  referralId: string;
  inputHash: string;
  standing: { band: string; since: PlainDate };
}

/** A decision just made, and what it was made from. */
export interface MadeDecision {
  id: string;
  input: DecisionInput;
  decision: Decision;
}
