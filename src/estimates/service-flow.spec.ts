import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { calendarFactor, easterSunday } from './holiday-calendar.js';
import { capacityOfWeek, flowOf, type WeekOfService } from './service-flow.js';

const today = plainDate('2026-11-22');
const weeks = (count: number, of: Partial<WeekOfService>): WeekOfService[] =>
  Array.from({ length: count }, () => ({ referred: 5, seen: 5, left: 0, ...of }));
const none = (count: number): WeekOfService[] => weeks(count, { referred: 0, seen: 0 });

describe('the pace of a list', () => {
  it('is not known from fewer than 26 weeks since the first ending anybody recorded', () => {
    expect(flowOf([...weeks(25, {}), ...none(27)], 100, today)).toEqual({
      is: 'too_thin',
      why: 'thin_history',
    });
    expect(flowOf([...weeks(26, {}), ...none(26)], 100, today).is).toBe('known');
    expect(flowOf([], 100, today)).toEqual({ is: 'too_thin', why: 'thin_history' });
  });

  it('does not count weeks in which referrals are known only because their children still wait', () => {
    const stillWaiting = weeks(40, { seen: 0, left: 0 });
    expect(flowOf([...weeks(4, {}), ...stillWaiting], 200, today)).toEqual({
      is: 'too_thin',
      why: 'thin_history',
    });
  });

  it('is not known from too few starts, over half a year or lately', () => {
    const rare = weeks(52, { seen: 0, left: 1 }).map((week, index) => ({ ...week, seen: index % 2 }));
    expect(flowOf(rare, 100, today)).toEqual({ is: 'too_thin', why: 'too_few_starts' });
    const stopped = [...weeks(12, { seen: 0, left: 1 }), ...weeks(40, {})];
    expect(flowOf(stopped, 100, today)).toEqual({ is: 'too_thin', why: 'too_few_starts' });
  });

  it('counts starts per week without holidays, so that a summer does not look like fewer staff', () => {
    const known = flowOf(weeks(52, {}), 100, today);
    if (known.is !== 'known') throw new Error('too thin');
    expect(known.flow.seenPerNormalWeek).toBeGreaterThan(5);
    expect(known.flow.referredPerWeek).toBe(5);
    const christmas = capacityOfWeek(known.flow, 5, today);
    expect(christmas).toBeLessThan(capacityOfWeek(known.flow, 1, today) / 1.8);
  });

  it('leans towards the last 12 weeks and returns to the year', () => {
    const known = flowOf([...weeks(12, { seen: 10 }), ...weeks(40, {})], 100, today);
    if (known.is !== 'known') throw new Error('too thin');
    expect(capacityOfWeek(known.flow, 1, today)).toBeGreaterThan(capacityOfWeek(known.flow, 104, today));
    expect(capacityOfWeek(known.flow, 260, today) / calendarFactor(plainDate('2031-11-16'))).toBeCloseTo(
      known.flow.seenPerNormalWeek,
      1,
    );
  });

  it('reads leaving as leavers over the child-weeks they came from', () => {
    const known = flowOf(weeks(52, { referred: 6, left: 1 }), 250, today);
    if (known.is !== 'known') throw new Error('too thin');
    expect(known.flow.leavingPerWeek).toBeCloseTo(0.004, 3);
  });

  it('is less sure of a pace that jumps', () => {
    const steady = flowOf(weeks(52, {}), 100, today);
    const jumping = flowOf(
      weeks(52, {}).map((week, index) => ({ ...week, seen: index % 24 < 12 ? 8 : 2 })),
      100,
      today,
    );
    if (steady.is !== 'known' || jumping.is !== 'known') throw new Error('too thin');
    expect(jumping.flow.spread).toBeGreaterThan(steady.flow.spread * 1.3);
  });
});

describe('the calendar', () => {
  it('knows Easter', () => {
    expect([2024, 2025, 2026, 2027, 2038].map(easterSunday)).toEqual([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
    ]);
  });

  it('is 1 in a normal week and lower over holidays', () => {
    expect(calendarFactor(plainDate('2026-11-09'))).toBe(1);
    expect(calendarFactor(plainDate('2026-12-22'))).toBeCloseTo(0.4);
    expect(calendarFactor(plainDate('2026-08-03'))).toBeCloseTo(0.8);
    expect(calendarFactor(plainDate('2026-04-01'))).toBeCloseTo(0.75);
  });
});
