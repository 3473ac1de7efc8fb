import { describe, expect, it } from '@jest/globals';
import { isUuid, namedId, referralId } from './ids.js';

describe('a named id', () => {
  it('is the same in every run, and a UUID', () => {
    expect(referralId('NR5', 'SR100000')).toBe(referralId('NR5', 'SR100000'));
    expect(isUuid(referralId('NR5', 'SR100000'))).toBe(true);
    expect(referralId('NR5', 'SR100000')[14]).toBe('5');
  });

  it('tells apart words that only run together the same', () => {
    expect(namedId('referral', 'NR', '5SR')).not.toBe(namedId('referral', 'NR5', 'SR'));
    expect(referralId('NR5', 'A')).not.toBe(referralId('RK9', 'A'));
  });
});
