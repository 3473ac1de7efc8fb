import { ageInYears, daysBetween, type PlainDate } from '../kernel/plain-date.js';
import type { BandLadder } from './band-ladder.js';
import type { Tier } from './order.js';
import type { QueueEntry } from './queue-entry.js';
import { percentUsed, shareOn } from './share.js';
import { standingWords } from './standing-words.js';

/** One entry of the queue as programs read it. */
export interface QueueItem {
  referralId: string;
  childId: string;
  service: string;
  provider: string;
  child: {
    name: string;
    birthDate: PlainDate;
    ageYears: number;
    nhsNumber: string | null;
    restricted: boolean;
  };
  /** Service line ids of every list the child is on. */
  lists: readonly string[];
  locality: string;
  actToday: boolean;
  tier: Tier;
  band: string;
  bandConfirmed: boolean;
  couldBe: string;
  /** A lower band the rules propose; the band stands until a clinician confirms it. */
  lowerProposal: string | null;
  waitingSince: PlainDate;
  daysWaited: number;
  safeWaitDays: number;
  /** Share of the safe wait used, percent to one decimal. */
  sharePercent: number;
  /** Why the child stands here. */
  why: string;
  topReason: string;
  reviewOn: PlainDate;
  reviewOverdue: boolean;
  /** null too for whoever does not treat on that list, or is not shown all that the decision rests on. */
  holdsUntil: PlainDate | null;
  appointmentOn: PlainDate | null;
  decisionId: string;
  reportedOn: PlainDate;
}

export function queueItem(entry: QueueEntry, on: PlainDate, ladder: BandLadder): QueueItem {
  const sharePercent = percentUsed(shareOn(on, entry.countedFrom, entry.safeWaitDays));
  return {
    referralId: entry.referralId,
    childId: entry.childId,
    service: entry.service,
    provider: entry.provider,
    child: {
      name: entry.childName,
      birthDate: entry.birthDate,
      ageYears: Math.max(0, ageInYears(entry.birthDate, on)),
      nhsNumber: entry.nhsNumber,
      restricted: entry.restricted,
    },
    lists: entry.lists,
    locality: entry.locality,
    actToday: entry.actToday,
    tier: entry.tier,
    band: entry.band,
    bandConfirmed: entry.bandConfirmed,
    couldBe: entry.couldBe,
    lowerProposal: entry.lowerProposal,
    waitingSince: entry.waitingSince,
    daysWaited: Math.max(0, daysBetween(entry.waitingSince, on)),
    safeWaitDays: entry.safeWaitDays,
    sharePercent,
    why: standingWords({ ...entry, bandTitle: ladder.title(entry.band), shareUsed: sharePercent }),
    topReason: entry.topReason,
    reviewOn: entry.reviewOn,
    reviewOverdue: entry.reviewOn < on,
    holdsUntil: entry.holdsUntil,
    appointmentOn: entry.appointmentOn,
    decisionId: entry.decisionId,
    reportedOn: entry.reportedOn,
  };
}
