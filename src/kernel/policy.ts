import type { Role } from './role.js';
import type { Viewer } from './viewer.js';

/** How what is asked for relates to a child: a look at it, a search, a copy that leaves, or a change. */
export type Act = 'view' | 'search' | 'export' | 'change';

/**
 * Who may do one kind of thing. Everything is denied until a policy says yes; each route and each command names one.
 * A policy says who may try; which rows they then reach is their scope.
 */
export interface Policy {
  /** noun.verb, as the trail and the register of routes print it. */
  name: string;
  act: Act;
  roles: readonly Role[];
  /** Conditions beyond the role; none where absent. */
  may?: (viewer: Viewer) => boolean;
}

/** Pure: the one place where a policy is asked. */
export function allows(policy: Policy, viewer: Viewer): boolean {
  return policy.roles.includes(viewer.role) && (policy.may?.(viewer) ?? true);
}
