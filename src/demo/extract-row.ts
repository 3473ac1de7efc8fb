import { type ReferralColumn, referralColumns } from '../ingest/header.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { ServiceShape } from './caseload-shape.js';
import type { InventedChild } from './invented-child.js';

export type ExtractColumn = ReferralColumn;
export type ExtractRow = Record<ExtractColumn, string>;

export function cellsOf(row: ExtractRow): string[] {
  return referralColumns.map((column) => row[column]);
}

/** One referral as its provider would report it at the census; `changes` is what this referral has of its own. */
export function extractRow(
  census: PlainDate,
  shape: ServiceShape,
  child: InventedChild,
  changes: Partial<ExtractRow> &
    Pick<ExtractRow, 'SERVICE_REQUEST_IDENTIFIER' | 'REFERRAL_REQUEST_RECEIVED_DATE'>,
): ExtractRow {
  return {
    WEEK_ENDING_DATE: census,
    ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: shape.provider,
    SOURCE_SYSTEM: shape.sourceSystem,
    EXTRACT_CREATED_DATETIME: `${census}T22:10:00Z`,
    LOCAL_PATIENT_IDENTIFIER_EXTENDED: `${shape.provider}${1_000_000 + child.number}`,
    NHS_NUMBER: child.nhsNumber,
    NHS_NUMBER_STATUS_INDICATOR_CODE: '01',
    PERSON_GIVEN_NAME: child.givenName,
    PERSON_FAMILY_NAME: child.familyName,
    PERSON_BIRTH_DATE: child.birthDate,
    PERSON_DEATH_DATE: '',
    PERSON_STATED_GENDER_CODE: child.gender,
    ADDRESS_LINE_1: child.address,
    POSTCODE_OF_USUAL_ADDRESS: child.postcode,
    ETHNIC_CATEGORY: child.ethnicCategory,
    LANGUAGE_CODE_PREFERRED: child.language,
    GENERAL_MEDICAL_PRACTICE_CODE: child.practice,
    ORGANISATION_IDENTIFIER_EDUCATIONAL_ESTABLISHMENT: child.school,
    SERVICE_OR_TEAM_TYPE_REFERRED_TO: shape.team,
    TEAM_TYPE_CODE_SYSTEM: shape.codeSystem,
    SOURCE_OF_REFERRAL: 'A1',
    PRIMARY_REASON_FOR_REFERRAL: '',
    PRIORITY_TYPE_CODE: '1',
    ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE: '',
    REFERRAL_TO_TREATMENT_PERIOD_STATUS: shape.service === 'slt' ? '' : '20',
    FUTURE_APPOINTMENT_DATE: '',
    LAST_DNA_DATE: '',
    REFERRAL_CLOSURE_DATE: '',
    REFERRAL_CLOSURE_REASON: '',
    LOOKED_AFTER_CHILD_INDICATOR: '',
    CHILD_PROTECTION_PLAN_INDICATOR: '',
    SPECIAL_EDUCATIONAL_NEED_TYPE: child.senType,
    CONTACT_RESTRICTION_CODE: child.restricted ? 'R' : '',
    PREFERRED_CONTACT_METHOD: child.contactMethod,
    PREFERRED_WRITTEN_FORMAT: child.writtenFormat,
    INTERPRETER_REQUIRED: child.interpreter ? 'Y' : 'N',
    CONTACT_NAME: child.contactName,
    CONTACT_RELATIONSHIP: child.relationship,
    CONTACT_MOBILE: child.mobile,
    CONTACT_EMAIL: child.email,
    ...changes,
  };
}

/** The last Sunday on or before a day: extracts are taken on Sundays. */
export function lastSunday(today: PlainDate): PlainDate {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  return addDays(today, -weekday);
}
