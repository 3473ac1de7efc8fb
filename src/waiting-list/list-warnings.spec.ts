import { describe, expect, it } from '@jest/globals';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { serviceLineIds } from '../referrals/service-line.js';
import { type ListState, listWarnings } from './list-warnings.js';

const TODAY = plainDate('2026-11-23');
const current: ListState = {
  overdue: 0,
  undecided: 0,
  countedUpTo: 1000,
  sources: serviceLineIds.map((service) => ({
    provider: 'NR5',
    service,
    latestExtractOn: addDays(TODAY, -8),
  })),
};

describe('before you rely on the list', () => {
  it('nothing is said where all is well, with extracts of up to eight days', () => {
    expect(listWarnings(current, TODAY)).toEqual([]);
  });

  it('an extract older than eight days is named, with its provider, its day and its age', () => {
    const [slt, ...others] = current.sources;
    const old = { ...slt, provider: 'NR5', service: 'slt', latestExtractOn: addDays(TODAY, -9) };
    expect(listWarnings({ ...current, sources: [old, ...others] }, TODAY)).toEqual([
      'Speech and language therapy from NR5: the last extract is of 14 November 2026, 9 days ago.',
    ]);
  });

  it('a list nobody has sent is named', () => {
    const sources = current.sources.filter(({ service }) => service !== 'mental_health');
    expect(listWarnings({ ...current, sources }, TODAY)).toEqual([
      "Children's mental health: no list has been received. Nobody on it is shown.",
    ]);
  });

  it('what is undecided or due to be decided again is counted, up to where counting stopped', () => {
    expect(listWarnings({ ...current, undecided: 1, overdue: 1000 }, TODAY)).toEqual([
      'Waiting to be decided: 1 referral. The list may not show them, or not in their place.',
      'Due to be decided again: 1,000 or more referrals. What is shown of them may be out of date.',
    ]);
  });
});
