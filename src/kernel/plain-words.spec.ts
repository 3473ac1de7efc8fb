import { describe, expect, it } from '@jest/globals';
import { plainDate } from './plain-date.js';
import {
  ageInWords,
  codeInWords,
  counted,
  dayInWords,
  grouped,
  listed,
  moment,
  percent,
} from './plain-words.js';

describe('a moment in words', () => {
  it('is as the clock in Plymouth shows it, summer and winter', () => {
    expect(moment(new Date('2026-11-20T09:50:00Z'))).toBe('20 November 2026 at 09:50');
    expect(moment(new Date('2026-06-30T23:05:00Z'))).toBe('1 July 2026 at 00:05');
  });
});

describe('plain words', () => {
  it('write a day as people do', () => expect(dayInWords(plainDate('2026-03-05'))).toBe('5 March 2026'));

  it.each([
    ['2026-11-15', 'not born yet', '2026-11-14'],
    ['2026-10-16', '0 months', '2026-11-15'],
    ['2026-10-15', '1 month', '2026-11-15'],
    ['2024-08-15', '2 years 3 months', '2026-11-15'],
    ['2024-11-15', '2 years', '2026-11-15'],
    ['2021-01-15', '5 years', '2026-11-15'],
  ])('say the age of a child born %s as %s', (born, words, on) =>
    expect(ageInWords(plainDate(born), plainDate(on))).toBe(words),
  );

  it('count with the right word', () => {
    expect([counted(1, 'day'), counted(0, 'day'), counted(1204, 'day')]).toEqual([
      '1 day',
      '0 days',
      '1,204 days',
    ]);
    expect([grouped(999), grouped(1000), grouped(1234567)]).toEqual(['999', '1,000', '1,234,567']);
  });

  it('say a percentage to one decimal where there is one', () => {
    expect([percent(57.1), percent(100), percent(0), percent(1234.5)]).toEqual([
      '57.1%',
      '100%',
      '0%',
      '1,234.5%',
    ]);
  });

  it('list', () =>
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']));

  it('read a code', () => expect(codeInWords('provider_priority')).toBe('Provider priority'));
});
