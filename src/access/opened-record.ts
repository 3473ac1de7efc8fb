import type { PlainDate } from '../kernel/plain-date.js';
import type { Role } from '../kernel/role.js';

/** `out_of_scope`: a child not on the viewer's lists. `restricted_details`: where a child at risk lives, and the like. */
export const openingKinds = ['out_of_scope', 'restricted_details'] as const;
export type OpeningKind = (typeof openingKinds)[number];

/** How long a record stays open for the viewer who gave a reason, in minutes. */
export const OPEN_FOR_MINUTES: Readonly<Record<OpeningKind, number>> = {
  out_of_scope: 60,
  restricted_details: 15,
};

/** What the privacy officer made of it. */
export const openingOutcomes = ['appropriate', 'not_appropriate'] as const;
export type OpeningOutcome = (typeof openingOutcomes)[number];

/** Why somebody opens a record: one of these, and a sentence of their own. */
export const openingReasons = {
  urgent_care: 'This child needs care from me now',
  safeguarding: 'I am worried that this child is not safe',
  asked_by_service: 'Another service asked me about this child',
  asked_by_family: 'The child or their family asked me',
  complaint_or_request: 'A complaint, or a request for the record',
} as const;
export type OpeningReason = keyof typeof openingReasons;
export const openingReasonCodes = Object.keys(openingReasons) as OpeningReason[];

/** The shortest reason taken in one's own words, in characters. */
export const SHORTEST_REASON = 20;
export const LONGEST_REASON = 1000;

/** One opening. Times are instants. */
export interface OpenedRecord {
  id: string;
  kind: OpeningKind;
  viewerId: string;
  viewerName: string;
  viewerRole: Role;
  organisation: string;
  childId: string;
  reasonCode: OpeningReason;
  reason: string;
  openedAt: Date;
  endsAt: Date;
  lookedAtBy: string | null;
  lookedAt: Date | null;
  outcome: OpeningOutcome | null;
  outcomeNote: string | null;
}

/** What one organisation's privacy officer made of it. */
export interface OpeningLook {
  organisation: string;
  by: string;
  at: Date;
  outcome: OpeningOutcome;
  note: string | null;
}

/** An opening as privacy officers read it. Its own look is of a time when one look closed it for every organisation. */
export interface WatchedOpening extends OpenedRecord {
  /** Oldest first. */
  looks: readonly OpeningLook[];
  /** Organisations that it concerns and that have not looked: of whoever opened it, and of the child's lists. */
  waitsFor: readonly string[];
}

export type NewOpening = Omit<OpenedRecord, 'id' | 'lookedAtBy' | 'lookedAt' | 'outcome' | 'outcomeNote'>;

/** An entry of an opened child on some list that the viewer may see. */
export interface OpenedList {
  referralId: string;
  provider: string;
  reportedOn: PlainDate;
}

/** When a record opened at that instant closes again. */
export function endOf(kind: OpeningKind, openedAt: Date): Date {
  return new Date(openedAt.getTime() + OPEN_FOR_MINUTES[kind] * 60_000);
}
