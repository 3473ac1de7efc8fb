import type { PlainDate } from '../kernel/plain-date.js';
import type { ReferralOutcome } from './arrival.js';
import type { ServiceLineId } from './service-line.js';

/** One entry on one list, as it stands now. */
export interface Referral {
  id: string;
  childId: string;
  provider: string;
  service: ServiceLineId;
  serviceRequestIdentifier: string;
  receivedOn: PlainDate;
  /** First receipt by any provider: the day the wait counts from. */
  waitingSince: PlainDate;
  appointmentOn: PlainDate | null;
  state: 'open' | 'closed';
  closedOn: PlainDate | null;
  outcome: ReferralOutcome | null;
  reportedOn: PlainDate;
  fromFirstCensus: boolean;
  contentHash: string;
  /** ISO instant; null: decided. */
  decisionDueSince: string | null;
}

/** What a report did to an entry. `stale`: reported before what is stored, so that it did nothing. */
export type ReceivedAs = 'received' | 'changed' | 'closed' | 'reopened' | 'unchanged' | 'stale';

/** What a report does to the entry it is about; `stored` undefined where the entry is new. */
export function receivedAs(
  stored: Pick<Referral, 'state' | 'contentHash' | 'reportedOn'> | undefined,
  reported: Pick<Referral, 'state' | 'contentHash' | 'reportedOn'>,
): ReceivedAs {
  if (!stored) return 'received';
  if (stored.reportedOn > reported.reportedOn) return 'stale';
  if (stored.state !== reported.state) return reported.state === 'closed' ? 'closed' : 'reopened';
  return stored.contentHash === reported.contentHash ? 'unchanged' : 'changed';
}
