import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '../kernel/plain-date.js';
import { addWorkingMinutes, closeOf, isWorkingDay, isWorkingTime, latestOver } from './working-time.js';

const after = (from: string, minutes: number): string =>
  addWorkingMinutes(new Date(from), minutes).toISOString();

describe('one working hour', () => {
  it('is sixty minutes within a working day', () => {
    expect(after('2026-11-18T10:00:00Z', 60)).toBe('2026-11-18T11:00:00.000Z');
  });

  it('may end exactly at closing', () => {
    expect(after('2026-11-18T16:00:00Z', 60)).toBe('2026-11-18T17:00:00.000Z');
  });

  it('carries what is left over to the next opening', () => {
    expect(after('2026-11-18T16:50:00Z', 60)).toBe('2026-11-19T09:50:00.000Z');
  });

  it('begins at opening for what comes before it', () => {
    expect(after('2026-11-18T03:00:00Z', 60)).toBe('2026-11-18T10:00:00.000Z');
  });

  it('waits over a weekend', () => {
    expect(after('2026-11-20T16:30:30Z', 60)).toBe('2026-11-23T09:30:30.000Z');
    expect(after('2026-11-21T12:00:00Z', 60)).toBe('2026-11-23T10:00:00.000Z');
  });

  it('waits over Christmas, a weekend and the substitute day', () => {
    expect(after('2026-12-24T16:30:00Z', 60)).toBe('2026-12-29T09:30:00.000Z');
  });

  it('waits over Easter', () => {
    expect(after('2026-04-02T15:45:00Z', 60)).toBe('2026-04-07T08:45:00.000Z');
  });

  it('follows the wall clock when clocks go forward', () => {
    // Friday 27 March 2026 is GMT, Monday 30 March is BST.
    expect(after('2026-03-27T16:30:00Z', 60)).toBe('2026-03-30T08:30:00.000Z');
  });

  it('follows the wall clock when clocks go back', () => {
    // Friday 23 October 2026 is BST, Monday 26 October is GMT.
    expect(after('2026-10-23T15:30:00Z', 60)).toBe('2026-10-26T09:30:00.000Z');
  });

  it('is summer time in summer', () => {
    expect(after('2026-07-01T08:00:00Z', 60)).toBe('2026-07-01T09:00:00.000Z');
    expect(after('2026-07-01T16:00:00Z', 60)).toBe('2026-07-02T09:00:00.000Z');
  });

  it('may be longer than a day', () => {
    expect(after('2026-11-16T09:00:00Z', 8 * 60 * 5)).toBe('2026-11-20T17:00:00.000Z');
  });
});

describe('the latest instant since which so many working minutes have passed', () => {
  const minute = (n: number): Date => new Date(Date.parse('2026-11-19T00:00:00Z') + n * 60_000);
  const instants = fc.array(fc.integer({ min: 0, max: 7 * 24 * 60 }).map(minute), { maxLength: 8 });

  it('parts those since which they have from those since which they have not', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 480 }), instants, (some, minutes, [now]) => {
        fc.pre(now !== undefined);
        const latest = latestOver(some, minutes, now);
        for (const instant of some)
          expect(latest !== null && instant <= latest).toBe(addWorkingMinutes(instant, minutes) <= now);
      }),
    );
  });

  it('is none where there are none', () => {
    expect(latestOver([], 60, minute(0))).toBeNull();
  });
});

describe('working time', () => {
  it('is from nine to five, and the closing minute is out of hours', () => {
    expect(isWorkingTime(new Date('2026-11-18T08:59:59Z'))).toBe(false);
    expect(isWorkingTime(new Date('2026-11-18T09:00:00Z'))).toBe(true);
    expect(isWorkingTime(new Date('2026-11-18T16:59:59Z'))).toBe(true);
    expect(isWorkingTime(new Date('2026-11-18T17:00:00Z'))).toBe(false);
  });

  it('leaves out weekends and bank holidays', () => {
    expect(isWorkingDay(plainDate('2026-11-21'))).toBe(false);
    expect(isWorkingDay(plainDate('2026-12-28'))).toBe(false);
    expect(isWorkingDay(plainDate('2028-01-03'))).toBe(false);
    expect(isWorkingDay(plainDate('2026-12-29'))).toBe(true);
  });

  it('ends a day at five in Plymouth, winter and summer', () => {
    expect(closeOf(plainDate('2026-11-18')).toISOString()).toBe('2026-11-18T17:00:00.000Z');
    expect(closeOf(plainDate('2026-07-01')).toISOString()).toBe('2026-07-01T16:00:00.000Z');
  });

  const instants = fc.date({
    min: new Date('2025-01-01T00:00:00Z'),
    max: new Date('2028-12-31T00:00:00Z'),
    noInvalidDate: true,
  });

  it('moves forward, and adding twice is adding once', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 0, max: 600 }),
        (from, a, b) => {
          const once = addWorkingMinutes(from, a + b).getTime();
          expect(once).toBeGreaterThanOrEqual(from.getTime() + (a + b) * 60_000);
          // Where the first part ends exactly at closing, the second begins at the next opening: the same minute of work.
          expect(addWorkingMinutes(addWorkingMinutes(from, a), b + 1).getTime()).toBe(
            addWorkingMinutes(from, a + b + 1).getTime(),
          );
        },
      ),
      { seed: 20261115, numRuns: 300 },
    );
  });
});
