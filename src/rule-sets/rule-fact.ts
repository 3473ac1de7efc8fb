import type { FactDefinition } from '../facts/fact.js';
import { schoolPhases } from '../facts/derive.js';
import { worryGrows } from '../facts/concern.js';
import { factDefinition } from '../facts/vocabulary.js';

/** What a condition may compare: a line of the vocabulary, or a derived fact. */
export type RuleFact = {
  code: string;
  /** Which way worry grows along its values; `not` where they have no such order. */
  worry: 'up' | 'down' | 'not';
} & ({ kind: 'words'; values: readonly string[] } | { kind: 'count'; least: number; most: number });

const yesNo = ['no', 'yes'] as const;

const derived: Readonly<Record<string, RuleFact>> = Object.fromEntries(
  [
    count('age_years', 130, 'not'),
    count('age_months', 1560, 'not'),
    words('school_phase', schoolPhases, 'not'),
    count('open_lists', 100, 'up'),
    count('days_waited', 40_000, 'up'),
    words('persistent_absence', yesNo, 'up'),
    words('severe_absence', yesNo, 'up'),
    count('highest_functional_impact', 4, 'up'),
    count('need_domains', 7, 'up'),
    ...[
      'communication',
      'neurodevelopment',
      'physical_health',
      'mental_health',
      'safety',
      'education',
      'care_and_family',
    ].map((domain) => words(`need_${domain}`, yesNo, 'up')),
  ].map((fact) => [fact.code, fact]),
);

/** The fact a condition names; undefined where there is none, or none that can be compared (dates cannot). */
export function ruleFact(code: string): RuleFact | undefined {
  if (Object.hasOwn(derived, code)) return derived[code];
  const definition = factDefinition(code);
  return definition && fromVocabulary(definition);
}

export function isDerived(code: string): boolean {
  return Object.hasOwn(derived, code);
}

/** Derived facts that are always known: they follow from dates alone. */
export const alwaysKnown: ReadonlySet<string> = new Set([
  'age_years',
  'age_months',
  'school_phase',
  'open_lists',
  'days_waited',
]);

/** Derived facts, other than needs, by the fact of the vocabulary that could settle them. */
export const restsOn: Readonly<Record<string, readonly string[]>> = {
  functional_impact: ['highest_functional_impact'],
  school_sessions_absent: ['persistent_absence', 'severe_absence'],
  school_sessions_possible: ['persistent_absence', 'severe_absence'],
};

function fromVocabulary(definition: FactDefinition): RuleFact | undefined {
  const worry = worryGrows(definition);
  switch (definition.type) {
    case 'yes_no':
      return words(definition.code, yesNo, worry);
    case 'one_of':
      return words(definition.code, definition.values ?? [], worry);
    case 'count': {
      const [least, most] = definition.range ?? [0, 0];
      return { code: definition.code, kind: 'count', least, most, worry };
    }
    case 'date':
    default:
      return undefined;
  }
}

function words(code: string, values: readonly string[], worry: RuleFact['worry']): RuleFact {
  return { code, kind: 'words', values, worry };
}

function count(code: string, most: number, worry: RuleFact['worry']): RuleFact {
  return { code, kind: 'count', least: 0, most, worry };
}
