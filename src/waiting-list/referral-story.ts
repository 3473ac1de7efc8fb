import type { PlainDate } from '../kernel/plain-date.js';
import type { EntryClocks } from '../referrals/entry-clocks.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import type { StoredReceipt } from '../triage/receipt.js';
import type { QueueEntry } from './queue-entry.js';

/** Everything the service can say about one referral, and nothing of where the child lives or goes to school. */
export interface ReferralStory {
  referral: {
    id: string;
    childId: string;
    service: ServiceLineId;
    provider: string;
    serviceRequestIdentifier: string;
    receivedOn: PlainDate;
    /** The earliest receipt by any provider: the wait counts from here. */
    waitingSince: PlainDate;
    state: 'open' | 'closed';
    closedOn: PlainDate | null;
    outcome: 'seen' | 'left' | 'died' | null;
    appointmentOn: PlainDate | null;
    reportedOn: PlainDate;
    /** Something about it has changed and it has not been decided since. */
    decisionDue: boolean;
  };
  child: {
    id: string;
    name: string;
    birthDate: PlainDate;
    nhsNumber: string | null;
    /** local: an identity finding keeps this referral apart from other lists. */
    identity: 'verified' | 'local';
    locality: string;
    diedOn: PlainDate | null;
    restricted: boolean;
  };
  /** What the reader may change, as it is asked when they do: this list's entry, and what is said of the child. */
  mayChange: { referral: boolean; child: boolean };
  /** It is among what an act-today task that nobody acknowledged in time brought to the reader, until that is done. */
  escalated: boolean;
  /** The place in the queue; null where the referral is closed or not decided yet. */
  entry: QueueEntry | null;
  /** Every list the child is or was on, this one included, longest wait first. */
  lists: readonly {
    referralId: string;
    service: ServiceLineId;
    provider: string;
    waitingSince: PlainDate;
    closedOn: PlainDate | null;
    band: string | null;
  }[];
  /** The latest decisions, the present one first; empty where none has been made. */
  decisions: readonly MadeDecision[];
  /** There are earlier decisions than these. */
  more: boolean;
  /** What named clinicians said, oldest first. */
  confirmations: readonly {
    decisionId: string;
    band: string;
    on: PlainDate;
    by: string;
    note: string | null;
  }[];
  /** When the child stood first, oldest first. */
  actToday: readonly {
    from: PlainDate;
    until: PlainDate | null;
    by: string | null;
    whatWasDone: string | null;
  }[];
  /** The family's days, and each clock that is measured, as on the day asked about. */
  clocks: EntryClocks;
  findings: readonly { code: string; ownerRole: string; raisedOn: PlainDate; resolvedOn: PlainDate | null }[];
}

export interface MadeDecision {
  id: string;
  /** ISO 8601, UTC. */
  decidedAt: string;
  decidedOn: PlainDate;
  decidedBy: string;
  receipt: StoredReceipt;
}
