import { createHash } from 'node:crypto';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import { referralId } from '../kernel/ids.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from '../referrals/arrival.js';
import { STATUS_DIED } from '../referrals/clock-rtt.js';
import { STATUS_IS_DEATH } from '../referrals/finding.js';
import { type CodedColumn, coreColumns } from '../referrals/sources/columns.js';
import { type Meaning, meaningOf, standardMeaning, unlisted } from '../referrals/sources/meaning.js';
import type { SourceMapping } from '../referrals/sources/source-mapping.js';
import type { Header, ReferralColumn } from './header.js';
import { ofSource, type StandardCells, standardCells } from './standard-cells.js';
import { RowsSeen } from './rows-seen.js';

/** What becomes of a row of an extract; the reason is the first that applies, in the order of docs/extracts.md. */
export type ReferralRowOutcome =
  { is: 'duplicate' } | { is: 'quarantined'; reason: string } | { is: 'accepted'; arrival: Arrival };

/** Columns the database looks things up by; longer ones are a fault of the export and fit no index. */
const keyed = [
  'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER',
  'SERVICE_REQUEST_IDENTIFIER',
  'NHS_NUMBER',
  'PERSON_FAMILY_NAME',
] as const satisfies readonly ReferralColumn[];
export const LONGEST_KEY = 250;
const MISSING = 'missing_mandatory:';

/** Reads the rows of one extract in order: what becomes of a row depends on those before it. */
export class ReferralRows {
  private readonly rows = new RowsSeen();
  private readonly requests = new RowsSeen();
  private readonly meaning: Meaning;
  private readonly standard: StandardCells;
  private readonly isOfSource: (cells: readonly string[]) => boolean;

  /** `mapping`: of the source the extract is of. */
  constructor(
    private readonly header: Header,
    mapping: SourceMapping,
  ) {
    this.meaning = meaningOf(mapping);
    this.standard = standardCells(mapping, header);
    this.isOfSource = ofSource(mapping, header);
  }

  read(cells: readonly string[]): ReferralRowOutcome {
    if (!this.rows.add(digest(cells))) return { is: 'duplicate' };
    if (cells.length !== this.header.cells.length) return { is: 'quarantined', reason: 'ragged_row' };
    const outcome = checkReferralRow(this.standard(cells), this.meaning);
    // Another source's codes and dates would be read as this one's.
    if (!this.isOfSource(cells) && !isIncomplete(outcome))
      return { is: 'quarantined', reason: 'another_source' };
    if (outcome.is === 'accepted') {
      const request = outcome.arrival.referral.serviceRequestIdentifier;
      if (!this.requests.add(digest([request]))) return { is: 'quarantined', reason: 'conflicting_row' };
    }
    return outcome;
  }
}

/** A row that lacks what none may lack: which source it is of may be the very thing. */
function isIncomplete(outcome: ReferralRowOutcome): boolean {
  return outcome.is === 'quarantined' && outcome.reason.startsWith(MISSING);
}

/**
 * What becomes of a row for itself, whatever the others of its file are: its cells by the columns of the standard, and what
 * they mean in its source.
 */
