import type { PlainDate } from '../kernel/plain-date.js';

export const factSources = ['parent', 'child', 'school', 'clinician', 'council', 'system'] as const;
export type FactSource = (typeof factSources)[number];

/**
 * How confidential a fact is. `child_in_confidence`: what a child told somebody they trust, read by clinicians who treat
 * the child. `third_party`: told by another office or person; families and schools are never shown it.
 */
export const confidences = ['usual', 'child_in_confidence', 'third_party'] as const;
export type Confidence = (typeof confidences)[number];

/**
 * Something said about a child (`referralId` null) or about one referral. Facts are only ever added; one entered in
 * error is withdrawn, kept and shown. The vocabulary, not the sender, decides whether a fact is about the child.
 */
export interface Fact {
  id: string;
  childId: string;
  referralId: string | null;
  code: string;
  /** As sent: `unknown`, or a value of the code's type (`yes`, `no`, a whole number, one of its words, a date). */
  value: string;
  source: FactSource;
  /** Organisation code of whoever said it, for example NR5. */
  organisation: string;
  /** Absent (a receipt from before it was kept): what its source means (confidence.ts). */
  confidence?: Confidence;
  /** The day it was recorded by its source, not the day it reached us. */
  recordedOn: PlainDate;
  withdrawnOn: PlainDate | null;
}

export type FactValue = string | number;

export type NeedDomain =
  | 'communication'
  | 'neurodevelopment'
  | 'physical_health'
  | 'mental_health'
  | 'safety'
  | 'education'
  | 'care_and_family';

/** One line of the vocabulary. */
export interface FactDefinition {
  code: string;
  subject: 'child' | 'referral';
  type: 'yes_no' | 'count' | 'one_of' | 'date';
  /** one_of: the words, least to most concerning where `concern` is `order`. */
  values?: readonly string[];
  /** count: the smallest and largest whole number allowed. */
  range?: readonly [number, number];
  concern: 'risk-yes' | 'risk-no' | 'risk-high' | 'risk-low' | 'risk-order' | 'neutral';
  domain: NeedDomain | 'impact' | null;
  /** How long a reassuring value counts, in days; null: for ever. A concerning value never goes stale. */
  reassuringForDays: number | null;
  meaning: { clinician: string; family: string };
}

/** What is known about one code on one day, after sources are combined and age is looked at. */
export type FactState =
  | {
      known: true;
      value: FactValue;
      /** Every current fact about it, the one that counts first. */
      facts: readonly Fact[];
      /** Sources that speak now disagree; the most concerning counts. */
      disagreement: boolean;
      /** A concerning value older than its reassuring currency: it stands, and asks to be confirmed. */
      notConfirmedSince: PlainDate | null;
    }
  | {
      known: false;
      why: 'never_recorded' | 'recorded_unknown' | 'stale' | 'inputs_unknown';
      facts: readonly Fact[];
      /** Where part is known: only these values are still possible (for counts, inclusive bounds). */
      between?: readonly [number, number];
    };
