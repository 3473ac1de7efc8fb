import type { PlainDate } from '../kernel/plain-date.js';
import type { Agreement } from './agreement.js';

/** Somebody who proposed, approved or withdrew. */
export interface By {
  id: string;
  name: string;
  organisation: string;
}

export interface Approval extends By {
  /** What they say they looked at. */
  lookedAt: string;
  approvedAt: Date;
}

/** A version in the register, and what became of it. */
export interface RegisteredVersion extends Agreement {
  /** SHA-256 over the version as stored, hexadecimal: what is approved is what was read. */
  hash: string;
  proposed: By & { at: Date };
  /** Oldest first. */
  approvals: readonly Approval[];
  withdrawn: (By & { reason: string; at: Date; on: PlainDate }) | null;
}

/** Two people of two organisations, neither of whom proposed it. */
export const APPROVALS_NEEDED = 2;

export type VersionState = 'proposed' | 'approved' | 'withdrawn';

export function stateOf({ withdrawn, approvals }: RegisteredVersion): VersionState {
  if (withdrawn) return 'withdrawn';
  return isApproved({ approvals }) ? 'approved' : 'proposed';
}

/** Approved once, whatever became of it since. */
export function isApproved({ approvals }: Pick<RegisteredVersion, 'approvals'>): boolean {
  return approvals.length >= APPROVALS_NEEDED;
}

/** Why this person may not approve this version; null where they may. */
export function refusedApproval(version: RegisteredVersion, by: By): string | null {
  if (version.withdrawn) return 'This version has been withdrawn: propose a new one.';
  if (isApproved(version)) return 'This version is approved already.';
  const samePerson = version.proposed.id === by.id || sameName(version.proposed.name, by.name);
  if (samePerson) return 'You proposed this version: two other people must approve it.';
  if (version.approvals.some(({ id }) => id === by.id))
    return 'You have approved this version already: somebody of another organisation must approve it too.';
  if (version.approvals.some(({ organisation }) => organisation === by.organisation))
    return 'Somebody of your organisation has approved this version already: the second approval must come from another organisation.';
  if (!version.parties.some(({ organisation }) => organisation === by.organisation))
    return 'Your organisation is not a party to this agreement.';
  return null;
}

/** Whoever proposes at a terminal is known by name alone. */
function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
