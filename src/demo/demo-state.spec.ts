import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { demoStateIn, refusal } from './demo-state.js';

const loaded = { state: 'loaded' as const, seed: 3, asOf: plainDate('2026-11-22'), scale: 1 };

describe('what is noted about a demo', () => {
  it('reads back, and is nothing where nothing was noted', () => {
    expect(demoStateIn({ demo: loaded, other: 1 })).toEqual(loaded);
    expect(demoStateIn({})).toBeNull();
  });

  it('is never guessed where it cannot be read', () => {
    for (const demo of ['loaded', null, {}, { ...loaded, asOf: '2026-02-30' }, { ...loaded, state: 'maybe' }])
      expect(() => demoStateIn({ demo })).toThrow('cannot be read');
  });
});

describe('another demo in the same database', () => {
  it('is refused by name; the same one, or whichever is there, is not', () => {
    expect(refusal(null, { seed: 4 })).toBeUndefined();
    expect(refusal(loaded, {})).toBeUndefined();
    expect(refusal(loaded, { seed: 3, asOf: plainDate('2026-11-22') })).toBeUndefined();
    expect(refusal(loaded, { seed: 4 })).toContain('already holds the demo of seed 3 as of 2026-11-22');
    expect(refusal(loaded, { scale: 2 })).toContain('already holds');
    expect(refusal({ ...loaded, state: 'loading' }, { asOf: plainDate('2026-11-23') })).toContain(
      'has begun',
    );
  });
});