export function checkReferralRow(
  cell: (column: ReferralColumn) => string,
  meaning: Meaning = standardMeaning,
): Exclude<ReferralRowOutcome, { is: 'duplicate' }> {
  const quarantined = (reason: string) => ({ is: 'quarantined', reason }) as const;

  for (const column of coreColumns) if (blank(cell(column))) return quarantined(`${MISSING}${column}`);

  const birthDate = meaning.date(cell('PERSON_BIRTH_DATE'));
  if (!birthDate) return quarantined('bad_date:PERSON_BIRTH_DATE');
  const receivedOn = meaning.date(cell('REFERRAL_REQUEST_RECEIVED_DATE'));
  if (!receivedOn) return quarantined('bad_date:REFERRAL_REQUEST_RECEIVED_DATE');
  // Not among the documented checks, but nothing can be held to be in the future of a day that is none.
  const reportedOn = meaning.date(cell('WEEK_ENDING_DATE'));
  if (!reportedOn) return quarantined('bad_date:WEEK_ENDING_DATE');

  if (birthDate > reportedOn) return quarantined('date_in_future:PERSON_BIRTH_DATE');
  if (receivedOn > reportedOn) return quarantined('date_in_future:REFERRAL_REQUEST_RECEIVED_DATE');
  if (birthDate > receivedOn) return quarantined('birth_after_referral');

  const service = meaning.lineOf(cell('TEAM_TYPE_CODE_SYSTEM'), cell('SERVICE_OR_TEAM_TYPE_REFERRED_TO'));
  if (!service) return quarantined('unknown_service');

  for (const column of keyed) if (cell(column).length > LONGEST_KEY) return quarantined(`too_long:${column}`);

  const findings: string[] = [];
  /** A code in the standard's; null: it says nothing. One that nobody has listed is a finding. */
  const coded = (column: CodedColumn): string | null => {
    const sent = text(cell(column));
    if (sent === null) return null;
    const code = meaning.code(column, sent);
    if (code === sent) return sent;
    if (code === undefined) findings.push(`unknown_code:${column}`);
    return text(code ?? unlisted(column, sent));
  };
  const ethnicCategory = coded('ETHNIC_CATEGORY');
  /** A date nobody must fill in: where it is filled and is not a date, the row stands and the list office is told. */
  const optionalDate = (column: ReferralColumn): PlainDate | null => {
    if (blank(cell(column))) return null;
    const date = meaning.date(cell(column));
    if (!date) findings.push(`bad_date:${column}`);
    return date ?? null;
  };

  const provider = cell('ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER');
  const request = cell('SERVICE_REQUEST_IDENTIFIER');
  const id = referralId(provider, request);
  const number = checkNhsNumber(cell('NHS_NUMBER'));
  // Open where it has neither closure nor death date. One that is filled but unreadable still closes: on the census day.
  const died = !blank(cell('PERSON_DEATH_DATE'));
  const diedByDate = died ? (optionalDate('PERSON_DEATH_DATE') ?? reportedOn) : null;
  const closed = !blank(cell('REFERRAL_CLOSURE_DATE'));
  const closedOn = closed ? (optionalDate('REFERRAL_CLOSURE_DATE') ?? reportedOn) : diedByDate;
  const originalReceivedOn = optionalDate('ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE');
  const beforeBirth = originalReceivedOn !== null && originalReceivedOn < birthDate;
  if (beforeBirth) findings.push('bad_date:ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE');
  const closureReason = text(cell('REFERRAL_CLOSURE_REASON'));
  const ended = meaning.ended(closureReason);
  if (closed && !ended.known) findings.push('unknown_code:REFERRAL_CLOSURE_REASON');
  const outcome = died ? 'died' : ended.outcome;
  // Said by the reason alone, a death is one all the same: nobody writes to that family.
  const diedOn = closedOn !== null && outcome === 'died' ? (diedByDate ?? closedOn) : diedByDate;
  const rttStatus = coded('REFERRAL_TO_TREATMENT_PERIOD_STATUS');
  // It may be mistyped: it closes nothing, nobody is written to by itself, and a person finds out.
  if (rttStatus === STATUS_DIED && outcome !== 'died') findings.push(STATUS_IS_DEATH);

  return {
    is: 'accepted',
    arrival: {
      child: {
        referralId: id,
        provider,
        localPatientIdentifier: cell('LOCAL_PATIENT_IDENTIFIER_EXTENDED'),
        nhsNumber: number.is === 'valid' ? number.number : text(cell('NHS_NUMBER')),
        nhsNumberStatus: coded('NHS_NUMBER_STATUS_INDICATOR_CODE'),
        givenName: oneLine(cell('PERSON_GIVEN_NAME')),
        familyName: oneLine(cell('PERSON_FAMILY_NAME')),
        birthDate,
        diedOn,
        gender: coded('PERSON_STATED_GENDER_CODE'),
        addressLine: text(cell('ADDRESS_LINE_1')),
        postcode: text(cell('POSTCODE_OF_USUAL_ADDRESS')),
        ethnicCategory,
        language: coded('LANGUAGE_CODE_PREFERRED'),
        gpPractice: text(cell('GENERAL_MEDICAL_PRACTICE_CODE')),
        school: text(cell('ORGANISATION_IDENTIFIER_EDUCATIONAL_ESTABLISHMENT')),
        lookedAfter: answer(coded('LOOKED_AFTER_CHILD_INDICATOR')),
        childProtectionPlan: answer(coded('CHILD_PROTECTION_PLAN_INDICATOR')),
        senType: coded('SPECIAL_EDUCATIONAL_NEED_TYPE'),
        contactRestriction: coded('CONTACT_RESTRICTION_CODE'),
        contactMethod: coded('PREFERRED_CONTACT_METHOD'),
        writtenFormat: coded('PREFERRED_WRITTEN_FORMAT'),
        interpreterRequired: answer(coded('INTERPRETER_REQUIRED')),
        contactName: text(oneLine(cell('CONTACT_NAME'))),
        contactRelationship: coded('CONTACT_RELATIONSHIP'),
        contactMobile: text(cell('CONTACT_MOBILE')),
        contactEmail: text(cell('CONTACT_EMAIL')),
        reportedOn,
      },
      referral: {
        id,
        provider,
        service,
        sourceSystem: cell('SOURCE_SYSTEM'),
        serviceRequestIdentifier: request,
        teamType: cell('SERVICE_OR_TEAM_TYPE_REFERRED_TO'),
        teamCodeSystem: cell('TEAM_TYPE_CODE_SYSTEM'),
        sourceOfReferral: coded('SOURCE_OF_REFERRAL'),
        primaryReason: coded('PRIMARY_REASON_FOR_REFERRAL'),
        priorityTypeCode: text(cell('PRIORITY_TYPE_CODE')),
        receivedOn,
        originalReceivedOn: beforeBirth ? null : originalReceivedOn,
        rttStatus,
        appointmentOn: optionalDate('FUTURE_APPOINTMENT_DATE'),
        lastDnaOn: optionalDate('LAST_DNA_DATE'),
        closedOn,
        closureReason,
        outcome: closedOn === null ? null : outcome,
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
function answer(cell: string | null): 'Y' | 'N' | null {
  const given = cell?.toUpperCase();
  return given === 'Y' || given === 'N' ? given : null;
}

function digest(cells: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(cells)).digest();
}
