import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyChild, shippedSet } from '../../test/support/arbitrary-children.js';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { decide } from './decide.js';
import type { Confirmation, Decision, DecisionInput } from './decision.js';

const ruleSet = shippedSet();
const rank = (band: string): number => ruleSet.set.bands.find(({ id }) => id === band)?.rank ?? Number.NaN;
const decided = (input: Omit<DecisionInput, 'ruleSet'>): Decision => decide({ ...input, ruleSet }, 'a test');

/** One referral decided again and again, as the caseload does it: each decision knows the one before by its id. */
function course(start: Omit<DecisionInput, 'ruleSet'>) {
  let input = start;
  let nth = 0;
  const confirmations: Confirmation[] = [];
  const again = (changes: Partial<DecisionInput> = {}): Decision => {
    input = { ...input, ...changes, confirmations: [...confirmations] };
    const decision = decided(input);
    const same = decision.inputHash === last?.inputHash;
    if (!same) nth += 1;
    input = { ...input, standing: { ...decision.standing, decisionId: `d${nth}` } };
    last = decision;
    return decision;
  };
  let last: Decision | null = null;
  const confirm = (band: string): Decision => {
    confirmations.push({ band, on: input.on, by: 'Dr A', decisionId: `d${nth}` });
    return again();
  };
  return { again, confirm };
}

const day = plainDate('2026-11-12');
const fact = {
  id: 'f1',
  childId: 'child',
  referralId: null,
  code: 'feeding_or_swallowing_difficulty',
  value: 'yes',
  source: 'parent' as const,
  organisation: 'NR5',
  recordedOn: day,
  withdrawnOn: null,
};
const waitingSince = plainDate('2026-10-01');
const waiting: Omit<DecisionInput, 'ruleSet'> = {
  referral: { id: 'r1', service: 'slt', waitingSince },
  child: { id: 'child', birthDate: plainDate('2019-02-10') },
  lists: [{ referralId: 'r1', service: 'slt', waitingSince, closedOn: null }],
  facts: [],
  standing: null,
  confirmations: [],
  on: day,
};

describe('a band raised on the day of a confirmation, after it', () => {
  it.each([
    ['that day', day],
    ['an earlier day that is reported only now', addDays(day, -7)],
  ])('does not fall when what raised it, of %s, is withdrawn: that is a proposal', (_, recordedOn) => {
    const { again, confirm } = course(waiting);
    expect(again().standing.band).toBe('routine');
    expect(confirm('routine').standing.band).toBe('routine');
    const raised = { ...fact, recordedOn };
    expect(again({ facts: [raised] }).standing).toEqual({ band: 'urgent', since: recordedOn });
    const on = addDays(day, 1);
    const withdrawn = again({ facts: [{ ...raised, withdrawnOn: on }], on });
    expect(withdrawn.standing).toEqual({ band: 'urgent', since: recordedOn });
    expect(withdrawn.lowerProposal).toBe('routine');
    expect(confirm('routine')).toMatchObject({
      standing: { band: 'routine' },
      lowerProposal: null,
    });
  });

  it('falls when a clinician has looked at the raised band and confirms the lower one on the same day', () => {
    const { again, confirm } = course(waiting);
    again();
    confirm('routine');
    again({ facts: [fact] });
    expect(again({ facts: [{ ...fact, withdrawnOn: day }] }).standing.band).toBe('urgent');
    expect(confirm('routine')).toMatchObject({ standing: { band: 'routine' }, lowerProposal: null });
    expect(again({ on: addDays(day, 3) }).standing.band).toBe('routine');
  });
});

describe('the band that stands', () => {
  it('never falls from one decision to the next without a confirmation, whatever is reported, withdrawn and confirmed', () => {
    const moves = fc.array(fc.constantFrom('report', 'withdraw', 'confirm', 'wait'), { maxLength: 14 });
    fc.assert(
      fc.property(anyChild(), moves, (child, taken) => {
        const { again, confirm } = course({ ...child, facts: [] });
        let { facts, on } = child;
        let known = 0;
        let before = again();
        for (const move of taken) {
          if (move === 'report') known = Math.min(known + 2, facts.length);
          if (move === 'withdraw')
            facts = facts.map((one, i) => (i === 0 || i === known - 1 ? { ...one, withdrawnOn: on } : one));
          if (move === 'wait') on = addDays(on, 1);
          const after =
            move === 'confirm'
              ? confirm(before.lowerProposal ?? before.standing.band)
              : again({ facts: facts.slice(0, known), on });
          if (move !== 'confirm')
            expect(rank(after.standing.band)).toBeLessThanOrEqual(rank(before.standing.band));
          before = after;
        }
      }),
      { seed: 20_261_122, numRuns: 400 },
    );
  });
});
