import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkDigit, checkNhsNumber, spacedNhsNumber } from './nhs-number.js';

describe('an NHS number', () => {
  it.each([
    ['9990866317', 'valid'],
    ['999 086 6317', 'valid'],
    ['9990866318', 'check_digit'],
    ['999086631', 'check_digit'],
    ['99908663170', 'check_digit'],
    ['999-086-6317', 'check_digit'],
    ['', 'missing'],
    ['   ', 'missing'],
  ])('%p is %s', (text, is) => {
    expect(checkNhsNumber(text).is).toBe(is);
  });

  it('that is not there at all is missing', () => {
    expect(checkNhsNumber(null).is).toBe('missing');
  });

  it('with any one digit changed is never valid', () => {
    const nine = fc.stringMatching(/^\d{9}$/).filter((digits) => checkDigit(digits) < 10);
    fc.assert(
      fc.property(nine, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const number = digits + String(checkDigit(digits));
        expect(checkNhsNumber(number).is).toBe('valid');
        const changed = [...number];
        changed[at] = String((Number(changed[at]) + by) % 10);
        expect(checkNhsNumber(changed.join('')).is).toBe('check_digit');
      }),
    );
  });

  it('is printed in threes for people', () => {
    expect(spacedNhsNumber('9990866317')).toBe('999 086 6317');
  });
});
