/** The lists Breakwater reads. A service line is data: name, the team codes providers use for it, how often families hear. */
export const serviceLineIds = ['slt', 'community_paediatrics', 'neurodiversity', 'mental_health'] as const;
export type ServiceLineId = (typeof serviceLineIds)[number];

export interface ServiceLine {
  id: ServiceLineId;
  /** As staff say it. Never shown to families in a message. */
  title: string;
  shortTitle: string;
  /** Code system and code of SERVICE_OR_TEAM_TYPE_REFERRED_TO (nhs-standards §1.4). */
  teams: readonly { codeSystem: 'CSDS' | 'MHSDS'; code: string }[];
  /** A family hears at least this often, in days (12 weeks; England, good communication while waiting). */
  updateEveryDays: number;
}

export const serviceLines: readonly ServiceLine[] = [
  {
    id: 'slt',
    title: 'Speech and language therapy',
    shortTitle: 'Speech and language',
    teams: [{ codeSystem: 'CSDS', code: '33' }],
    updateEveryDays: 84,
  },
  {
    id: 'community_paediatrics',
    title: 'Community paediatrics',
    shortTitle: 'Community paediatrics',
    teams: [{ codeSystem: 'CSDS', code: '06' }],
    updateEveryDays: 84,
  },
  {
    id: 'neurodiversity',
    title: 'Neurodiversity',
    shortTitle: 'Neurodiversity',
    teams: [
      { codeSystem: 'MHSDS', code: 'C04' },
      { codeSystem: 'MHSDS', code: 'C01' },
    ],
    updateEveryDays: 84,
  },
  {
    id: 'mental_health',
    title: "Children's mental health",
    shortTitle: 'Mental health',
    teams: [{ codeSystem: 'MHSDS', code: 'A18' }],
    updateEveryDays: 56,
  },
];

export function serviceLine(id: ServiceLineId): ServiceLine {
  const line = serviceLines.find((candidate) => candidate.id === id);
  if (!line) throw new Error(`no such service line: ${id as string}`);
  return line;
}

/** The service line a team code stands for, or undefined (`unknown_service`). */
export function serviceLineOfTeam(codeSystem: string, code: string): ServiceLine | undefined {
  return serviceLines.find((line) =>
    line.teams.some((team) => team.codeSystem === codeSystem && team.code === code),
  );
}

export function isServiceLineId(text: string): text is ServiceLineId {
  return (serviceLineIds as readonly string[]).includes(text);
}
