import { describe, expect, it } from '@jest/globals';
import { slotsADay, slotsOn, type Clinic } from '../../bench/support/order/clinic.js';
import { orderings } from '../../bench/support/order/orderings.js';
import { simulate, type Scenario } from '../../bench/support/order/simulate.js';
import { summaryOf } from '../../bench/support/order/summary.js';
import { smallSet } from '../support/rule-sets.js';

const clinic: Clinic = { slotsAWeek: 20, days: [0, 2, 4], closedWeeks: [5, 6], noticeDays: 7 };
const scenario: Scenario = { clinic, days: 364, backlog: 200, mix: [0.1, 0.2, 0.3, 0.4] };
const all = orderings(smallSet());
const named = (start: string) => {
  const found = all.find(({ name }) => name.startsWith(start));
  if (!found) throw new Error(`no order is called ${start}`);
  return found.ordering;
};
const [firstIn, starter] = [named('first in'), named('the starter set')];

describe('the simulated list', () => {
  it.each(all)('loses nobody and sees nobody twice: $name', ({ ordering }) => {
    const { seen, waiting, came } = simulate(scenario, ordering, 1);
    const ids = [...seen.map(({ id }) => id), ...waiting];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(came);
    expect(seen.length).toBeGreaterThan(900);
  });

  it.each(all)(
    'uses no slot twice, none in a closed week, and none without notice: $name',
    ({ ordering }) => {
      const { seen, slots } = simulate(scenario, ordering, 2);
      const used = new Map<number, number>();
      for (const child of seen) used.set(child.seen, (used.get(child.seen) ?? 0) + 1);
      for (const [day, children] of used)
        expect([day, children <= slotsOn(day, clinic)]).toEqual([day, true]);
      expect(slots).toBe(20 * (52 + 1 - 2));
      // The first clinics were filled on the day the story begins.
      for (const child of seen)
        expect(child.seen - Math.max(child.came, 0)).toBeGreaterThanOrEqual(
          child.seen < clinic.noticeDays ? 0 : clinic.noticeDays,
        );
    },
  );

  it('is the same for the same seed, and another for another', () => {
    const run = (seed: number) => simulate(scenario, starter, seed);
    expect(run(3)).toEqual(run(3));
    expect(run(4)).not.toEqual(run(3));
  });

  it('brings the same children whatever the order, so that orders can be compared', () => {
    const children = all.map(({ ordering }) => {
      const { seen, waiting } = simulate(scenario, ordering, 5);
      // Whoever is still waiting is known by id alone: compare those seen in every order.
      return new Map([
        ...seen.map(({ id, band, came }) => [id, `${band} ${came}`] as const),
        ...waiting.map((id) => [id, ''] as const),
      ]);
    });
    const [first] = children;
    for (const other of children) {
      expect([...other.keys()].sort()).toEqual([...(first?.keys() ?? [])].sort());
      for (const [id, child] of other) if (child !== '' && first?.get(id)) expect(child).toBe(first.get(id));
    }
  });

  it('sees a backlog first come, first served where every safe wait is the same', () => {
    const { seen } = simulate(scenario, firstIn, 6);
    for (const [i, child] of seen.entries())
      expect(child.came).toBeGreaterThanOrEqual(seen[i - 1]?.came ?? Number.NEGATIVE_INFINITY);
  });

  it('has as many slots a day over a year as the clinics of that year', () => {
    let slots = 0;
    for (let day = 0; day < 364; day++) slots += slotsOn(day, clinic);
    expect(slots).toBe(20 * 50);
    expect(slotsADay(clinic)).toBeCloseTo(slots / 364);
  });
});

describe('the summary of waits', () => {
  it('counts the last day of the safe wait as within it, and takes the nearest rank', () => {
    const waited = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((days) => ({ id: '', band: '', came: 0, seen: days }));
    expect(summaryOf(waited, 5)).toEqual({ seen: 10, within: 50, p90: 9, longest: 10 });
    expect(summaryOf([], 5)).toEqual({ seen: 0, within: 0, p90: 0, longest: 0 });
  });
});
