import type { Agency, Role } from './role.js';
import type { Visit } from './viewer.js';

/**
 * Who does something, and from where. Every write takes one and the trail keeps it, so that nothing ever changes
 * anonymously. A person at a terminal types their own name, and the trail says so (`selfDeclared`).
 */
export type Actor = {
  name: string;
  /** Who exactly: issuer and subject; null for whoever typed a name, and for our own work. */
  id: string | null;
  organisation: string | null;
  agency: Agency | null;
  from: string | null;
  requestId: string | null;
  why: string | null;
} & ({ kind: 'person'; role: Role | 'unspecified'; selfDeclared: boolean } | { kind: 'system' });

const NOBODY_IN_PARTICULAR = {
  id: null,
  organisation: null,
  agency: null,
  from: null,
  requestId: null,
  why: null,
} as const;

/** Our own work, named by what it is. */
export function systemActor(name: string): Actor {
  return { kind: 'system', name, ...NOBODY_IN_PARTICULAR };
}

/** A person who typed their own name, at a terminal; undefined where the name is blank. */
export function selfDeclared(name: string | undefined): Actor | undefined {
  const trimmed = (name ?? '').trim();
  return trimmed === ''
    ? undefined
    : { kind: 'person', name: trimmed, role: 'unspecified', selfDeclared: true, ...NOBODY_IN_PARTICULAR };
}

/** Whoever is signed in, as the trail names them. */
export function actorOf({ viewer, from, requestId, why }: Visit): Actor {
  const { id, name, organisation, agency, role } = viewer;
  const who = { id, name, organisation, agency, from, requestId, why };
  return viewer.kind === 'person'
    ? { kind: 'person', role, selfDeclared: false, ...who }
    : { kind: 'system', ...who };
}
