import type { PlainDate } from '../kernel/plain-date.js';
import { isApproved, type RegisteredVersion } from './registered-version.js';

/** Where an agreement stands on a day; `version` is the one that speaks for it. */
export type Standing =
  | { is: 'in_force'; version: RegisteredVersion }
  | { is: 'expired'; version: RegisteredVersion; on: PlainDate }
  | { is: 'withdrawn'; version: RegisteredVersion; on: PlainDate }
  | { is: 'not_started' };

/**
 * The latest approved version that has started speaks for the agreement. Where that one is expired or withdrawn nothing
 * is shared: an earlier version, with other terms, never comes back by itself. A version withdrawn before it started
 * never spoke.
 */
export function standingOf(versions: readonly RegisteredVersion[], today: PlainDate): Standing {
  const [version] = versions
    .filter((candidate) => isApproved(candidate) && candidate.startsOn <= today)
    .filter(({ withdrawn, startsOn }) => withdrawn === null || withdrawn.on >= startsOn)
    .sort((a, b) => b.version - a.version);
  if (!version) return { is: 'not_started' };
  const { expiresOn, withdrawn } = version;
  // What was withdrawn after its end had ended before. Whatever a clock says, what is withdrawn never holds.
  if (expiresOn <= today && (withdrawn === null || withdrawn.on >= expiresOn))
    return { is: 'expired', version, on: expiresOn };
  if (withdrawn) return { is: 'withdrawn', version, on: withdrawn.on };
  return { is: 'in_force', version };
}

/** The versions of each agreement, newest first, agreements by id. */
export function byAgreement(
  versions: readonly RegisteredVersion[],
): ReadonlyMap<string, readonly RegisteredVersion[]> {
  const ids = [...new Set(versions.map(({ id }) => id))].sort();
  return new Map(
    ids.map((id) => [
      id,
      versions.filter((version) => version.id === id).sort((a, b) => b.version - a.version),
    ]),
  );
}

/** Every agreement that holds on this day. */
export function inForce(versions: readonly RegisteredVersion[], today: PlainDate): RegisteredVersion[] {
  return standings(versions, today).flatMap((standing) =>
    standing.is === 'in_force' ? [standing.version] : [],
  );
}

export function standings(versions: readonly RegisteredVersion[], today: PlainDate): Standing[] {
  return [...byAgreement(versions).values()].map((of) => standingOf(of, today));
}
