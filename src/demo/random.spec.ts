import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random, scattered } from './random.js';

describe('repeatable chance', () => {
  it('gives the same stream for the same names, and another for any other', () => {
    const stream = (...named: number[]) => {
      const random = new Random(...named);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(stream(1, 2, 3)).toEqual(stream(1, 2, 3));
    const first = new Set(
      Array.from({ length: 2000 }, (_, i) => stream(Math.floor(i / 50), i % 50, 4).join()),
    );
    expect(first.size).toBe(2000);
  });

  it('stays within its bounds and near its mean', () => {
    const random = new Random(11);
    const counts = Array.from({ length: 4000 }, () => random.poisson(20));
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(mean).toBeGreaterThan(19.5);
    expect(mean).toBeLessThan(20.5);
    for (let i = 0; i < 1000; i++) {
      const n = random.int(3, 7);
      expect(n).toBeGreaterThanOrEqual(3);
      expect(n).toBeLessThanOrEqual(7);
    }
  });

  it('weighs: what has no weight never comes', () => {
    const random = new Random(5);
    const drawn = new Set(
      Array.from({ length: 500 }, () =>
        random.weighted([
          ['a', 0],
          ['b', 3],
          ['c', 1],
        ]),
      ),
    );
    expect([...drawn].sort()).toEqual(['b', 'c']);
  });

  it('scatters every index to a place of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer(), (size, seed) => {
        const places = new Set(Array.from({ length: size }, (_, i) => scattered(i, size, seed)));
        return places.size === size && Math.min(...places) === 0 && Math.max(...places) === size - 1;
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
