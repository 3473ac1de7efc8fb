import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type PlainDate, plainDate } from '../kernel/plain-date.js';
import { compareOn, inOrder, orderGroup, type Place, tierOn } from './order.js';
import { dayStart } from './share.js';

const TODAY = plainDate('2026-11-15');

function waiting(days: number, bandRank: number, part: Partial<Place> = {}): Place {
  const since = addDays(TODAY, -days);
  const bands = [
    [14, 0],
    [28, 25],
    [84, null],
    [126, null],
  ] as const;
  const [safeWaitDays, protectedFromShare] = bands[bandRank] ?? [126, null];
  return {
    referralId: `r${days}-${bandRank}`,
    actToday: false,
    bandRank,
    safeWaitDays,
    countedFrom: dayStart(since),
    waitingSince: since,
    protectedFromShare,
    ...part,
  };
}

const order = (places: Place[], on: PlainDate = TODAY): string[] =>
  inOrder(on, places).map((place) => place.referralId);

describe('the one order', () => {
  it('puts act today first, longest wait first, whatever the band', () => {
    const long = waiting(200, 3, { actToday: true, referralId: 'long' });
    const short = waiting(2, 0, { actToday: true, referralId: 'short' });
    expect(order([waiting(400, 0), short, long])).toEqual(['long', 'short', 'r400-0']);
  });

  it('then protected bands past their protection point: by band, then share', () => {
    const places = [waiting(300, 3), waiting(27, 1), waiting(1, 0), waiting(13, 0), waiting(8, 1)];
    expect(order(places)).toEqual(['r13-0', 'r1-0', 'r27-1', 'r8-1', 'r300-3']);
  });

  it('keeps a protected band among everybody else until its protection point', () => {
    const early = waiting(6, 1);
    expect(tierOn(TODAY, early)).toBe('by_share');
    expect(tierOn(addDays(TODAY, 1), early)).toBe('protected');
    expect(order([early, waiting(126, 3), waiting(12, 2)])).toEqual(['r126-3', 'r6-1', 'r12-2']);
  });

  it('then everybody else by share: 75 of 84 days stand before 112 of 126', () => {
    expect(order([waiting(112, 3), waiting(75, 2)])).toEqual(['r75-2', 'r112-3']);
  });

  it('breaks ties by the longer wait, then by the referral id', () => {
    // Half of 84 days and half of 126 days.
    expect(order([waiting(42, 2), waiting(63, 3)])).toEqual(['r63-3', 'r42-2']);
    const [a, b] = [waiting(63, 3, { referralId: 'a' }), waiting(63, 3, { referralId: 'b' })];
    expect(order([b, a])).toEqual(['a', 'b']);
  });

  const place = fc
    .record({ days: fc.nat(300), rank: fc.nat(3), act: fc.nat(9), id: fc.uuid() })
    .map(({ days, rank, act, id }) => waiting(days, rank, { actToday: act === 0, referralId: id }));

  it('is an order: total, and the same whatever the places came in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(place, { selector: (one) => one.referralId, maxLength: 40 }), (places) => {
        const sorted = inOrder(TODAY, places);
        expect(inOrder(TODAY, [...places].reverse())).toEqual(sorted);
        sorted.forEach((one, index) =>
          sorted.slice(index + 1).forEach((other) => expect(compareOn(TODAY, one, other)).toBeLessThan(0)),
        );
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('never changes within one group as days pass', () => {
    fc.assert(
      fc.property(place, fc.nat(300), fc.uuid(), fc.nat(700), (one, days, id, later) => {
        const other = waiting(days, one.bandRank, { referralId: id, actToday: one.actToday });
        fc.pre(one.referralId !== other.referralId);
        expect(orderGroup(one, 'x')).toBe(orderGroup(other, 'x'));
        const [now, then] = [TODAY, addDays(TODAY, later)].map((on) => Math.sign(compareOn(on, one, other)));
        expect(then).toBe(now);
      }),
      { seed: 7 },
    );
  });
});
