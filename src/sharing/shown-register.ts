import type { PlainDate } from '../kernel/plain-date.js';
import { byAgreement, standingOf } from './in-force.js';
import { type By, type RegisteredVersion, stateOf, type VersionState } from './registered-version.js';

/** Somebody as the register names them to its readers: who, and of which organisation. */
type Named = Pick<By, 'name' | 'organisation'>;

export interface ShownVersion extends Omit<RegisteredVersion, 'proposed' | 'approvals' | 'withdrawn'> {
  state: VersionState;
  proposed: Named & { at: Date };
  approvals: readonly (Named & { lookedAt: string; approvedAt: Date })[];
  withdrawn: (Named & { reason: string; at: Date; on: PlainDate }) | null;
}

export interface ShownAgreement {
  id: string;
  title: string;
  standing: 'in_force' | 'expired' | 'withdrawn' | 'not_started';
  /** The version that holds, or held last; null before any did. */
  version: number | null;
  versions: readonly ShownVersion[];
}

/** The register as JSON. Accounts of people are the service's own: names are enough to ask somebody. */
export function shownRegister(versions: readonly RegisteredVersion[], today: PlainDate): ShownAgreement[] {
  return [...byAgreement(versions)].map(([id, of]) => {
    const standing = standingOf(of, today);
    const speaks = standing.is === 'not_started' ? null : standing.version;
    return {
      id,
      title: speaks?.title ?? of[0]?.title ?? id,
      standing: standing.is,
      version: speaks?.version ?? null,
      versions: of.map(shownVersion),
    };
  });
}

function shownVersion(version: RegisteredVersion): ShownVersion {
  const { proposed, approvals, withdrawn } = version;
  return {
    ...version,
    state: stateOf(version),
    proposed: { ...named(proposed), at: proposed.at },
    approvals: approvals.map((one) => ({
      ...named(one),
      lookedAt: one.lookedAt,
      approvedAt: one.approvedAt,
    })),
    withdrawn: withdrawn && {
      ...named(withdrawn),
      reason: withdrawn.reason,
      at: withdrawn.at,
      on: withdrawn.on,
    },
  };
}

const named = ({ name, organisation }: By): Named => ({ name, organisation });
