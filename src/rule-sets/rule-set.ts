import type { NeedDomain } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';

/**
 * A rule set as it stands in `rules/<id>/<version>/rule-set.json`: data that clinicians own. The shape is checked by
 * `rules/rule-set.schema.json` and the parser; nothing here knows a framework.
 */
export type Operator =
  | 'equal'
  | 'notEqual'
  | 'in'
  | 'notIn'
  | 'lessThan'
  | 'lessThanInclusive'
  | 'greaterThan'
  | 'greaterThanInclusive';

/** `{fact, operator, value}` exactly as json-rules-engine reads it. yes_no facts compare with 'yes' and 'no'. */
export interface Leaf {
  fact: string;
  operator: Operator;
  value: number | string | readonly (number | string)[];
}

export type Condition = Leaf | Group;
/** One of the two keys, never both, never empty. */
export type Group = { all: readonly Condition[] } | { any: readonly Condition[] };

/** Said in two voices: for clinicians here; for families by a code of the set's closed list. */
export interface Reason {
  clinician: string;
  /** A key of `familyReasons`; null where nothing may be said to the family (confidence, third party, safeguarding). */
  family: string | null;
}

export type Answerer = 'parent' | 'child' | 'school' | 'clinician' | 'council';

/** Why a board should see the child: to talk about them, because a transition is ahead, or as one of a group. */
export type FlagKind = 'meeting' | 'transition' | 'cohort';

export type RuleEvent =
  | { type: 'points'; params: { points: number; reason: Reason } }
  /** `orAbove`: this band or a more urgent one, which a clinician must choose (first-match tools alone). */
  | { type: 'band'; params: { band: string; orAbove?: true; reason: Reason } }
  | { type: 'modify'; params: { moves: readonly Move[]; reason: Reason } }
  | { type: 'route'; params: { to: 'act_today'; reason: Reason; whatToDo: string } }
  | { type: 'flag'; params: { board: 'locality' | 'access'; kind?: FlagKind; reason: Reason } }
  | { type: 'ask'; params: { question: string; of: Answerer; withinDays: number; reason: Reason } }
  /** Tools alone: what the published table leaves open here, by an id of `gaps`; the answer is a gap, never a guess. */
  | { type: 'gap'; params: { gap: string; reason: Reason } }
  /** Tools alone: something to do or to think of that places nobody. */
  | { type: 'advise'; params: { whatToDo: string; reason: Reason } };

/**
 * Once the band is found: a child of the band `from` is moved to `to`. Several bands: a clinician must choose among them.
 * A band without a move stays as it is.
 */
export interface Move {
  from: string;
  to: readonly string[];
}

export interface Rule {
  id: string;
  title: string;
  /** Document and paragraph, for example "Plan 4.1; mission.md §1.1". */
  source: string;
  /** The service lines the rule speaks for; absent: all of the set's. */
  services?: readonly string[];
  conditions: Group;
  event: RuleEvent;
}

export interface Band {
  id: string;
  title: string;
  /** 0 is the most urgent. */
  rank: number;
  /** Days within which waiting is held to be safe; a service line may have its own. */
  safeWaitDays: { default: number } & Readonly<Record<string, number>>;
  /** Somebody looks again within this many days of the decision. */
  reviewWithinDays: number;
}

/** A fact that must be known, of whom it is asked, and by when. */
export interface MustKnow {
  fact: string;
  askOf: Answerer;
  withinDays: number;
  /** A safety fact alone never raises couldBe. */
  safety?: boolean;
  /** Asked from this age on, in completed months; absent: from birth. */
  fromAgeMonths?: number;
  /** No longer asked from this age on, in completed months; absent: at every age. */
  toAgeMonths?: number;
}

/** What a set has whatever it is for. */
export interface CommonSet {
  id: string;
  version: string;
  title: string;
  purpose: string;
  intendedUse: string;
  signOff: string;
  sources: readonly { id: string; title: string; where: string }[];
  licence: string;
  /**
   * What is more urgent: a higher total, or, in published tools alone, a lower one (`sum` sets: a tool that scores who may
   * wait); a band of lower rank (all others).
   */
  polarity: 'higher_is_more_urgent' | 'higher_is_less_urgent' | 'lower_rank_is_more_urgent';
  effectiveFrom: PlainDate;
  effectiveTo: PlainDate | null;
  combine: 'most-urgent' | 'sum' | 'first-match';
  /** `sum` only: a total of at least `from` gives `band`. */
  totals?: readonly { band: string; from: number }[];
  rules: readonly Rule[];
}

/** A set that decides the queue: it uses the vocabulary alone, and may be chosen by date. */
export interface RuleSet extends CommonSet {
  /** Absent means the same. A published tool is a `ToolSet`, which nothing that orders a queue can take. */
  kind?: 'queue';
  serviceLines: readonly string[];
  bands: readonly Band[];
  /** The band of a child for whom no band rule is certain. */
  defaultBand: string;
  /** Per service line: facts that must be known, whom to ask, and by when. */
  mustKnow: Readonly<Record<string, readonly MustKnow[]>>;
  /** A need domain counts where its conditions hold over everything known about the child on any list. */
  needs: readonly { domain: NeedDomain; source: string; conditions: Group }[];
  familyReasons: Readonly<Record<string, string>>;
  orderPolicy: {
    /** A band stands in the protected tier from this share (percent) of its safe wait used. */
    protectedBands: readonly { band: string; fromSharePercent: number }[];
    /** Share of slots kept for the longest relative waits, percent. */
    keptSlotsPercent: number;
  };
}

/** A rule set read, checked, and fixed by its hash. */
export interface LoadedRuleSet {
  set: RuleSet;
  /** SHA-256 of the file's bytes, hexadecimal, equal to `rules/manifest.json`. */
  hash: string;
}

/** Facts every set may use besides the vocabulary; worked out from the child, the referral and the needs. */
export const derivedFacts = [
  'age_years',
  'age_months',
  'school_phase',
  'open_lists',
  'days_waited',
  'persistent_absence',
  'severe_absence',
  'highest_functional_impact',
  'need_domains',
  'need_communication',
  'need_neurodevelopment',
  'need_physical_health',
  'need_mental_health',
  'need_safety',
  'need_education',
  'need_care_and_family',
] as const;
export type DerivedFact = (typeof derivedFacts)[number];
