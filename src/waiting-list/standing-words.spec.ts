import { describe, expect, it } from '@jest/globals';
import { standingWords } from './standing-words.js';

const stands = { bandTitle: 'Medium', safeWaitDays: 84, shareUsed: 112, protectedFromShare: null };

describe('why a child stands where they stand', () => {
  it('act today: first, until somebody records what was done', () => {
    expect(standingWords({ ...stands, tier: 'act_today' })).toBe(
      'Act today: stands first until somebody records what was done',
    );
  });

  it('a protected band: from when, and how much is used', () => {
    const urgent = { bandTitle: 'Urgent', safeWaitDays: 14, shareUsed: 57.1, protectedFromShare: 0 };
    expect(standingWords({ ...urgent, tier: 'protected' })).toBe(
      'Urgent: protected from the first day; 57.1% of the 14-day safe wait used',
    );
    const high = { bandTitle: 'High', safeWaitDays: 28, shareUsed: 60.7, protectedFromShare: 25 };
    expect(standingWords({ ...high, tier: 'protected' })).toBe(
      'High: protected since 25% of the safe wait; 60.7% of the 28-day safe wait used',
    );
    expect(standingWords({ ...high, shareUsed: 10.7, tier: 'by_share' })).toBe(
      'High: protected from 25% of the safe wait on, until then by share; 10.7% of the 28-day safe wait used',
    );
  });

  it('everybody else: by share, after the protected', () => {
    expect(standingWords({ ...stands, tier: 'by_share' })).toBe(
      'Medium: after the protected children, by share; 112% of the 84-day safe wait used',
    );
  });
});
