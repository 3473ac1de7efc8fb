import type { PlainDate } from '../kernel/plain-date.js';
import type { Decision, DecisionInput, Receipt } from './decision.js';

/** A decision as it lies in the store. */
export interface StoredDecision {
  id: string;
  referralId: string;
  childId: string;
  decidedAt: Date;
  decidedBy: string;
  receipt: Receipt;
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

/** The record to keep: whole, but for the rule set, which lies in `rules/` under its hash. */
export function receiptOf(made: MadeDecision): Receipt {
  const { ruleSet: _ruleSet, ...input } = made.input;
  return { input, decision: made.decision };
}
