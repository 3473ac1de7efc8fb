import { referralColumns, type ReferralColumn } from '../../src/ingest/header.js';
import { checkDigit } from '../../src/kernel/nhs-number.js';
import { addDays, plainDate } from '../../src/kernel/plain-date.js';

/** One list of a large invented extract. */
export interface LargeExtract {
  rows: number;
  provider: 'NR5' | 'RK9';
  team: '33' | '06';
  /** Of the invented children, the first on this list: lists that overlap share children. */
  firstChild: number;
  seed: number;
}

const census = plainDate('2026-11-15');

/** The header and rows of an extract of invented children, the same for the same settings; a line at a time. */
export function* largeExtract({ rows, provider, team, firstChild, seed }: LargeExtract): Generator<string> {
  yield `${referralColumns.join(',')}\n`;
  for (let child = firstChild, made = 0; made < rows; child++) {
    const nine = `999${String(child).padStart(6, '0')}`;
    const digit = checkDigit(nine);
    if (digit === 10) continue;
    made++;
    const draw = (child * 2_654_435_761 + seed * 40_503) % 4_294_967_296;
    const received = addDays(census, -(draw % 700));
    const cells: Partial<Record<ReferralColumn, string>> = {
      WEEK_ENDING_DATE: census,
      ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: provider,
      SOURCE_SYSTEM: provider === 'NR5' ? 'SYSTMONE' : 'CAREFLOW',
      EXTRACT_CREATED_DATETIME: `${census}T22:10:00Z`,
      LOCAL_PATIENT_IDENTIFIER_EXTENDED: `${provider}${nine}`,
      NHS_NUMBER: nine + String(digit),
      // One in forty has not been verified, and one in ninety has no identifier: it is held back.
      NHS_NUMBER_STATUS_INDICATOR_CODE: child % 40 === 0 ? '02' : '01',
      PERSON_GIVEN_NAME: `Given${String(child % 300)}`,
      PERSON_FAMILY_NAME: `Family${String(child % 1700)}`,
      PERSON_BIRTH_DATE: addDays(plainDate('2009-01-01'), child % 5400),
      PERSON_STATED_GENDER_CODE: String(1 + (child % 2)),
      ADDRESS_LINE_1: `${String(child % 200)} Example Street`,
      POSTCODE_OF_USUAL_ADDRESS: `PL${String(1 + (child % 9))} 4AA`,
      ETHNIC_CATEGORY: 'A',
      LANGUAGE_CODE_PREFERRED: 'en',
      GENERAL_MEDICAL_PRACTICE_CODE: 'L83127',
      SERVICE_REQUEST_IDENTIFIER: child % 90 === 0 ? '' : `SR${String(child)}`,
      SERVICE_OR_TEAM_TYPE_REFERRED_TO: team,
      TEAM_TYPE_CODE_SYSTEM: 'CSDS',
      SOURCE_OF_REFERRAL: 'A1',
      PRIORITY_TYPE_CODE: String(1 + (child % 2)),
      REFERRAL_REQUEST_RECEIVED_DATE: received < '2024-12-31' ? '2024-12-31' : received,
      LOOKED_AFTER_CHILD_INDICATOR: child % 3 === 0 ? '' : 'N',
      CHILD_PROTECTION_PLAN_INDICATOR: child % 5 < 2 ? '' : 'N',
      PREFERRED_CONTACT_METHOD: '4',
      INTERPRETER_REQUIRED: 'N',
      CONTACT_NAME: 'A Carer',
      CONTACT_RELATIONSHIP: 'MTH',
      CONTACT_MOBILE: '07700 900123',
      CONTACT_EMAIL: `family.${String(child)}@example.org`,
    };
    yield `${referralColumns.map((column) => cells[column] ?? '').join(',')}\n`;
  }
}
