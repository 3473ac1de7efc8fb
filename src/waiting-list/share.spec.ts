import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type PlainDate, plainDate } from '../kernel/plain-date.js';
import type { Segment } from '../triage/decision.js';
import {
  compareShares,
  countedFrom,
  dayStart,
  hasReached,
  percentUsed,
  sharesBySegment,
  shareOn,
} from './share.js';

const TODAY = plainDate('2026-11-15');
const daysAgo = (days: number): PlainDate => addDays(TODAY, -days);
const percentToday = (segments: Segment[]): number =>
  percentUsed(shareOn(TODAY, countedFrom(segments), segments.at(-1)?.safeWaitDays ?? 0));

const stretch = fc.record({ days: fc.nat(400), safeWaitDays: fc.integer({ min: 1, max: 400 }) });
/** A wait of one to five stretches that ends today. */
const wait = fc.array(stretch, { minLength: 1, maxLength: 5 }).map((stretches): Segment[] => {
  let from = daysAgo(stretches.reduce((sum, { days }) => sum + days, 0));
  return stretches.map(({ days, safeWaitDays }) => {
    const segment = { from, band: 'any', safeWaitDays };
    from = addDays(from, days);
    return segment;
  });
});

/** The share by the definition: the sum of days ÷ safe wait days, as an exact fraction. */
function byDefinition(segments: Segment[], on: PlainDate): [over: bigint, under: bigint] {
  return sharesBySegment(segments, on).reduce<[bigint, bigint]>(
    ([over, under], { days, safeWaitDays }) => [
      over * BigInt(safeWaitDays) + BigInt(days) * under,
      under * BigInt(safeWaitDays),
    ],
    [0n, 1n],
  );
}

