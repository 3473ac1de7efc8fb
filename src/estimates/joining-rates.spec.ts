import { describe, expect, it } from '@jest/globals';
import { bandMix } from './joining-rates.js';

const bands = [
  { bandRank: 0, safeWaitDays: 14, waiting: 1 },
  { bandRank: 3, safeWaitDays: 126, waiting: 99 },
];

describe('how referrals divide over bands', () => {
  it('counts urgent children over the days in which they still wait, not over the year', () => {
    const mix = bandMix(bands, [
      { bandRank: 0, daysAgo: 3, children: 2 },
      { bandRank: 0, daysAgo: 200, children: 50 },
      { bandRank: 3, daysAgo: 60, children: 54 },
    ]);
    expect(mix.get(0)).toBeCloseTo(2 / 14 / (2 / 14 + 54 / 126));
    expect((mix.get(0) ?? 0) + (mix.get(3) ?? 0)).toBeCloseTo(1);
  });

  it('follows those who wait where nobody joined lately', () => {
    expect([...bandMix(bands, []).values()]).toEqual([0.01, 0.99]);
  });
});
