import type { PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';

/** Everything about one child that decides whether, to whom and how the family is written to: all lists, open or not. */
export interface WhatIsKnown {
  childId: string;
  givenName: string;
  birthDate: PlainDate;
  diedOn: PlainDate | null;
  restricted: boolean;
  lists: readonly ListKnown[];
  /** What stops a message, of any child who may be the same (birth date and family name, or an unverified number). */
  possibleMatch: PossibleMatch;
  /** What facts from any source say now. */
  facts: { lookedAfter: boolean; protectionPlan: boolean };
  actToday: boolean;
}

export interface PossibleMatch {
  died: boolean;
  restricted: boolean;
  actToday: boolean;
  protectionPlan: boolean;
  lookedAfter: boolean;
}

/** A child who may be the same as another, where something stops their messages, and what does. */
export interface MarkedAlike extends PossibleMatch {
  childId: string;
  otherId: string;
}

/** One list's entry for the child, with what that list reports of the child. */
export interface ListKnown {
  referralId: string;
  service: ServiceLineId;
  provider: string;
  open: boolean;
  receivedOn: PlainDate;
  appointmentOn: PlainDate | null;
  /** The entry was closed because the child died. */
  closedByDeath: boolean;
  /** The list's latest referral to treatment status is 36, died; the entry may be open, and the code mistyped. */
  statusIsDeath: boolean;
  /** The day the list last reported this entry. */
  reportedOn: PlainDate;
  /** The latest extract of the whole list; null where entries are sent one at a time, told of as things happen. */
  latestExtractOn: PlainDate | null;
  fromFirstCensus: boolean;
  /** A person typed it, and no extract has listed it yet: who the child is stands on their word alone. */
  enteredByHand: boolean;
  /** A named person has released the first census of this list. */
  released: boolean;
  birthDate: PlainDate | null;
  diedOn: PlainDate | null;
  contactRestriction: string | null;
  lookedAfter: string | null;
  protectionPlan: string | null;
  language: string | null;
  writtenFormat: string | null;
  interpreter: string | null;
  contactMethod: string | null;
  contactName: string | null;
  contactRelationship: string | null;
  contactEmail: string | null;
}

/** What holds for every family of this installation. */
export interface Site {
  /** Families can be told how to answer: the contact details are real, or everything here is a demonstration. */
  canBeAnswered: boolean;
  /** The provider may send to this address at all. */
  mayReceive(address: string): boolean;
}