describe('the share of the safe wait used', () => {
  it('is 100 × days waited ÷ safe wait days', () => {
    expect(percentToday([{ from: daysAgo(8), band: 'urgent', safeWaitDays: 14 }])).toBe(57.1);
    expect(percentToday([{ from: daysAgo(14), band: 'urgent', safeWaitDays: 14 }])).toBe(100);
    expect(percentToday([{ from: TODAY, band: 'urgent', safeWaitDays: 14 }])).toBe(0);
  });

  it('keeps what was used when the band changes: 60 of 180 days, then 15 of 30, are 83.3 %', () => {
    const segments = [
      { from: daysAgo(75), band: 'routine', safeWaitDays: 180 },
      { from: daysAgo(15), band: 'high', safeWaitDays: 30 },
    ];
    expect(percentToday(segments)).toBe(83.3);
    expect(countedFrom(segments)).toBe(dayStart(daysAgo(25)));
    expect(sharesBySegment(segments, TODAY).map(({ percent }) => percent)).toEqual([33.3, 50]);
  });

  it('is exact to a billionth of a day, and never less than the fraction it stands for', () => {
    fc.assert(
      fc.property(wait, (segments) => {
        const safe = segments.at(-1)?.safeWaitDays ?? 1;
        const share = shareOn(TODAY, countedFrom(segments), safe);
        const [over, under] = byDefinition(segments, TODAY);
        const excess = share.used * under - over * share.safe;
        expect(excess >= 0n).toBe(true);
        expect(excess < under).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('grows with every day', () => {
    fc.assert(
      fc.property(wait, fc.nat(400), fc.integer({ min: 1, max: 400 }), (segments, later, more) => {
        const safe = segments.at(-1)?.safeWaitDays ?? 1;
        const counted = countedFrom(segments);
        const [sooner, afterwards] = [addDays(TODAY, later), addDays(TODAY, later + more)];
        expect(compareShares(shareOn(sooner, counted, safe), shareOn(afterwards, counted, safe))).toBe(-1);
      }),
      { seed: 2 },
    );
  });

  it('is the same just before and just after a change of band', () => {
    fc.assert(
      fc.property(wait, fc.integer({ min: 1, max: 400 }), (segments, safeWaitDays) => {
        const before = segments.at(-1)?.safeWaitDays ?? 1;
        const after = [...segments, { from: TODAY, band: 'other', safeWaitDays }];
        const [was, is] = [
          shareOn(TODAY, countedFrom(segments), before),
          shareOn(TODAY, countedFrom(after), safeWaitDays),
        ];
        // Rounded down once each, to a unit: less than a billionth of a day apart, of either safe wait.
        const apart = was.used * is.safe - is.used * was.safe;
        expect(apart < is.safe + was.safe && -apart < is.safe + was.safe).toBe(true);
      }),
      { seed: 3 },
    );
  });

  it('gives equal keys to equal fractions of one safe wait, whatever stretches they are made of', () => {
    // A stretch cut in two, and stretches in another order of the same days, are the same fraction.
    fc.assert(
      fc.property(wait, fc.integer({ min: 1, max: 400 }), (segments, safeWaitDays) => {
        const last = { from: TODAY, band: 'present', safeWaitDays };
        const whole = [...segments, last];
        const cut = segments.flatMap((segment, index) => {
          const end = segments[index + 1]?.from ?? TODAY;
          const middle = addDays(
            segment.from,
            Math.floor((Date.parse(end) - Date.parse(segment.from)) / 172_800_000),
          );
          return [segment, { ...segment, from: middle }];
        });
        expect(countedFrom([...cut, last])).toBe(countedFrom(whole));
        const turned = sharesBySegment(segments, TODAY).reverse();
        let from = segments[0]?.from ?? TODAY;
        const reversed = turned.map(({ band, safeWaitDays: safe, days }) => {
          const segment = { from, band, safeWaitDays: safe };
          from = addDays(from, days);
          return segment;
        });
        expect(countedFrom([...reversed, last])).toBe(countedFrom(whole));
      }),
      { seed: 4 },
    );
  });

  it('never changes who comes first within one safe wait as days pass', () => {
    fc.assert(
      fc.property(wait, wait, fc.integer({ min: 1, max: 400 }), fc.nat(2000), (a, b, safe, later) => {
        const [one, two] = [a, b].map((segments) =>
          countedFrom([...segments, { from: TODAY, band: 'same', safeWaitDays: safe }]),
        ) as [bigint, bigint];
        const on = (day: PlainDate): number =>
          compareShares(shareOn(day, one, safe), shareOn(day, two, safe));
        expect(on(addDays(TODAY, later))).toBe(on(TODAY));
      }),
      { seed: 5 },
    );
  });

  it('reaches a protection point on the very day, not a day later for rounding', () => {
    const counted = countedFrom([{ from: daysAgo(7), band: 'high', safeWaitDays: 28 }]);
    expect(hasReached(shareOn(TODAY, counted, 28), 25)).toBe(true);
    expect(hasReached(shareOn(daysAgo(1), counted, 28), 25)).toBe(false);
    const mixed = countedFrom([
      { from: daysAgo(9), band: 'medium', safeWaitDays: 84 },
      { from: daysAgo(2), band: 'high', safeWaitDays: 12 },
    ]);
    // 7/84 + 2/12 = 25 % exactly, though a twelfth has no end in tenths.
    expect(hasReached(shareOn(TODAY, mixed, 12), 25)).toBe(true);
  });

  it('is nothing before the wait begins', () => {
    const counted = countedFrom([{ from: TODAY, band: 'high', safeWaitDays: 28 }]);
    expect(percentUsed(shareOn(daysAgo(3), counted, 28))).toBe(0);
  });

  it('refuses a wait that is none', () => {
    expect(() => countedFrom([])).toThrow(RangeError);
    expect(() => countedFrom([{ from: TODAY, band: 'high', safeWaitDays: 0 }])).toThrow(RangeError);
    expect(() =>
      countedFrom([
        { from: TODAY, band: 'high', safeWaitDays: 28 },
        { from: daysAgo(1), band: 'urgent', safeWaitDays: 14 },
      ]),
    ).toThrow(RangeError);
  });
});
