import type { FactSource } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Agency } from '../kernel/role.js';

export const purposes = ['direct_care', 'coordination', 'safeguarding', 'planning'] as const;
export type Purpose = (typeof purposes)[number];

export const purposeTitles: Readonly<Record<Purpose, string>> = {
  direct_care: 'Care and treatment of the child',
  coordination: 'Coordinating the help that several services give a child',
  safeguarding: 'Keeping a child safe',
  planning: 'Planning services, with counts only',
};

/** The name an agreement keeps over all its versions: lower-case words joined by hyphens. */
export const AGREEMENT_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Every fact of the vocabulary. */
export const EVERY_FACT = '*';

/** An organisation that is bound by the agreement. */
export interface Party {
  organisation: string;
  name: string;
  agencies: readonly Agency[];
}

/** Whose members are shown it: everybody of the organisation, or those of some agencies. */
export interface Recipient {
  organisation: string;
  agencies: readonly Agency[] | null;
}

/** What one organisation holds that members of others are shown. */
export interface Share {
  from: string;
  to: readonly Recipient[];
  /** Whether they are shown that the child waits on its lists, with place and band. */
  entries: boolean;
  /** Codes of the vocabulary, or `*`. Reasons that rest on these are shown to the same people, and to nobody else. */
  facts: readonly string[];
  why: string;
}

/** What may be taken in from an organisation, to count in decisions; who is shown it is said by `Share` alone. */
export interface Import {
  from: string;
  sources: readonly FactSource[];
  /** Codes of the vocabulary, or `*`. */
  facts: readonly string[];
  why: string;
}

/**
 * One version of an information-sharing agreement, as it was proposed. It never changes: a change is a new version,
 * approved anew.
 */
export interface Agreement {
  id: string;
  version: number;
  title: string;
  summary: string;
  purpose: Purpose;
  legalBasis: {
    /** Ground of UK GDPR article 6. */
    article6: string;
    /** Ground of UK GDPR article 9, for health and other special categories. */
    article9: string;
    /** Common law duty of confidence, statutes, codes. */
    other: readonly string[];
  };
  parties: readonly Party[];
  shares: readonly Share[];
  imports: readonly Import[];
  /** First day it holds. */
  startsOn: PlainDate;
  /** First day it no longer holds. */
  expiresOn: PlainDate;
  owner: { role: string; organisation: string };
  /** Made up, for the demo: agreed by nobody. */
  example: boolean;
}
