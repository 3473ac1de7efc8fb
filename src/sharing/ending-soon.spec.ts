import { describe, expect, it } from '@jest/globals';
import { addDays } from '../kernel/plain-date.js';
import { anAgreement, approvedBy, TODAY, withdrawn } from '../../test/support/sharing-register.js';
import { endingSoon, endingTask } from './ending-soon.js';

const ends = (days: number) => anAgreement({ expiresOn: addDays(TODAY, days) });
const next = (given: Parameters<typeof anAgreement>[0] = {}) =>
  anAgreement({ version: 2, startsOn: addDays(TODAY, 10), expiresOn: addDays(TODAY, 300), ...given });

describe('an agreement about to end', () => {
  it('is said from 30 days before, and not before that', () => {
    expect(endingSoon([ends(31)], TODAY)).toEqual([]);
    expect(endingSoon([ends(30)], TODAY)).toHaveLength(1);
    expect(endingSoon([ends(1)], TODAY)).toHaveLength(1);
  });

  it('is said no longer once it has ended or was withdrawn', () => {
    expect(endingSoon([ends(0)], TODAY)).toEqual([]);
    expect(endingSoon([withdrawn(ends(10), TODAY)], TODAY)).toEqual([]);
  });

  it('is not said where an approved version follows without a gap', () => {
    expect(endingSoon([ends(10), next()], TODAY)).toEqual([]);
  });

  it('is said where what follows is not approved by two, comes too late, or was withdrawn', () => {
    for (const follows of [
      next({ approvals: [approvedBy('one', 'NR5')] }),
      next({ startsOn: addDays(TODAY, 11) }),
      withdrawn(next(), TODAY),
    ])
      expect(endingSoon([ends(10), follows], TODAY)).toHaveLength(1);
  });

  it('is a task of the privacy officer, due on the day it ends', () => {
    expect(endingTask(ends(10))).toMatchObject({
      key: 'sharing_ending:example/1',
      ownerRole: 'privacy officer',
      dueAt: new Date(`${addDays(TODAY, 10)}T00:00:00Z`),
    });
  });
});
