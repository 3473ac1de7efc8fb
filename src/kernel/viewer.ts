import type { PlainDate } from './plain-date.js';
import type { Agency, Role } from './role.js';

/** Every service line, or every locality, that the organisation deals with. */
export const ALL = 'all';

/** Who asks, acting as what, for whom: what signing in established, and nothing that follows from it. */
export interface Viewer {
  kind: 'person' | 'system';
  /** Stable for this person or program, whatever their name becomes: issuer and subject. Never shown to families. */
  id: string;
  name: string;
  role: Role;
  /** The organisation they act for, by code, for example NR5. */
  organisation: string;
  agency: Agency;
  /** Service lines they work in, for example `slt`. */
  services: readonly string[] | typeof ALL;
  /** Locality teams they work in, for example `north`. */
  localities: readonly string[] | typeof ALL;
}

/** One request of a signed-in viewer: who, from where, and why where a reason was given. */
export interface Visit {
  viewer: Viewer;
  scope: Scope;
  /** The session or token it came under; null for a program's own work. */
  sessionId: string | null;
  /** Network address it came from; null where there is none (a command). */
  from: string | null;
  requestId: string | null;
  /** The reason somebody gave for looking, where one was asked for. */
  why: string | null;
}

/**
 * Which rows a viewer may be shown today: computed from the viewer, the sharing agreements in force and the records
 * opened with a reason. It is applied in each query, and PostgreSQL's row-level security holds it once more. Empty
 * lists mean nothing; `*` in a list means all.
 */
export interface Scope {
  /** Entries on these lists are the viewer's own work: provider, service and locality must all be in. */
  providers: readonly string[];
  services: readonly string[];
  localities: readonly string[];
  /** So do entries that were closed on that day or later; null: none that is closed. */
  closedSince: PlainDate | null;
  /** Of a child seen for another reason, entries on these providers' lists are shown too (a sharing agreement). */
  alsoFrom: readonly string[];
  /** Children with an open flag on these boards are seen: `access`, or `locality` for the localities above. */
  boards: readonly ('access' | 'locality')[];
  /** Children opened with a reason, for a while. */
  opened: readonly string[];
  /**
   * Facts shown: `ORG/code`, `ORG/*` or `*`. Those of the viewer's own organisation are listed like any other.
   * A fact said in confidence needs `confidential` too.
   */
  facts: readonly string[];
  /** May see what a child said in confidence (clinicians who treat the child). */
  confidential: boolean;
  /** Tasks of these owner roles are shown wherever the child waits, for example those of the privacy officer. */
  tasksOf: readonly string[];
  /** Of those, such as are for one of these organisations, or about a child on a list of theirs, or for nobody in particular. */
  tasksFor: readonly string[];
  /**
   * Act-today tasks about these providers' lists that nobody acknowledged in time are shown, to be done, with the record
   * of their child, until they are done.
   */
  escalatedFrom: readonly string[];
  /** Sentences: what other organisations showed this viewer until an agreement ended, so that nobody takes it for nothing. */
  missing: readonly string[];
}

/** Nothing at all. */
export const emptyScope: Scope = {
  providers: [],
  services: [],
  localities: [],
  closedSince: null,
  alsoFrom: [],
  boards: [],
  opened: [],
  facts: [],
  confidential: false,
  tasksOf: [],
  tasksFor: [],
  escalatedFrom: [],
  missing: [],
};

/** Whether `code` said by `organisation` may be shown within the scope, confidence aside. */
export function factInScope(scope: Pick<Scope, 'facts'>, organisation: string, code: string): boolean {
  return scope.facts.some(
    (entry) => entry === '*' || entry === `${organisation}/*` || entry === `${organisation}/${code}`,
  );
}

/** The scope as it is for one child: a record opened with a reason is shown whole, whatever is agreed. */
export function scopeOnChild(scope: Scope, childId: string): Scope {
  return scope.opened.includes(childId) ? { ...scope, facts: ['*'] } : scope;
}
