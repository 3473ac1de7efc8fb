import { describe, expect, it } from '@jest/globals';
import { factValue } from './check-fact.js';
import { severity, weightOf } from './concern.js';
import type { FactDefinition } from './fact.js';
import { factDefinition } from './vocabulary.js';

function definitionOf(code: string): FactDefinition {
  const definition = factDefinition(code);
  if (!definition) throw new Error(code);
  return definition;
}

describe('what concerns', () => {
  it.each([
    ['getting_worse', 'yes', 'concerning'],
    ['getting_worse', 'no', 'reassuring'],
    ['feels_safe', 'no', 'concerning'],
    ['feels_safe', 'yes', 'reassuring'],
    ['suicidal_ideation', 'none', 'reassuring'],
    ['suicidal_ideation', 'past', 'concerning'],
    ['provider_priority', 'routine', 'reassuring'],
    ['provider_priority', 'urgent', 'concerning'],
    ['functional_impact', '1', 'reassuring'],
    ['functional_impact', '2', 'concerning'],
    ['suspension_days_this_year', '0', 'reassuring'],
    ['suspension_days_this_year', '1', 'concerning'],
    ['follows_instructions', 'one_step', 'concerning'],
    ['follows_instructions', 'related_two_step', 'reassuring'],
    ['single_words', '0', 'neither'],
    ['ehc_plan', 'issued', 'neither'],
  ])('%s %s is %s', (code, value, weight) => {
    const definition = definitionOf(code);
    expect(weightOf(definition, factValue(definition, value) ?? '')).toBe(weight);
  });

  it('grows with a worse value whichever way its numbers run', () => {
    expect(severity(definitionOf('single_words'), 3)).toBeGreaterThan(
      severity(definitionOf('single_words'), 30),
    );
    expect(severity(definitionOf('functional_impact'), 3)).toBeGreaterThan(
      severity(definitionOf('functional_impact'), 2),
    );
    expect(severity(definitionOf('feels_safe'), 'no')).toBeGreaterThan(
      severity(definitionOf('feels_safe'), 'yes'),
    );
    expect(severity(definitionOf('self_harm'), 'current')).toBeGreaterThan(
      severity(definitionOf('self_harm'), 'past'),
    );
  });
});
