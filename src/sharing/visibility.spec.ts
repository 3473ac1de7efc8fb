import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confidences, factSources } from '../facts/fact.js';
import { vocabulary } from '../facts/vocabulary.js';
import { familyReasons, schoolReasons } from './family-reasons.js';
import { audiences, mayReach, type Told } from './visibility.js';

const codes = vocabulary.map(({ code }) => code);
const told: fc.Arbitrary<Told> = fc.record(
  {
    code: fc.constantFrom(...codes),
    source: fc.constantFrom(...factSources),
    confidence: fc.constantFrom(...confidences),
  },
  { requiredKeys: ['code', 'source'] },
);

describe('a fact', () => {
  it('that a child said reaches clinicians alone, unless its sender said it may be shared', () => {
    for (const audience of audiences)
      expect(mayReach({ code: 'self_harm', source: 'child' }, audience)).toBe(audience === 'clinician');
    expect(mayReach({ code: 'getting_worse', source: 'child', confidence: 'usual' }, 'coordinator')).toBe(
      true,
    );
  });

  it('of the council, of a register or of a third party never reaches family, school, navigator or program', () => {
    for (const source of ['council', 'system'] as const)
      for (const audience of ['family', 'school', 'navigator', 'system'] as const)
        expect(mayReach({ code: 'looked_after', source }, audience)).toBe(false);
    expect(mayReach({ code: 'ehc_plan', source: 'parent', confidence: 'third_party' }, 'family')).toBe(false);
  });

  it('known from police or social care never reaches a family, whoever passed it on', () => {
    for (const code of [
      'youth_justice',
      'child_in_need',
      'child_protection_plan',
      'placement_breakdown_risk',
    ])
      expect(mayReach({ code, source: 'clinician' }, 'family')).toBe(false);
  });

  it('of a child’s mind or safety reaches a parent only where a parent said it', () => {
    expect(mayReach({ code: 'self_harm', source: 'parent' }, 'family')).toBe(true);
    expect(mayReach({ code: 'self_harm', source: 'clinician' }, 'family')).toBe(false);
    expect(mayReach({ code: 'feels_safe', source: 'parent' }, 'family')).toBe(false);
  });

  it('that a parent or a clinician said about speech reaches the family', () => {
    for (const source of ['parent', 'clinician'] as const)
      expect(mayReach({ code: 'single_words', source }, 'family')).toBe(true);
  });
});

describe('reasons for a family', () => {
  const reason = fc.record({ reason: fc.uuid(), restsOn: fc.array(told, { maxLength: 4 }) });

  it('never rest on anything that may not reach them, and keep their order', () => {
    fc.assert(
      fc.property(fc.array(reason), (reasons) => {
        for (const [audience, shown] of [
          ['family', familyReasons(reasons)],
          ['school', schoolReasons(reasons)],
        ] as const)
          expect(shown).toEqual(
            reasons
              .filter(({ restsOn }) => !restsOn.some((fact) => !mayReach(fact, audience)))
              .map((one) => one.reason),
          );
      }),
    );
  });

  it('read the same whether a hidden reason was there or never was', () => {
    const hidden = fc.record({
      reason: fc.uuid(),
      restsOn: fc
        .tuple(told, fc.array(told, { maxLength: 3 }))
        .map(([one, more]): Told[] => [{ ...one, confidence: 'child_in_confidence' }, ...more]),
    });
    fc.assert(
      fc.property(fc.array(reason), hidden, fc.nat(), (reasons, secret, place) => {
        const at = place % (reasons.length + 1);
        const withSecret = [...reasons.slice(0, at), secret, ...reasons.slice(at)];
        expect(familyReasons(withSecret)).toEqual(familyReasons(reasons));
      }),
    );
  });

  it('that rest on lists and age alone may always be told', () => {
    expect(familyReasons([{ reason: 'waited long', restsOn: [] }])).toEqual(['waited long']);
  });
});
