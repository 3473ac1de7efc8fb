import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { isKept, nextSeen } from './next-seen.js';
import { inOrder, orderGroup, type Place } from './order.js';
import { dayStart } from './share.js';

const seed = 20_261_115;
const on = plainDate('2026-11-15');
const bands = [
  { safeWaitDays: 14, protectedFromShare: 0 },
  { safeWaitDays: 28, protectedFromShare: 25 },
  { safeWaitDays: 84, protectedFromShare: null },
  { safeWaitDays: 126, protectedFromShare: null },
] as const;

const anyPlaces: fc.Arbitrary<Place[]> = fc
  .array(fc.record({ bandRank: fc.nat(3), days: fc.nat(400), actToday: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((drawn) =>
    drawn.map(({ bandRank, days, actToday }, i) => {
      const waitingSince = addDays(on, -days);
      const band = bands[bandRank] ?? bands[3];
      return {
        ...band,
        referralId: `r${i}`,
        actToday: actToday && i % 5 === 0,
        bandRank,
        countedFrom: dayStart(waitingSince),
        waitingSince,
      };
    }),
  );

describe('who is seen next', () => {
  it('is whoever stands first in the order', () => {
    fc.assert(
      fc.property(anyPlaces, (places) => {
        expect(nextSeen(on, places, false)).toBe(inOrder(on, places)[0]);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('in a kept slot is whoever has used most of the safe wait, whatever the band; act today still goes first', () => {
    fc.assert(
      fc.property(anyPlaces, (places) => {
        const bare = places.map((place) => ({ ...place, protectedFromShare: null }));
        expect(nextSeen(on, places, true)?.referralId).toBe(inOrder(on, bare)[0]?.referralId);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is among those who stand first in their group, kept slot or not', () => {
    fc.assert(
      fc.property(anyPlaces, fc.boolean(), (places, kept) => {
        const heads = new Map<string, Place>();
        for (const place of inOrder(on, places)) {
          const group = `${orderGroup(place, '')}/${place.actToday}`;
          if (!heads.has(group)) heads.set(group, place);
        }
        expect(nextSeen(on, [...heads.values()], kept)).toBe(nextSeen(on, places, kept));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is nobody where nobody waits', () => {
    expect(nextSeen(on, [], false)).toBeUndefined();
  });
});

describe('a kept slot', () => {
  it('comes as often as the policy says, spread evenly', () => {
    const kept = (percent: number, slots: number) =>
      Array.from({ length: slots }, (_, slot) => (isKept(slot, percent) ? 'kept' : 'first'));
    expect(kept(50, 4)).toEqual(['first', 'kept', 'first', 'kept']);
    expect(kept(25, 4)).toEqual(['first', 'first', 'first', 'kept']);
    expect(kept(0, 200)).not.toContain('kept');
    expect(kept(100, 3)).toEqual(['kept', 'kept', 'kept']);
    for (const percent of [1, 7, 33, 99])
      expect(kept(percent, 100).filter((slot) => slot === 'kept').length).toBe(percent);
  });
});
