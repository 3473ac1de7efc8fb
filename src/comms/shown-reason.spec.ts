import { describe, expect, it } from '@jest/globals';
import { roles } from '../kernel/role.js';
import { holdReasonsInOrder } from './hold-reason.js';
import { hiddenFrom, NOT_SHOWN, reasonTitle } from './shown-reason.js';

describe('why a message is held', () => {
  it('says nothing of another child, who may be the same, but to those who treat the child', () => {
    expect(hiddenFrom('clinician')).toEqual([]);
    for (const role of roles.filter((one) => one !== 'clinician'))
      expect(hiddenFrom(role)).toEqual(
        holdReasonsInOrder.filter((reason) => reason.startsWith('possible_match_')),
      );
  });

  it('has words for what is not shown that name nothing', () => {
    expect(reasonTitle(NOT_SHOWN)).toBe('Something that is not shown to you');
    expect(reasonTitle('language')).toBe('The family prefers another language');
  });
});
