import { plainDate, type PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import { type Place, type Tier, tierOn } from './order.js';

/** One entry of the queue as it was read, on the day the page was ordered for. */
export interface QueueEntry extends Place {
  tier: Tier;
  childId: string;
  service: ServiceLineId;
  provider: string;
  decisionId: string;
  band: string;
  bandConfirmed: boolean;
  lowerProposal: string | null;
  couldBe: string;
  topReason: string;
  /** What that reason rests on: organisation/code, with a mark where a child said it in confidence; null: not known. */
  topReasonFacts: readonly string[] | null;
  reviewOn: PlainDate;
  holdsUntil: PlainDate | null;
  appointmentOn: PlainDate | null;
  lists: readonly string[];
  locality: string;
  childName: string;
  birthDate: PlainDate;
  nhsNumber: string | null;
  /** Where the child lives and who looks after them must not be shown or used. */
  restricted: boolean;
  reportedOn: PlainDate;
}

type Dates = 'waitingSince' | 'reviewOn' | 'birthDate' | 'reportedOn' | 'holdsUntil' | 'appointmentOn';

/** As the database answers `entryColumns`. */
export type EntryRow = Omit<QueueEntry, 'tier' | 'countedFrom' | Dates> & { countedFrom: string } & {
  [name in Dates]: QueueEntry[name] extends PlainDate ? string : string | null;
};

/** The lists the child stands on, longest wait first: read where row-level security holds, they are those to be shown. */
const LISTS = `ARRAY(SELECT o.service FROM waiting_list_entry AS o WHERE o.child_id = e.child_id
  GROUP BY o.service ORDER BY min(o.waiting_since), o.service)`;

/** The entry `e`, and `restricted` of its child. Dates travel as text, so that no clock or zone can touch them. */
export const entryColumns = `e.referral_id AS "referralId", e.child_id AS "childId", e.service, e.provider,
  e.decision_id AS "decisionId", e.act_today AS "actToday", e.band, e.band_rank AS "bandRank",
  e.band_confirmed AS "bandConfirmed", e.lower_proposal AS "lowerProposal", e.could_be AS "couldBe",
  e.safe_wait_days AS "safeWaitDays", e.counted_from AS "countedFrom", e.waiting_since::text AS "waitingSince",
  e.protected_from_share AS "protectedFromShare", e.top_reason AS "topReason",
  e.top_reason_facts AS "topReasonFacts", e.review_on::text AS "reviewOn",
  e.holds_until::text AS "holdsUntil", e.appointment_on::text AS "appointmentOn", ${LISTS} AS lists, e.locality,
  e.child_name AS "childName", e.birth_date::text AS "birthDate", e.nhs_number AS "nhsNumber",
  restricted, e.reported_on::text AS "reportedOn"`;

export function queueEntry(row: EntryRow, on: PlainDate): QueueEntry {
  const place = {
    ...row,
    countedFrom: BigInt(row.countedFrom),
    waitingSince: plainDate(row.waitingSince),
    reviewOn: plainDate(row.reviewOn),
    birthDate: plainDate(row.birthDate),
    reportedOn: plainDate(row.reportedOn),
    holdsUntil: row.holdsUntil === null ? null : plainDate(row.holdsUntil),
    appointmentOn: row.appointmentOn === null ? null : plainDate(row.appointmentOn),
  };
  return { ...place, tier: tierOn(on, place) };
}
