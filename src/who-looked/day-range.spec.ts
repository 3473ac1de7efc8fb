import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { readDayRange } from './day-range.js';

const today = plainDate('2026-11-24');
const read = (from?: string, to?: string) => readDayRange({ from, to }, today, { usual: 7, most: 31 });

describe('the days asked for', () => {
  it('are the last seven where none are said, today included', () => {
    expect(read()).toEqual({ ok: true, value: { from: '2026-11-18', to: '2026-11-24' } });
    expect(read('', ' ')).toEqual(read());
  });

  it('end where they are said to end, and begin seven days before', () => {
    expect(read(undefined, '2026-11-10')).toMatchObject({ value: { from: '2026-11-04', to: '2026-11-10' } });
  });

  it.each([
    ['2026-02-30', undefined],
    ['2026-11-10', '2026-11-09'],
    ['2026-10-01', '2026-11-01'],
    ['x', 'y'],
  ])('from %s to %s are refused', (from, to) => {
    expect(read(from, to).ok).toBe(false);
  });

  it('may be as many as are allowed, and one', () => {
    expect(read('2026-10-02', '2026-11-01').ok).toBe(true);
    expect(read('2026-11-01', '2026-11-01').ok).toBe(true);
  });
});
