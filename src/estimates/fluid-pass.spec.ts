import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FluidPass, fluidPass, type Group } from './fluid-pass.js';

const TODAY = 20_000;
const runs = { seed: 20261122, numRuns: 200 };

const groupOf = (bandRank: number, more: Partial<Group> = {}): Group => ({
  bandRank,
  safeWaitDays: [14, 28, 84, 126][bandRank] ?? 126,
  protectedFromShare: [0, 25, null, null][bandRank] ?? null,
  waiting: [],
  joiningPerWeek: 0,
  ...more,
});
const pass = (more: Partial<FluidPass>): FluidPass => ({
  today: TODAY,
  actToday: 0,
  groups: [],
  seenInWeek: () => 1,
  leavingPerWeek: 0,
  horizonWeeks: 200,
  ...more,
});
const since = (days: number, children = 1): Group['waiting'][number] => ({
  countedFrom: TODAY - days,
  children,
});

/** Any list: four bands, children counted from the last two years, some joining. */
const groups = fc
  .tuple(
    ...[0, 1, 2, 3].map((bandRank) =>
      fc
        .record({
          waiting: fc
            .uniqueArray(
              fc.record({ day: fc.integer({ min: 0, max: 700 }), n: fc.integer({ min: 1, max: 4 }) }),
              {
                maxLength: 25,
                selector: (one) => one.day,
              },
            )
            .map((all) => all.sort((a, b) => b.day - a.day).map(({ day, n }) => since(day, n))),
          joiningPerWeek: fc.double({ min: 0, max: 4, noNaN: true }),
        })
        .map((more) => groupOf(bandRank, more)),
    ),
  )
  .map((all) => [...all]);
const rates = fc.record({
  actToday: fc.integer({ min: 0, max: 3 }),
  capacity: fc.double({ min: 0.5, max: 12, noNaN: true }),
  leaving: fc.double({ min: 0, max: 0.03, noNaN: true }),
});

describe('the fluid pass', () => {
  it('sees first who has used the larger share of the safe wait', () => {
    const [medium, routine] = fluidPass(
      pass({
        groups: [groupOf(2, { waiting: [since(42)] }), groupOf(3, { waiting: [since(100)] })],
      }),
    ).turns;
    expect(routine?.[0]?.weeks).toBe(1);
    expect(medium?.[0]?.weeks).toBe(2);
  });

  it('sees protected bands before a larger share, once they have reached their protection point', () => {
    const turns = fluidPass(
      pass({
        seenInWeek: () => 4,
        groups: [
          groupOf(0, { waiting: [since(0)] }),
          groupOf(1, { waiting: [since(8), since(0)] }),
          groupOf(3, { waiting: [since(300)] }),
        ],
      }),
    ).turns.map((group) => group.map((turn) => turn.weeks));
    // Urgent from 0 %; high with more than 25 % used; the long wait; high that has used too little to be protected.
    expect(turns).toEqual([[0.25], [0.5, 1], [0.75]]);
  });

  it('sees act-today children before everybody', () => {
    const result = fluidPass(pass({ actToday: 3, groups: [groupOf(0, { waiting: [since(10)] })] }));
    expect(result.turns[0]?.[0]?.weeks).toBe(4);
  });

  it('tells a place within the week by how much of its capacity stands before it', () => {
    const result = fluidPass(
      pass({ seenInWeek: () => 10, groups: [groupOf(2, { waiting: [since(20, 4), since(10, 11)] })] }),
    );
    expect(result.turns[0]?.map((turn) => turn.weeks)).toEqual([0.4, 1.5]);
  });

  it('says never, within its horizon, where urgent children take every slot', () => {
    const result = fluidPass(
      pass({
        horizonWeeks: 60,
        groups: [groupOf(0, { joiningPerWeek: 2 }), groupOf(3, { waiting: [since(5)] })],
      }),
    );
    expect(result.turns[1]?.[0]?.weeks).toBe(Infinity);
  });

  it('loses and invents no child: joined is seen, left or still waiting', () => {
    fc.assert(
      fc.property(groups, rates, (list, { actToday, capacity, leaving }) => {
        const { flow } = fluidPass(
          pass({ actToday, groups: list, seenInWeek: () => capacity, leavingPerWeek: leaving }),
        );
        expect(flow.seen + flow.left + flow.waiting).toBeCloseTo(flow.joined, 6);
        for (const amount of Object.values(flow)) expect(amount).toBeGreaterThanOrEqual(-1e-9);
      }),
      runs,
    );
  });

  it('never makes anybody wait longer for more capacity', () => {
    fc.assert(
      fc.property(groups, rates, fc.double({ min: 0, max: 5, noNaN: true }), (list, given, more) => {
        const turnsWith = (capacity: number): readonly (readonly { weeks: number }[])[] =>
          fluidPass(
            pass({
              actToday: given.actToday,
              groups: list,
              seenInWeek: (week) => capacity * (week % 5 === 4 ? 0.5 : 1),
              leavingPerWeek: given.leaving,
            }),
          ).turns;
        const before = turnsWith(given.capacity);
        const after = turnsWith(given.capacity + more);
        list.forEach((group, at) =>
          group.waiting.forEach((_, index) =>
            expect(after[at]?.[index]?.weeks ?? NaN).toBeLessThanOrEqual(
              (before[at]?.[index]?.weeks ?? NaN) + 1e-6,
            ),
          ),
        );
      }),
      runs,
    );
  });

  it('lets nobody in a group be seen after somebody who stands behind', () => {
    fc.assert(
      fc.property(groups, rates, (list, { actToday, capacity, leaving }) => {
        for (const turns of fluidPass(
          pass({ actToday, groups: list, seenInWeek: () => capacity, leavingPerWeek: leaving }),
        ).turns)
          turns.forEach((turn, index) => {
            const behind = turns[index + 1];
            if (behind && turn.weeks > behind.weeks) expect([turn, behind]).toBe('in order');
          });
      }),
      runs,
    );
  });
});
