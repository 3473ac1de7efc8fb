import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, plainDate } from '../kernel/plain-date.js';
import type { Ask, Confirmation, Segment } from './decision.js';
import { fullyUsedOn, reviewOnOf } from './review-on.js';

const on = plainDate('2026-11-18');
const segment = (daysAgo: number, safeWaitDays: number): Segment => ({
  from: addDays(on, -daysAgo),
  band: 'routine',
  safeWaitDays,
});
const ask = (inDays: number): Ask => ({ dueOn: addDays(on, inDays) }) as Ask;
const looked = (inDays: number): Confirmation => ({ on: addDays(on, inDays) }) as Confirmation;
const routine = { on, withinDays: 84, segments: [segment(0, 126)], asks: [], confirmations: [] };

describe('the day by which a clinician looks again', () => {
  it('is as soon as the band asks for it', () => {
    expect(reviewOnOf(routine)).toBe(addDays(on, 84));
  });

  it('is never after the safe wait is used up: four weeks where that is safe, though the band asks for twelve', () => {
    expect(reviewOnOf({ ...routine, segments: [segment(0, 28)] })).toBe(addDays(on, 28));
    expect(reviewOnOf({ ...routine, segments: [segment(20, 28)] })).toBe(addDays(on, 8));
  });

  it('is never after a question is due', () => {
    expect(reviewOnOf({ ...routine, asks: [ask(30), ask(14)] })).toBe(addDays(on, 14));
  });

  it('is today where a question is overdue or the safe wait was used up before', () => {
    expect(reviewOnOf({ ...routine, asks: [ask(-3)] })).toBe(on);
    expect(reviewOnOf({ ...routine, segments: [segment(200, 28)] })).toBe(on);
  });

  it('is as the band asks once somebody has looked at what was overdue, and sooner for what has come due since', () => {
    const late = { ...routine, segments: [segment(200, 28)], asks: [ask(-30)] };
    expect(reviewOnOf({ ...late, confirmations: [looked(0)] })).toBe(addDays(on, 84));
    expect(reviewOnOf({ ...late, asks: [ask(-30), ask(-1)], confirmations: [looked(-20)] })).toBe(on);
    expect(reviewOnOf({ ...late, asks: [ask(9)], confirmations: [looked(-20)] })).toBe(addDays(on, 9));
  });
});

describe('the day the safe wait is used up', () => {
  it('adds up the shares of every stretch, exactly', () => {
    // 60 of 180 days, a third; two thirds of 30 days are left.
    expect(fullyUsedOn([segment(60, 180), segment(0, 30)])).toBe(addDays(on, 20));
    // Half of 7 days is left: on the fourth day more than all is used.
    expect(fullyUsedOn([segment(5, 10), segment(0, 7)])).toBe(addDays(on, 4));
    expect(fullyUsedOn([segment(30, 10), segment(0, 7)])).toBe(addDays(on, -14));
  });

  it('is the first day on which the shares come to 1, for any wait', () => {
    const stretch = fc.record({
      days: fc.integer({ min: 1, max: 90 }),
      safe: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 4 }), (stretches) => {
        let from = on;
        const segments = stretches.map(({ days, safe }) => {
          const one = { from, band: 'any', safeWaitDays: safe };
          from = addDays(from, days);
          return one;
        });
        const last = segments.at(-1) ?? segment(0, 1);
        const ended = stretches.slice(0, -1);
        const product = stretches.reduce((all, { safe }) => all * BigInt(safe), 1n);
        const usedAfter = (days: number): bigint =>
          [...ended, { days, safe: last.safeWaitDays }].reduce(
            (all, { days: spent, safe }) => all + (BigInt(spent) * product) / BigInt(safe),
            0n,
          );
        const day = fullyUsedOn(segments);
        const days = Math.round((Date.parse(day) - Date.parse(last.from)) / 86_400_000);
        expect(usedAfter(days) >= product).toBe(true);
        expect(usedAfter(days - 1) < product).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});
