import type { ReportedReferral } from './arrival.js';

const priorities = ['routine', 'urgent', 'emergency'] as const;
export type Priority = (typeof priorities)[number];

/**
 * PRIORITY_TYPE_CODE has different meanings in CSDS and MHSDS: 1 is routine in one and an emergency in the other, so the
 * mapping belongs to the source (nhs-standards §1.4; `sources/`). A two-week wait counts as urgent; very urgent, which asks for an
 * answer within hours, as an emergency.
 */
const meanings = {
  CSDS: { '1': 'routine', '2': 'urgent', '3': 'urgent' },
  MHSDS: { '1': 'emergency', '2': 'urgent', '3': 'routine', '4': 'emergency' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Priority>>>>;
type Standard = keyof typeof meanings;

/** What a priority code says: null where it says nothing that is known. Findings are for the data-quality lead. */
export interface SaidPriority {
  priority: Priority | null;
  findings: readonly ('priority_not_mapped' | 'unknown_code:PRIORITY_TYPE_CODE')[];
}

/**
 * Where nobody has agreed what a source's codes mean, the most urgent thing the code can mean stands, and a finding asks
 * for the agreement: an emergency read as routine harms a child, a routine read as an emergency costs a look. `agreed`: what
 * the source's codes mean; null: nobody has agreed it.
 */
export function priorityOf(
  referral: Pick<ReportedReferral, 'teamCodeSystem' | 'priorityTypeCode'>,
  agreed: ReadonlyMap<string, Priority> | null,
): SaidPriority {
  const { teamCodeSystem, priorityTypeCode: code } = referral;
  if (code === null) return { priority: null, findings: [] };
  const read = agreed ? [agreed.get(code)] : standardsOf(teamCodeSystem).map((name) => meaningOf(name, code));
  const priority = priorities.findLast((candidate) => read.includes(candidate));
  if (!priority) return { priority: null, findings: ['unknown_code:PRIORITY_TYPE_CODE'] };
  return { priority, findings: agreed ? [] : ['priority_not_mapped'] };
}

/** A CSDS team's codes are CSDS codes; a mental health team's may be either, as the systems agreed so far show. */
function standardsOf(teamCodeSystem: string): readonly Standard[] {
  return teamCodeSystem === 'CSDS' ? ['CSDS'] : ['CSDS', 'MHSDS'];
}

function meaningOf(standard: Standard, code: string): Priority | undefined {
  const codes: Readonly<Record<string, Priority>> = meanings[standard];
  return Object.hasOwn(codes, code) ? codes[code] : undefined;
}
