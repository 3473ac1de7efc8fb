import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chsBand } from './wait-bands.js';

describe('a wait band of community returns', () => {
  it.each([
    [0, 'Up to 1 week'],
    [7, 'Up to 1 week'],
    [8, '1 to 2 weeks'],
    [14, '1 to 2 weeks'],
    [15, '2 to 4 weeks'],
    [28, '2 to 4 weeks'],
    [29, '4 to 12 weeks'],
    [84, '4 to 12 weeks'],
    [85, '12 to 18 weeks'],
    [126, '12 to 18 weeks'],
    [127, '18 to 52 weeks'],
    [364, '18 to 52 weeks'],
    [365, '52 to 104 weeks'],
    [728, '52 to 104 weeks'],
    [729, 'Over 104 weeks'],
  ])('counts %i days as %s', (days, title) => {
    expect(chsBand(days).title).toBe(title);
  });
});

it('never puts a longer wait into a shorter band', () => {
  fc.assert(
    fc.property(fc.nat(1500), (days) => {
      expect(chsBand(days + 1).band).toBeGreaterThanOrEqual(chsBand(days).band);
    }),
  );
});

it.each([-1, 1.5, NaN])('has no band for %p days', (days) => {
  expect(() => chsBand(days)).toThrow(RangeError);
});
