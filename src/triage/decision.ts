import type { Fact, FactSource, FactState, FactValue } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import type { Answerer, LoadedRuleSet, Reason, RuleEvent } from '../rule-sets/rule-set.js';

/** Everything a decision rests on, as plain values. Stored whole in the receipt, so that it can be made again. */
export interface DecisionInput {
  referral: { id: string; service: ServiceLineId; waitingSince: PlainDate };
  child: { id: string; birthDate: PlainDate };
  /** Every list the child is or was on while this referral waited, this one included. */
  lists: readonly {
    referralId: string;
    service: ServiceLineId;
    waitingSince: PlainDate;
    closedOn: PlainDate | null;
  }[];
  /** Facts about the child, and about each of those referrals; withdrawn ones included. */
  facts: readonly Fact[];
  /** What stood before this decision: nothing falls below it unless a clinician confirms. */
  standing: StandingBefore | null;
  /** Confirmations by named clinicians, oldest first. */
  confirmations: readonly Confirmation[];
  on: PlainDate;
  ruleSet: LoadedRuleSet;
}

export interface Standing {
  band: string;
  /** The day from which that band counts. */
  since: PlainDate;
}

export interface StandingBefore extends Standing {
  /** The latest decision, which let it stand: later than a confirmation that names another. Absent: not known. */
  decisionId?: string;
}

export interface Confirmation {
  band: string;
  on: PlainDate;
  by: string;
  decisionId: string;
}

/** A stretch of the wait under one band. Shares used add up over segments: days ÷ safe wait days. */
export interface Segment {
  from: PlainDate;
  band: string;
  safeWaitDays: number;
}

/** What a rule contributes, without its reason: that stands beside it, once. */
export type Contribution<E = RuleEvent> = E extends { type: infer T; params: infer P }
  ? { type: T; params: Omit<P, 'reason'> }
  : never;

export interface RuleResult {
  ruleId: string;
  title: string;
  /** `true`: holds whatever the unknowns are. `possible`: some answer would make it hold. */
  is: 'true' | 'possible';
  /** `words_not_here`: kept by name alone, and the set that says what it does is not at hand. */
  event: Contribution | { type: 'words_not_here'; params: Readonly<Record<string, never>> };
  reason: Reason;
  source: string;
  /** Unknown facts it depends on. */
  unknown: readonly string[];
}

export interface Ask {
  fact: string;
  question: string;
  of: Answerer;
  dueOn: PlainDate;
  safety: boolean;
  /** The most urgent band an answer could lead to. */
  couldBe: string;
}

export interface UsedFact {
  code: string;
  state: 'known' | 'unknown';
  value: FactValue | null;
  why: string | null;
  between: readonly [number, number] | null;
  source: FactSource | null;
  organisation: string | null;
  recordedOn: PlainDate | null;
  notConfirmedSince: PlainDate | null;
  /** Everything said about it now, when sources disagree. */
  said: readonly { value: string; source: FactSource; organisation: string; recordedOn: PlainDate }[];
}

/** A decision is a value: what the rules say, why, from what, and until when. */
export interface Decision {
  referralId: string;
  childId: string;
  ruleSetId: string;
  ruleSetVersion: string;
  ruleSetHash: string;
  /** Why this version and no other. */
  versionReason: string;
  engineVersion: string;
  decidedFor: PlainDate;
  /** Certain, whatever the unknowns turn out to be. */
  band: string;
  /** The most urgent band still possible over the facts the set says must be known (safety facts aside). */
  couldBe: string;
  /** The most urgent outcome over all unknowns; for the receipt, never for the order. */
  fullBound: { band: string; actToday: boolean; exact: boolean };
  actToday: boolean;
  whatToDo: readonly string[];
  /** The band that counts in the queue: never below what stood, unless confirmed. */
  standing: Standing;
  /** A lower band the rules now propose, for a clinician to confirm; null where they agree. */
  lowerProposal: string | null;
  segments: readonly Segment[];
  reasons: readonly RuleResult[];
  possible: readonly RuleResult[];
  asks: readonly Ask[];
  flags: readonly { ruleId: string; board: 'locality' | 'access'; reason: Reason }[];
  needDomains: readonly string[];
  facts: readonly UsedFact[];
  reviewOn: PlainDate;
  /** First day its answer could change by itself; null: never. */
  holdsUntil: PlainDate | null;
  /** SHA-256 over the input; the same input is the same decision. */
  inputHash: string;
}

export type FactView = ReadonlyMap<string, FactState>;

/** The self-contained record as it is read: the decision and the input it was made from. How it is kept: receipt.ts. */
export interface Receipt {
  input: Omit<DecisionInput, 'ruleSet'>;
  decision: Decision;
  /** Rules that cannot hold, by id; null where the record does not say and its rule set is not here. */
  ruledOut?: readonly string[] | null;
}
