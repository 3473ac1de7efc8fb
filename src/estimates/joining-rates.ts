/** Children who joined one list, by band and by how many days ago. */
export interface Joined {
  bandRank: number;
  daysAgo: number;
  children: number;
}

/**
 * How the referrals of a list divide over its bands. Urgent children are seen within days and then stand in no list, so
 * each band is counted over a window no longer than its safe wait (at least 14 days, at most a year), in which most of
 * those who joined can still be counted. Answers shares that add up to 1; where nothing is known, in proportion to
 * those who wait.
 */
export function bandMix(
  bands: readonly { bandRank: number; safeWaitDays: number; waiting: number }[],
  joined: readonly Joined[],
): ReadonlyMap<number, number> {
  const perDay = bands.map(({ bandRank, safeWaitDays }) => {
    const window = Math.min(364, Math.max(14, safeWaitDays));
    const children = joined
      .filter((one) => one.bandRank === bandRank && one.daysAgo >= 0 && one.daysAgo < window)
      .reduce((sum, one) => sum + one.children, 0);
    return children / window;
  });
  const weights = perDay.some((rate) => rate > 0) ? perDay : bands.map((band) => band.waiting);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return new Map(
    bands.map((band, index) => [band.bandRank, all === 0 ? 1 / bands.length : (weights[index] ?? 0) / all]),
  );
}
