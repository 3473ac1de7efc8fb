import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, plainDate } from '../src/kernel/plain-date.js';
import { checkOrder } from '../src/rule-sets/check-order.js';
import type { RuleSet } from '../src/rule-sets/rule-set.js';
import { compareOn, type Place } from '../src/waiting-list/order.js';
import { dayStart } from '../src/waiting-list/share.js';
import { smallSet } from './support/rule-sets.js';

const on = plainDate('2026-11-25');
const { bands } = smallSet();
/** With a safe wait of a hundred days for everybody, days waited are the share in percent. */
const place = (band: string, days: number, { protectedBands }: RuleSet['orderPolicy']): Place => ({
  referralId: `${band}-${days}`,
  actToday: false,
  bandRank: bands.findIndex(({ id }) => id === band),
  safeWaitDays: 100,
  countedFrom: dayStart(addDays(on, -days)),
  waitingSince: addDays(on, -days),
  protectedFromShare: protectedBands.find((entry) => entry.band === band)?.fromSharePercent ?? null,
});

/** Every share at which a band could be protected, and the one just before it. */
const points = [0, 1, 24, 25, 26, 49, 50, 51, 120] as const;

/** A less urgent child with the smaller share who stands before a more urgent one with the larger share. */
function turnedRound(policy: RuleSet['orderPolicy']): boolean {
  return bands.some(({ id, rank }) =>
    bands
      .filter((less) => less.rank > rank)
      .some((less) =>
        points.some((share) =>
          points.some(
            (smaller) =>
              smaller < share && compareOn(on, place(less.id, smaller, policy), place(id, share, policy)) < 0,
          ),
        ),
      ),
  );
}

describe('an order policy that passes', () => {
  it('never places the less urgent child before a more urgent one with the larger share; every other one does', () => {
    let passed = 0;
    let refused = 0;
    const point = fc.constantFrom(null, null, 0, 25, 50);
    fc.assert(
      fc.property(fc.tuple(point, point, point, point), (drawn) => {
        const policy = {
          protectedBands: drawn.flatMap((fromSharePercent, i) =>
            fromSharePercent === null ? [] : [{ band: bands[i]?.id ?? '', fromSharePercent }],
          ),
          keptSlotsPercent: 0,
        };
        const faults: string[] = [];
        checkOrder({ bands, orderPolicy: policy }, (_at, message) => void faults.push(message));
        if (faults.length > 0) refused++;
        else passed++;
        expect(turnedRound(policy)).toBe(faults.length > 0);
      }),
      { seed: 20_261_125, numRuns: 400 },
    );
    expect(passed).toBeGreaterThan(30);
    expect(refused).toBeGreaterThan(100);
  });
});
