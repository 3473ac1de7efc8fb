import type { Role } from '../../src/kernel/role.js';
import { ALL, type Viewer } from '../../src/kernel/viewer.js';

/** Somebody to sign in as: of NR5 and for everything it does, but for what is said. */
export type As = Role | (Partial<Viewer> & { role: Role });

export function viewerOf(as: As): Viewer {
  const given = typeof as === 'string' ? { role: as } : as;
  const name = NAMES[given.role];
  return {
    kind: given.role === 'system' ? 'system' : 'person',
    id: `test#${given.role}-${given.organisation ?? 'NR5'}-${given.name ?? name}`,
    name,
    organisation: 'NR5',
    agency: 'health',
    services: ALL,
    localities: ALL,
    ...given,
  };
}

const NAMES: Readonly<Record<Role, string>> = {
  clinician: 'Dr Lane',
  list_office: 'Lee Office',
  mdt_coordinator: 'Cory Coordinator',
  access_member: 'Alex Member',
  navigator: 'Nat Navigator',
  rules_lead: 'Ruth Rules',
  auditor: 'Ash Auditor',
  board_reader: 'Bo Board',
  privacy_officer: 'Pat Privacy',
  system: 'NR5 feed',
};
