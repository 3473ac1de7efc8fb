import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { endedInWords } from './ended-words.js';
import type { Ended } from './shared-with.js';

const ended: Ended = {
  agreement: 'direct-care',
  version: 1,
  title: 'Direct care',
  entriesFrom: ['RK9'],
  facts: ['RK9/*'],
  how: 'expired',
  on: plainDate('2026-11-01'),
};

/** Of an organisation whose name nobody has said, the code stands. */
const named = (code: string): string => ({ RK9: 'University Hospitals' })[code] ?? code;

describe('what is hidden since an agreement ended', () => {
  it('is said with whose it is, which agreement and since when', () => {
    expect(endedInWords({ ended: [ended] }, named)).toEqual([
      'Lists and facts of University Hospitals are hidden: the agreement “Direct care” ended on 1 November 2026.',
    ]);
  });

  it('is said to be a part where other facts of the organisation are still shared', () => {
    const facts = ['PLYMOUTH-CC/ehc_plan', 'PLYMOUTH-CC/looked_after', 'RK9/*'];
    expect(endedInWords({ ended: [{ ...ended, facts, how: 'withdrawn' }] }, named)).toEqual([
      'Some facts of PLYMOUTH-CC and lists and facts of University Hospitals are hidden: the agreement “Direct care” was withdrawn on 1 November 2026.',
    ]);
  });

  it('is nothing while everything holds', () => {
    expect(endedInWords({ ended: [] }, named)).toEqual([]);
  });
});
