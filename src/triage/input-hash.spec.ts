import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyChild, shippedSet } from '../../test/support/arbitrary-children.js';
import { confidences } from '../facts/fact.js';
import { decide } from './decide.js';

const ruleSet = shippedSet();

describe('the hash of a decision', () => {
  it('is the same however confidential its facts are: receipts from before confidence was kept replay unchanged', () => {
    fc.assert(
      fc.property(
        anyChild({ most: 10 }),
        fc.infiniteStream(fc.constantFrom(...confidences)),
        (input, any) => {
          const facts = input.facts.map((fact) => ({ ...fact, confidence: any.next().value }));
          const before = decide({ ...input, ruleSet }, 'the only one');
          expect(decide({ ...input, facts, ruleSet }, 'the only one')).toEqual(before);
        },
      ),
      { numRuns: 30 },
    );
  });
});
