import type { PlainDate } from '../kernel/plain-date.js';

/** What one list reports about the child it holds an entry for. One per referral; a later report replaces it whole. */
export interface ReportedChild {
  referralId: string;
  provider: string;
  localPatientIdentifier: string;
  /** As reported; ten digits without spaces where it is a valid number. */
  nhsNumber: string | null;
  /** 01 is present and verified (nhs-standards §1.4); anything else links nothing. */
  nhsNumberStatus: string | null;
  givenName: string;
  familyName: string;
  birthDate: PlainDate;
  diedOn: PlainDate | null;
  gender: string | null;
  addressLine: string | null;
  postcode: string | null;
  ethnicCategory: string | null;
  language: string | null;
  gpPractice: string | null;
  school: string | null;
  /** Y, N and blank are three different answers: null says nothing. */
  lookedAfter: 'Y' | 'N' | null;
  childProtectionPlan: 'Y' | 'N' | null;
  senType: string | null;
  /** R is restricted, V very restricted (PDS). */
  contactRestriction: string | null;
  contactMethod: string | null;
  writtenFormat: string | null;
  interpreterRequired: 'Y' | 'N' | null;
  contactName: string | null;
  contactRelationship: string | null;
  contactMobile: string | null;
  contactEmail: string | null;
  /** The census day (WEEK_ENDING_DATE), or the day a single entry was sent. */
  reportedOn: PlainDate;
}

/** A child as every list sees it. `local`: known to one list only, because that list's identity is in doubt. */
export interface Child {
  id: string;
  identity: 'verified' | 'local';
  nhsNumber: string | null;
  birthDate: PlainDate;
  givenName: string;
  familyName: string;
  locality: string;
  diedOn: PlainDate | null;
  restricted: boolean;
}
