import type { PlainDate } from '../kernel/plain-date.js';
import { compareShares, hasReached, shareOn } from './share.js';

/** What the order looks at, and nothing else. */
export interface Place {
  referralId: string;
  actToday: boolean;
  /** 0 is the most urgent. */
  bandRank: number;
  safeWaitDays: number;
  /** Billionths of a day since 1970-01-01 (share.ts). */
  countedFrom: bigint;
  waitingSince: PlainDate;
  /** Percent; null where the band is not protected. */
  protectedFromShare: number | null;
}

/** The referrals whose order among themselves never changes as days pass: one band, safe wait and protection point. */
export function orderGroup(
  place: Pick<Place, 'bandRank' | 'safeWaitDays' | 'protectedFromShare'>,
  band: string,
): string {
  return `${place.bandRank}/${band}/${place.safeWaitDays}/${place.protectedFromShare ?? 'never'}`;
}

/** The three tiers of the one order, first to last (clinical core, "One order"). */
export const tiers = ['act_today', 'protected', 'by_share'] as const;
export type Tier = (typeof tiers)[number];

export function tierOn(on: PlainDate, place: Place): Tier {
  if (place.actToday) return 'act_today';
  if (place.protectedFromShare === null) return 'by_share';
  const share = shareOn(on, place.countedFrom, place.safeWaitDays);
  return hasReached(share, place.protectedFromShare) ? 'protected' : 'by_share';
}

/**
 * Who stands first on a day: negative where `a` does. Act today by the longest wait; then protected bands past their
 * protection point by band, then share; then everybody else by share. Ties: the longer wait, then the referral id.
 * The reference for the order: the queue's SQL is tested against it.
 */
export function compareOn(on: PlainDate, a: Place, b: Place): number {
  const tier = tierOn(on, a);
  const byTier = tiers.indexOf(tier) - tiers.indexOf(tierOn(on, b));
  if (byTier !== 0) return byTier;
  if (tier === 'protected' && a.bandRank !== b.bandRank) return a.bandRank - b.bandRank;
  const byShare = tier === 'act_today' ? 0 : shareFirst(on, a, b);
  return byShare || compareText(a.waitingSince, b.waitingSince) || compareText(a.referralId, b.referralId);
}

export function inOrder<T extends Place>(on: PlainDate, places: readonly T[]): T[] {
  return [...places].sort((a, b) => compareOn(on, a, b));
}

function shareFirst(on: PlainDate, a: Place, b: Place): number {
  return compareShares(
    shareOn(on, b.countedFrom, b.safeWaitDays),
    shareOn(on, a.countedFrom, a.safeWaitDays),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
