import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '../kernel/plain-date.js';
import { soonest, type WaitLeft, waitInWords, waitLeft } from './wait-range.js';

const of = (q10: number, q90: number): WaitLeft => waitLeft({ q10, q50: (q10 + q90) / 2, q90 });

describe('how long is left, in whole weeks', () => {
  it.each<[number, number, WaitLeft, string]>([
    [0.2, 0.9, { is: 'within', weeks: 1 }, 'within the next week'],
    [1.1, 2.6, { is: 'within', weeks: 3 }, 'within the next 3 weeks'],
    [0.4, 4.2, { is: 'within', weeks: 5 }, 'within the next 5 weeks'],
    [2.4, 6.1, { is: 'between', from: 2, to: 7 }, 'between 2 and 7 weeks from now'],
    [9.9, 17.2, { is: 'between', from: 8, to: 18 }, 'between 8 and 18 weeks from now'],
    [20.5, 45, { is: 'between', from: 20, to: 48 }, 'between 20 and 48 weeks from now'],
    [20.5, 90, { is: 'more_than', weeks: 20 }, 'more than 20 weeks from now'],
    [26, 31, { is: 'more_than', weeks: 26 }, 'more than 26 weeks from now (half a year)'],
    [60, 90, { is: 'more_than', weeks: 52 }, 'more than 52 weeks from now (1 year)'],
    [130, Infinity, { is: 'more_than', weeks: 104 }, 'more than 104 weeks from now (2 years)'],
  ])('a forecast from %d to %d weeks is rounded outward to plain steps', (q10, q90, left, words) => {
    expect(of(q10, q90)).toEqual(left);
    if (left.is === 'within' || left.is === 'between' || left.is === 'more_than')
      expect(waitInWords(left)).toBe(words);
  });

  it('says nothing where the range is too wide to mean anything', () => {
    expect(of(2, 200)).toEqual({ is: 'cannot_say', why: 'too_wide' });
  });

  it('always holds where the forecast holds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        (q10, width) => {
          const left = of(q10, q10 + width);
          if (left.is === 'between') {
            expect(left.from).toBeLessThanOrEqual(q10);
            expect(left.to).toBeGreaterThanOrEqual(q10 + width);
            expect(left.from).toBeLessThan(left.to);
          }
          if (left.is === 'within') expect(left.weeks).toBeGreaterThanOrEqual(q10 + width);
          if (left.is === 'more_than') expect(left.weeks).toBeLessThanOrEqual(q10);
        },
      ),
      { seed: 20261122, numRuns: 1000 },
    );
  });

  it('of several lists says what comes first: an appointment, else the earliest', () => {
    const booked: WaitLeft = { is: 'booked', on: plainDate('2026-12-04') };
    const early: WaitLeft = { is: 'within', weeks: 3 };
    const later: WaitLeft = { is: 'between', from: 4, to: 9 };
    const none: WaitLeft = { is: 'cannot_say', why: 'thin_history' };
    expect(soonest([later, none, booked, early])).toBe(booked);
    expect(soonest([none, later, early])).toBe(early);
    expect(soonest([none, { is: 'more_than', weeks: 26 }, later])).toBe(later);
    expect(soonest([])).toBeUndefined();
  });
});
