import type { Fact } from '../../../src/facts/fact.js';
import { factDefinition } from '../../../src/facts/vocabulary.js';
import { addDays, plainDate } from '../../../src/kernel/plain-date.js';
import type { LoadedRuleSet } from '../../../src/rule-sets/rule-set.js';
import type { DecisionInput } from '../../../src/triage/decision.js';
import { randomFrom } from '../order/random.js';
import type { PartlyKnown } from './children.js';

const ON = plainDate('2026-11-15');

/** Each child's known facts as parents, schools and clinicians told them over the last weeks of one speech and language wait. */
export function inputsOf(of: readonly PartlyKnown[], ruleSet: LoadedRuleSet, seed: number): DecisionInput[] {
  const random = randomFrom(seed);
  return of.map((child, nth) => {
    const id = `child-${nth}`;
    const referral = {
      id: `referral-${nth}`,
      service: 'slt' as const,
      waitingSince: addDays(ON, -Math.floor(random() * 300)),
    };
    const facts = Object.entries(child).flatMap(([code, value], i): Fact[] => {
      const definition = factDefinition(code);
      if (!definition || value === undefined) return [];
      const source = i % 3 === 0 ? 'parent' : i % 3 === 1 ? 'clinician' : 'school';
      // Built as rows of the store are: every fact with the same keys in the same order.
      return [
        {
          id: `${nth}-${i}`,
          childId: id,
          referralId: definition.subject === 'referral' ? referral.id : null,
          code,
          value: String(value),
          source,
          organisation: 'NR5',
          recordedOn: addDays(ON, -Math.floor(random() * 60)),
          withdrawnOn: null,
        },
      ];
    });
    return {
      referral,
      child: { id, birthDate: addDays(ON, -30 * Number(child['age_months'] ?? 60)) },
      lists: [
        { referralId: referral.id, service: 'slt', waitingSince: referral.waitingSince, closedOn: null },
      ],
      facts,
      standing: null,
      confirmations: [],
      on: ON,
      ruleSet,
    };
  });
}
