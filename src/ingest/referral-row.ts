import { createHash } from 'node:crypto';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import { referralId } from '../kernel/ids.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from '../referrals/arrival.js';
import { outcomeOfClosure } from '../referrals/closure.js';
import { serviceLineOfTeam } from '../referrals/service-line.js';
import { isKnownEthnicCategory } from './ethnic-category.js';
import type { Header, ReferralColumn } from './header.js';
import { RowsSeen } from './rows-seen.js';

/** What becomes of a row of an extract; the reason is the first that applies, in the order of docs/extracts.md. */
export type ReferralRowOutcome =
  { is: 'duplicate' } | { is: 'quarantined'; reason: string } | { is: 'accepted'; arrival: Arrival };

const mandatory = [
  'WEEK_ENDING_DATE',
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SOURCE_SYSTEM',
  'EXTRACT_CREATED_DATETIME',
  'LOCAL_PATIENT_IDENTIFIER_EXTENDED',
  'PERSON_BIRTH_DATE',
  'SERVICE_REQUEST_IDENTIFIER',
  'SERVICE_OR_TEAM_TYPE_REFERRED_TO',
  'TEAM_TYPE_CODE_SYSTEM',
  'REFERRAL_REQUEST_RECEIVED_DATE',
] as const satisfies readonly ReferralColumn[];

/** Columns the database looks things up by; longer ones are a fault of the export and fit no index. */
const keyed = [
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SERVICE_REQUEST_IDENTIFIER',
  'NHS_NUMBER',
  'PERSON_FAMILY_NAME',
] as const satisfies readonly ReferralColumn[];
export const LONGEST_KEY = 250;

/** Reads the rows of one extract in order: what becomes of a row depends on those before it. */
export class ReferralRows {
  private readonly rows = new RowsSeen();
  private readonly requests = new RowsSeen();

  constructor(private readonly header: Header) {}

  read(cells: readonly string[]): ReferralRowOutcome {
    if (!this.rows.add(digest(cells))) return { is: 'duplicate' };
    if (cells.length !== this.header.cells.length) return { is: 'quarantined', reason: 'ragged_row' };
    const outcome = checkReferralRow((column) => cells[this.header.at.get(column) ?? -1] ?? '');
    if (outcome.is === 'accepted') {
      const request = outcome.arrival.referral.serviceRequestIdentifier;
      if (!this.requests.add(digest([request]))) return { is: 'quarantined', reason: 'conflicting_row' };
    }
    return outcome;
  }
}

