import { faulty, ok, type Outcome } from '../kernel/outcome.js';

export type FileKind = 'referrals' | 'facts';

/** Every column of an extract, in the order providers write them (docs/extracts.md). */
export const referralColumns = [
  'WEEK_ENDING_DATE',
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SOURCE_SYSTEM',
  'EXTRACT_CREATED_DATETIME',
  'LOCAL_PATIENT_IDENTIFIER_EXTENDED',
  'NHS_NUMBER',
  'NHS_NUMBER_STATUS_INDICATOR_CODE',
  'PERSON_GIVEN_NAME',
  'PERSON_FAMILY_NAME',
  'PERSON_BIRTH_DATE',
  'PERSON_DEATH_DATE',
  'PERSON_STATED_GENDER_CODE',
  'ADDRESS_LINE_1',
  'POSTCODE_OF_USUAL_ADDRESS',
  'ETHNIC_CATEGORY',
  'LANGUAGE_CODE_PREFERRED',
  'GENERAL_MEDICAL_PRACTICE_CODE',
  'ORGANISATION_IDENTIFIER_EDUCATIONAL_ESTABLISHMENT',
  'SERVICE_REQUEST_IDENTIFIER',
  'SERVICE_OR_TEAM_TYPE_REFERRED_TO',
  'TEAM_TYPE_CODE_SYSTEM',
  'SOURCE_OF_REFERRAL',
  'PRIMARY_REASON_FOR_REFERRAL',
  'PRIORITY_TYPE_CODE',
  'REFERRAL_REQUEST_RECEIVED_DATE',
  'ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE',
  'REFERRAL_TO_TREATMENT_PERIOD_STATUS',
  'FUTURE_APPOINTMENT_DATE',
  'LAST_DNA_DATE',
  'REFERRAL_CLOSURE_DATE',
  'REFERRAL_CLOSURE_REASON',
  'LOOKED_AFTER_CHILD_INDICATOR',
  'CHILD_PROTECTION_PLAN_INDICATOR',
  'SPECIAL_EDUCATIONAL_NEED_TYPE',
  'CONTACT_RESTRICTION_CODE',
  'PREFERRED_CONTACT_METHOD',
  'PREFERRED_WRITTEN_FORMAT',
  'INTERPRETER_REQUIRED',
  'CONTACT_NAME',
  'CONTACT_RELATIONSHIP',
  'CONTACT_MOBILE',
  'CONTACT_EMAIL',
] as const;
export type ReferralColumn = (typeof referralColumns)[number];

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

/** The header of a file of either kind; a fault for each column that is missing or there twice. */
export function readHeader(cells: readonly string[]): Outcome<Header> {
  const at = new Map(cells.map((name, index) => [name, index]));
  const kind: FileKind = at.has('FACT_CODE') || at.has('FACT_VALUE') ? 'facts' : 'referrals';
  const wanted: readonly string[] = kind === 'facts' ? factColumns : referralColumns;
  const known = wanted.filter((name) => at.has(name));
  if (known.length === 0)
    return faulty([
      { at: 'header', message: 'the first line is not the header of an extract or a facts file' },
    ]);
  const missing = wanted.filter((name) => !at.has(name));
  const repeated = [
    // Also one we do not read: a row must be kept whole under its columns' names.
    ...new Set(cells.filter((name, index) => at.get(name) !== index)),
  ];
  const faults = [
    ...missing.map((name) => ({ at: name, message: `column ${name} is missing` })),
    ...repeated.map((name) => ({
      at: name,
      message: name === '' ? 'a column without a name is there twice' : `column ${name} is there twice`,
    })),
  ];
  return faults.length > 0 ? faulty(faults) : ok({ kind, cells, at });
}
