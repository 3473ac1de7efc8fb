import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  ageInMonths,
  ageInYears,
  daysBetween,
  earliest,
  epochDay,
  epochDayMonthsLater,
  fromEpochDay,
  londonDate,
  parsePlainDate,
  plainDate,
} from './plain-date.js';

const anyDate = fc
  .integer({ min: epochDay(plainDate('1950-01-01')), max: epochDay(plainDate('2090-12-31')) })
  .map(fromEpochDay);

describe('a plain date', () => {
  it.each([
    ['2026-11-15', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['15/11/2026', false],
    ['2026-1-5', false],
    ['1899-12-31', false],
    ['2026-11-15T00:00:00Z', false],
    ['', false],
  ])('%s is a real CCYY-MM-DD date: %s', (text, real) => {
    expect(parsePlainDate(text) !== undefined).toBe(real);
  });

  it('goes to a day number and back without change', () => {
    fc.assert(fc.property(anyDate, (date) => fromEpochDay(epochDay(date)) === date));
  });

  it('counts every day of two centuries as the clock does', () => {
    for (let day = -25_567; day < 47_482; day++) {
      const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (fromEpochDay(day) !== date || epochDay(plainDate(date)) !== day)
        throw new Error(`day ${day} is ${date}, not ${fromEpochDay(day)}`);
    }
  });

  it('counts days the same however many clock changes lie between', () => {
    expect(daysBetween(plainDate('2026-03-28'), plainDate('2026-03-30'))).toBe(2);
    expect(daysBetween(plainDate('2026-10-24'), plainDate('2026-10-26'))).toBe(2);
    fc.assert(
      fc.property(
        anyDate,
        fc.integer({ min: -4000, max: 4000 }),
        (date, days) => daysBetween(date, addDays(date, days)) === days,
      ),
    );
  });

  it('adds months to the last day of a shorter month', () => {
    expect(addMonths(plainDate('2026-01-31'), 1)).toBe('2026-02-28');
    expect(addMonths(plainDate('2024-01-31'), 1)).toBe('2024-02-29');
    expect(addMonths(plainDate('2026-03-15'), -4)).toBe('2025-11-15');
    fc.assert(
      fc.property(
        anyDate,
        fc.integer({ min: -300, max: 300 }),
        (date, months) => epochDayMonthsLater(date, months) === epochDay(addMonths(date, months)),
      ),
    );
  });

  it('is the day in Plymouth, not in Greenwich, when the clocks are forward', () => {
    expect(londonDate(new Date('2026-06-30T23:30:00Z'))).toBe('2026-07-01');
    expect(londonDate(new Date('2026-12-31T23:30:00Z'))).toBe('2026-12-31');
    expect(londonDate(new Date('2026-03-29T00:59:59Z'))).toBe('2026-03-29');
  });

  it('finds the earliest of what is there', () => {
    expect(earliest(plainDate('2026-02-01'), null, plainDate('2025-12-31'), undefined)).toBe('2025-12-31');
    expect(earliest(null, undefined)).toBeNull();
  });
});

describe('age', () => {
  it.each([
    ['2020-03-16', '2026-03-15', 5],
    ['2020-03-16', '2026-03-16', 6],
    ['2020-02-29', '2026-02-28', 6],
    ['2020-02-29', '2026-02-27', 5],
    ['2010-11-15', '2026-11-15', 16],
  ])('a child born on %s is, on %s, %i years old', (born, on, years) => {
    expect(ageInYears(plainDate(born), plainDate(on))).toBe(years);
  });

  it('in months never goes back as days pass, and never jumps by more than one', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 6500 }), (born, days) => {
        const today = ageInMonths(born, addDays(born, days));
        const tomorrow = ageInMonths(born, addDays(born, days + 1));
        return tomorrow === today || tomorrow === today + 1;
      }),
    );
  });
});
