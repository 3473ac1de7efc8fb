import type { Tier } from './order.js';
import { percent } from '../kernel/plain-words.js';

export interface Stands {
  tier: Tier;
  bandTitle: string;
  safeWaitDays: number;
  /** Percent to one decimal. */
  shareUsed: number;
  protectedFromShare: number | null;
}

/** Why a child stands where they stand, in one sentence (clinical core: "The page says in words why"). */
export function standingWords({
  tier,
  bandTitle,
  safeWaitDays,
  shareUsed,
  protectedFromShare,
}: Stands): string {
  const used = `${percent(shareUsed)} of the ${safeWaitDays}-day safe wait used`;
  switch (tier) {
    case 'act_today':
      return 'Act today: stands first until somebody records what was done';
    case 'protected':
      return protectedFromShare === 0
        ? `${bandTitle}: protected from the first day; ${used}`
        : `${bandTitle}: protected since ${protectedFromShare ?? 0}% of the safe wait; ${used}`;
    case 'by_share':
      return protectedFromShare === null
        ? `${bandTitle}: after the protected children, by share; ${used}`
        : `${bandTitle}: protected from ${protectedFromShare}% of the safe wait on, until then by share; ${used}`;
  }
}
