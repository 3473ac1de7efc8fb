import { createHash } from 'node:crypto';
import type { ReportedChild } from '../children/child.js';
import { earliest, type PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from './service-line.js';

/** One entry as its provider reports it, checked: what a row of an extract, or one entry sent by itself, says. */
export interface ReportedReferral {
  id: string;
  provider: string;
  service: ServiceLineId;
  sourceSystem: string;
  serviceRequestIdentifier: string;
  teamType: string;
  teamCodeSystem: string;
  sourceOfReferral: string | null;
  primaryReason: string | null;
  priorityTypeCode: string | null;
  receivedOn: PlainDate;
  /** Day another provider first received it, for a transfer. */
  originalReceivedOn: PlainDate | null;
  rttStatus: string | null;
  appointmentOn: PlainDate | null;
  lastDnaOn: PlainDate | null;
  /** null: open. */
  closedOn: PlainDate | null;
  closureReason: string | null;
  outcome: ReferralOutcome | null;
  reportedOn: PlainDate;
}

/** How a wait ended. */
export type ReferralOutcome = 'seen' | 'left' | 'died';

export interface Arrival {
  child: ReportedChild;
  referral: ReportedReferral;
  /** Findings about anything but identity, for example `unknown_code:ETHNIC_CATEGORY`. */
  findings: readonly string[];
}

/** Days count from the first receipt by any provider (clinical-core, one order). */
export function waitingSince(
  referral: Pick<ReportedReferral, 'receivedOn' | 'originalReceivedOn'>,
): PlainDate {
  return earliest(referral.receivedOn, referral.originalReceivedOn) ?? referral.receivedOn;
}

/** SHA-256 over everything reported but the day of the report: equal where nothing has changed since. */
export function contentHash({ child, referral, findings }: Arrival): string {
  const content = [
    ...childContent.map((name) => child[name]),
    ...referralContent.map((name) => referral[name]),
    findings,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const childContent = [
  'localPatientIdentifier',
  'nhsNumber',
  'nhsNumberStatus',
  'givenName',
  'familyName',
  'birthDate',
  'diedOn',
  'gender',
  'addressLine',
  'postcode',
  'ethnicCategory',
  'language',
  'gpPractice',
  'school',
  'lookedAfter',
  'childProtectionPlan',
  'senType',
  'contactRestriction',
  'contactMethod',
  'writtenFormat',
  'interpreterRequired',
  'contactName',
  'contactRelationship',
  'contactMobile',
  'contactEmail',
] as const satisfies readonly (keyof ReportedChild)[];

const referralContent = [
  'id',
  'service',
  'sourceSystem',
  'teamType',
  'teamCodeSystem',
  'sourceOfReferral',
  'primaryReason',
  'priorityTypeCode',
  'receivedOn',
  'originalReceivedOn',
  'rttStatus',
  'appointmentOn',
  'lastDnaOn',
  'closedOn',
  'closureReason',
  'outcome',
] as const satisfies readonly (keyof ReportedReferral)[];
