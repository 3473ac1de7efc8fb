import { type Fault, faulty, ok, type Outcome } from '../kernel/outcome.js';

export { type ReferralColumn, referralColumns } from '../referrals/sources/columns.js';

export type FileKind = 'referrals' | 'facts';

export const factColumns = [
  'NHS_NUMBER',
  'PERSON_BIRTH_DATE',
  'SERVICE_REQUEST_IDENTIFIER',
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'FACT_CODE',
  'FACT_VALUE',
  'SOURCE',
  'SOURCE_ORGANISATION',
  'RECORDED_DATE',
] as const;
/** A facts file may have it; where it has not, or the cell is blank, confidence is what the source means. */
export const CONFIDENCE = 'CONFIDENCE';
export type FactColumn = (typeof factColumns)[number] | typeof CONFIDENCE;

/** Where each column stands in this file: the order of columns is the sender's, further columns are kept out. */
export interface Header {
  kind: FileKind;
  cells: readonly string[];
  /** Position of a column in a row. */
  at: ReadonlyMap<string, number>;
}

/**
 * The header of a file of either kind; a fault for each column that is there twice, and for each that a facts file lacks.
 * Which columns an extract must have is its source's to say (`recognise.ts`).
 */
export function readHeader(cells: readonly string[]): Outcome<Header> {
  const at = new Map(cells.map((name, index) => [name, index]));
  const kind: FileKind = at.has('FACT_CODE') || at.has('FACT_VALUE') ? 'facts' : 'referrals';
  const missing = kind === 'facts' ? factColumns.filter((name) => !at.has(name)) : [];
  const repeated = [
    // Also one we do not read: a row must be kept whole under its columns' names.
    ...new Set(cells.filter((name, index) => at.get(name) !== index)),
  ];
  const faults = [
    ...missing.map(lacking),
    ...repeated.map((name) => ({
      at: name,
      message: name === '' ? 'a column without a name is there twice' : `column ${name} is there twice`,
    })),
  ];
  return faults.length > 0 ? faulty(faults) : ok({ kind, cells, at });
}

export const lacking = (name: string): Fault => ({ at: name, message: `column ${name} is missing` });
