import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyChild, shippedSet } from '../../test/support/arbitrary-children.js';
import { anyRuleSet } from '../../test/support/arbitrary-rules.js';
import { goldenSets } from '../../test/support/golden-sets.js';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import { addDays } from '../kernel/plain-date.js';
import { serviceLineIds } from '../referrals/service-line.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { decide } from './decide.js';
import type { DecisionInput } from './decision.js';
import { keptReceipt } from './receipt.js';
import { receiptText } from './receipt-text.js';

const seed = 20_261_115;

/** Words as nobody should send them, and somebody will. */
const oddWords = ['né "Bea"', 'back\\slash', 'line\nend', '\u2028', '\ud800', '', '<b>'];

const anySet: fc.Arbitrary<LoadedRuleSet> = fc.oneof(
  fc.constantFrom(shippedSet(), ...goldenSets),
  anyRuleSet.map((set) => ({
    set: {
      ...set,
      serviceLines: serviceLineIds,
      mustKnow: Object.fromEntries(serviceLineIds.map((service) => [service, set.mustKnow['slt'] ?? []])),
    },
    hash: '2'.repeat(64),
  })),
);

const anyInput: fc.Arbitrary<DecisionInput> = fc
  .record({
    ruleSet: anySet,
    child: fc.oneof(anyChild({ most: 30 }), anyChild({ most: 5 })),
    stood: fc.option(fc.constantFrom('urgent', 'high', 'medium'), { nil: null }),
    confirmed: fc.option(fc.constantFrom('medium', 'routine'), { nil: null }),
    word: fc.constantFrom('NR5', ...oddWords),
    confidence: fc.constantFrom(undefined, 'usual', 'child_in_confidence'),
    fromStore: fc.boolean(),
    nth: fc.nat({ max: 9 }),
  })
  .map(({ ruleSet, child, stood, confirmed, word, confidence, fromStore, nth }) => {
    const since = addDays(child.on, -30);
    const facts = child.facts.map((fact, i) => {
      const changed = {
        ...fact,
        id: i === nth ? `${word} ${fact.id}` : fact.id,
        childId: i === 3 ? 'another' : fact.childId,
        organisation: i % 3 === 0 ? word : fact.organisation,
        withdrawnOn: i === nth ? child.on : null,
      };
      if (!fromStore) return confidence === undefined ? changed : { confidence, ...changed };
      const { recordedOn, withdrawnOn, ...before } = changed;
      return { ...before, confidence, recordedOn, withdrawnOn };
    });
    return {
      ...child,
      facts,
      standing: stood && { band: stood, since, decisionId: word },
      confirmations: confirmed ? [{ band: confirmed, on: since, by: word, decisionId: 'd0' }] : [],
      ruleSet,
    };
  });

describe('the text of a receipt', () => {
  it('is letter for letter the JSON of the receipt, whatever the child, the rules, and what was sent', () => {
    fc.assert(
      fc.property(anyInput, fc.constantFrom('the only one', ...oddWords), (input, why) => {
        const made = { input, decision: decide(input, why) };
        expect(receiptText(made)).toBe(JSON.stringify(keptReceipt(made)));
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('is the same where the rules go by numbers, which objects put first', () => {
    const rules = ['b', '7', '10', 'a'].map((id) =>
      bandRule(id, 'high', { all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }] }),
    );
    const ruleSet = { set: smallSet({ rules, serviceLines: serviceLineIds }), hash: '3'.repeat(64) };
    for (const child of fc.sample(anyChild({ most: 3 }), { seed, numRuns: 20 })) {
      const input = { ...child, ruleSet };
      const made = { input, decision: decide(input, 'why') };
      expect(receiptText(made)).toBe(JSON.stringify(keptReceipt(made)));
    }
  });
});
