import type { PlainDate } from '../kernel/plain-date.js';
import type { Agency, Role } from '../kernel/role.js';
import { EVERY_FACT, type Purpose } from './agreement.js';
import { standings } from './in-force.js';
import { type Given, gives, type Reader } from './gives.js';
import type { RegisteredVersion } from './registered-version.js';

/** What the agreements in force give somebody of an organisation, their own organisation's included. */
export interface Shared {
  /** Providers whose list entries they may be shown. */
  entriesFrom: readonly string[];
  /** `ORG/code` or `ORG/*`, as in `Scope.facts`. */
  facts: readonly string[];
  /** Which agreement gives what. */
  because: readonly Because[];
  /** Agreements that would give more, had they not ended. */
  ended: readonly Ended[];
}

export interface Because extends Given {
  agreement: string;
  version: number;
  title: string;
}

export interface Ended extends Because {
  how: 'expired' | 'withdrawn';
  /** The first day it no longer holds. */
  on: PlainDate;
}

/** Somebody of an organisation; where their role is said, only what is shared for that role's work. */
export interface SharedFor {
  organisation: string;
  agency: Agency;
  role?: Role;
}

/**
 * What each organisation's members see. Nothing but their own organisation's without an agreement in force; what an
 * agreement gave before it ended is hidden, and said (`ended`).
 */
export function sharedWith(
  agreements: readonly RegisteredVersion[],
  { organisation, agency, role }: SharedFor,
  today: PlainDate,
): Shared {
  const reader: Reader = { organisation, agency, purposes: role === undefined ? null : PURPOSES[role] };
  const because: Because[] = [];
  const over: Ended[] = [];
  for (const standing of standings(agreements, today)) {
    if (standing.is === 'not_started') continue;
    const { id, version, title } = standing.version;
    const given = { agreement: id, version, title, ...gives(standing.version, reader) };
    if (given.entriesFrom.length + given.facts.length === 0) continue;
    if (standing.is === 'in_force') because.push(given);
    else over.push({ ...given, how: standing.is, on: standing.on });
  }
  const entriesFrom = distinct([organisation, ...because.flatMap((given) => given.entriesFrom)]);
  const facts = distinct([`${organisation}/${EVERY_FACT}`, ...because.flatMap((given) => given.facts)]);
  return { entriesFrom, facts, because, ended: over.flatMap((given) => more(given, entriesFrom, facts)) };
}

/**
 * Whether reasons that rest on a fact of `from` may be shown to somebody: exactly where the fact itself may. Confidence
 * is another question (visibility.ts).
 */
export function feedsDecisionShownTo(
  agreements: readonly RegisteredVersion[],
  fact: { organisation: string; code: string },
  reader: SharedFor,
  today: PlainDate,
): boolean {
  return covers(sharedWith(agreements, reader, today).facts, `${fact.organisation}/${fact.code}`);
}

/** What each role's work is, as agreements name it. Roles that see no child are given nothing. */
const PURPOSES: Readonly<Record<Role, readonly Purpose[]>> = {
  clinician: ['direct_care', 'safeguarding'],
  list_office: ['direct_care'],
  mdt_coordinator: ['coordination', 'safeguarding'],
  access_member: ['coordination', 'safeguarding'],
  navigator: ['coordination'],
  rules_lead: [],
  auditor: [],
  board_reader: [],
  privacy_officer: [],
  system: [],
};

/** Only what is not given otherwise; nothing where all of it is. */
function more(given: Ended, entriesFrom: readonly string[], facts: readonly string[]): Ended[] {
  const left = {
    entriesFrom: given.entriesFrom.filter((provider) => !entriesFrom.includes(provider)),
    facts: given.facts.filter((fact) => !covers(facts, fact)),
  };
  return left.entriesFrom.length + left.facts.length === 0 ? [] : [{ ...given, ...left }];
}

function covers(facts: readonly string[], wanted: string): boolean {
  const [organisation = ''] = wanted.split('/');
  return facts.includes(wanted) || facts.includes(`${organisation}/${EVERY_FACT}`);
}

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();
