import type { FactDefinition } from '../facts/fact.js';
import type { CommonSet, RuleSet } from './rule-set.js';

/**
 * A published tool as a rule set: run on facts of its own to show what it answers, to compare, to test the language. It
 * never decides the queue: nothing that orders a list takes this type.
 */
export interface ToolSet extends CommonSet {
  kind: 'tool';
  /** To check the language or a computation with; never to be used on children as it stands (licence, withdrawal). */
  verificationOnly: boolean;
  facts: readonly ToolFact[];
  bands: readonly ToolBand[];
  /** The band where no rule holds; null: the published table says nothing then, and the answer is a gap. */
  defaultBand: string | null;
  /** What the published table leaves open, each in one sentence. */
  gaps: readonly Gap[];
  /** What of the published tool is left out here, and why. */
  notEncoded: readonly { what: string; why: string }[];
  /** Other published waits for the same bands, each from its own source. */
  waitTables: readonly WaitTable[];
  /** How many of the next places go to each band, where that is published (1:1, for example). */
  slotShares?: SlotShares;
}

/** A fact of the tool's own. Facts are whole numbers, words, yes or no; never who a child is. */
export interface ToolFact {
  code: string;
  title: string;
  type: 'yes_no' | 'count' | 'one_of';
  /** count: smallest and largest whole number, and what is counted. */
  range?: readonly [number, number];
  unit?: string;
  /** one_of: from least to most concerning where `concern` is `risk-order`. */
  values?: readonly { value: string; title: string }[];
  /** Which values concern, as in the vocabulary. */
  concern: FactDefinition['concern'];
  meaning: string;
}

export interface ToolBand {
  id: string;
  title: string;
  /** 0 is the most urgent. */
  rank: number;
  /** Absent: none is published. */
  wait?: PublishedWait;
}

/** A wait in the publication's words, with the days it means where they can be counted. */
export interface PublishedWait {
  words: string;
  withinDays?: number;
  atLeastDays?: number;
}

export interface Gap {
  id: string;
  what: string;
  source: string;
}

export interface WaitTable {
  id: string;
  title: string;
  source: string;
  /** A band that the table does not speak of is left out. */
  waits: Readonly<Record<string, PublishedWait>>;
}

export interface SlotShares {
  words: string;
  source: string;
  shares: Readonly<Record<string, number>>;
}

export type AnySet = RuleSet | ToolSet;

export function isTool(set: AnySet): set is ToolSet {
  return set.kind === 'tool';
}

/** The one plan of a tool, which knows no service lines. */
export const TOOL_PLAN = 'tool';

/** What a set is compiled for: each service line, or the tool itself. */
export function servicesOf(set: AnySet): readonly string[] {
  return isTool(set) ? [TOOL_PLAN] : set.serviceLines;
}

/** Worked-out facts a tool may compare without declaring them; whoever asks the tool gives them. */
export const toolDerivedFacts = ['age_years', 'age_months', 'school_phase', 'days_waited'] as const;