/** What becomes of a row for itself, whatever the others of its file are. */
export function checkReferralRow(
  cell: (column: ReferralColumn) => string,
): Exclude<ReferralRowOutcome, { is: 'duplicate' }> {
  const quarantined = (reason: string) => ({ is: 'quarantined', reason }) as const;

  for (const column of mandatory) if (blank(cell(column))) return quarantined(`missing_mandatory:${column}`);

  const birthDate = parsePlainDate(cell('PERSON_BIRTH_DATE'));
  if (!birthDate) return quarantined('bad_date:PERSON_BIRTH_DATE');
  const receivedOn = parsePlainDate(cell('REFERRAL_REQUEST_RECEIVED_DATE'));
  if (!receivedOn) return quarantined('bad_date:REFERRAL_REQUEST_RECEIVED_DATE');
  // Not among the documented checks, but nothing can be held to be in the future of a day that is none.
  const reportedOn = parsePlainDate(cell('WEEK_ENDING_DATE'));
  if (!reportedOn) return quarantined('bad_date:WEEK_ENDING_DATE');

  if (birthDate > reportedOn) return quarantined('date_in_future:PERSON_BIRTH_DATE');
  if (receivedOn > reportedOn) return quarantined('date_in_future:REFERRAL_REQUEST_RECEIVED_DATE');
  if (birthDate > receivedOn) return quarantined('birth_after_referral');

  const service = serviceLineOfTeam(cell('TEAM_TYPE_CODE_SYSTEM'), cell('SERVICE_OR_TEAM_TYPE_REFERRED_TO'));
  if (!service) return quarantined('unknown_service');

  for (const column of keyed) if (cell(column).length > LONGEST_KEY) return quarantined(`too_long:${column}`);

  const findings: string[] = [];
  if (!isKnownEthnicCategory(cell('ETHNIC_CATEGORY'))) findings.push('unknown_code:ETHNIC_CATEGORY');
  /** A date nobody must fill in: where it is filled and is not a date, the row stands and the list office is told. */
  const optionalDate = (column: ReferralColumn): PlainDate | null => {
    if (blank(cell(column))) return null;
    const date = parsePlainDate(cell(column));
    if (!date) findings.push(`bad_date:${column}`);
    return date ?? null;
  };

  const provider = cell('ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER');
  const request = cell('SERVICE_REQUEST_IDENTIFIER');
  const id = referralId(provider, request);
  const number = checkNhsNumber(cell('NHS_NUMBER'));
  // Open where it has neither closure nor death date. One that is filled but unreadable still closes: on the census day.
  const died = !blank(cell('PERSON_DEATH_DATE'));
  const diedOn = died ? (optionalDate('PERSON_DEATH_DATE') ?? reportedOn) : null;
  const closed = !blank(cell('REFERRAL_CLOSURE_DATE'));
  const closedOn = closed ? (optionalDate('REFERRAL_CLOSURE_DATE') ?? reportedOn) : diedOn;
  const originalReceivedOn = optionalDate('ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE');
  const beforeBirth = originalReceivedOn !== null && originalReceivedOn < birthDate;
  if (beforeBirth) findings.push('bad_date:ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE');
  const closureReason = text(cell('REFERRAL_CLOSURE_REASON'));

  return {
    is: 'accepted',
    arrival: {
      child: {
        referralId: id,
        provider,
        localPatientIdentifier: cell('LOCAL_PATIENT_IDENTIFIER_EXTENDED'),
        nhsNumber: number.is === 'valid' ? number.number : text(cell('NHS_NUMBER')),
        nhsNumberStatus: text(cell('NHS_NUMBER_STATUS_INDICATOR_CODE')),
        givenName: oneLine(cell('PERSON_GIVEN_NAME')),
        familyName: oneLine(cell('PERSON_FAMILY_NAME')),
        birthDate,
        diedOn,
        gender: text(cell('PERSON_STATED_GENDER_CODE')),
        addressLine: text(cell('ADDRESS_LINE_1')),
        postcode: text(cell('POSTCODE_OF_USUAL_ADDRESS')),
        ethnicCategory: text(cell('ETHNIC_CATEGORY')),
        language: text(cell('LANGUAGE_CODE_PREFERRED')),
        gpPractice: text(cell('GENERAL_MEDICAL_PRACTICE_CODE')),
        school: text(cell('ORGANISATION_IDENTIFIER_EDUCATIONAL_ESTABLISHMENT')),
        lookedAfter: answer(cell('LOOKED_AFTER_CHILD_INDICATOR')),
        childProtectionPlan: answer(cell('CHILD_PROTECTION_PLAN_INDICATOR')),
        senType: text(cell('SPECIAL_EDUCATIONAL_NEED_TYPE')),
        contactRestriction: text(cell('CONTACT_RESTRICTION_CODE')),
        contactMethod: text(cell('PREFERRED_CONTACT_METHOD')),
        writtenFormat: text(cell('PREFERRED_WRITTEN_FORMAT')),
        interpreterRequired: answer(cell('INTERPRETER_REQUIRED')),
        contactName: text(oneLine(cell('CONTACT_NAME'))),
        contactRelationship: text(cell('CONTACT_RELATIONSHIP')),
        contactMobile: text(cell('CONTACT_MOBILE')),
        contactEmail: text(cell('CONTACT_EMAIL')),
        reportedOn,
      },
      referral: {
        id,
        provider,
        service: service.id,
        sourceSystem: cell('SOURCE_SYSTEM'),
        serviceRequestIdentifier: request,
        teamType: cell('SERVICE_OR_TEAM_TYPE_REFERRED_TO'),
        teamCodeSystem: cell('TEAM_TYPE_CODE_SYSTEM'),
        sourceOfReferral: text(cell('SOURCE_OF_REFERRAL')),
        primaryReason: text(cell('PRIMARY_REASON_FOR_REFERRAL')),
        priorityTypeCode: text(cell('PRIORITY_TYPE_CODE')),
        receivedOn,
        originalReceivedOn: beforeBirth ? null : originalReceivedOn,
        rttStatus: text(cell('REFERRAL_TO_TREATMENT_PERIOD_STATUS')),
        appointmentOn: optionalDate('FUTURE_APPOINTMENT_DATE'),
        lastDnaOn: optionalDate('LAST_DNA_DATE'),
        closedOn,
        closureReason,
        outcome: closedOn === null ? null : outcomeOfClosure(closureReason, died),
        reportedOn,
      },
      findings,
    },
  };
}

function blank(cell: string): boolean {
  return cell.trim() === '';
}

/** The cell as sent, without blanks around it; null where there is nothing else. */
function text(cell: string): string | null {
  return blank(cell) ? null : cell.trim();
}

/** A name in one line, however a system has padded it. */
function oneLine(cell: string): string {
  return cell.trim().replace(/\s+/g, ' ');
}

/** Y and N are answers; blank, and anything that is neither, says nothing: unknown is not no. */
function answer(cell: string): 'Y' | 'N' | null {
  const given = cell.trim().toUpperCase();
  return given === 'Y' || given === 'N' ? given : null;
}

function digest(cells: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(cells)).digest();
}
