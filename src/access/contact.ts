import type { PlainDate } from '../kernel/plain-date.js';

/** Where a child lives, whom to speak to, school and GP, as one list reports it. Blank: the list does not say. */
export interface ReportedContact {
  provider: string;
  addressLine: string | null;
  postcode: string | null;
  contactName: string | null;
  contactRelationship: string | null;
  contactMobile: string | null;
  contactEmail: string | null;
  school: string | null;
  gpPractice: string | null;
  reportedOn: PlainDate;
}

/**
 * What may be shown of it. `withheld`: the record is restricted, and nothing was read. `opened`: the same, shown for a
 * while because the viewer gave a reason.
 */
export type ContactShown =
  | { is: 'shown'; contacts: readonly ReportedContact[] }
  | { is: 'withheld' }
  | { is: 'opened'; until: Date; contacts: readonly ReportedContact[] };
