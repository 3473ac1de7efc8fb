import { factDefinition } from '../facts/vocabulary.js';
import { codeInWords } from '../kernel/plain-words.js';

/** Facts that are worked out (rule-set.ts, derivedFacts), as a clinician would say them. */
export const derivedFactWords: Readonly<Record<string, string>> = {
  age_years: 'Age in completed years',
  age_months: 'Age in completed months',
  school_phase: 'School phase',
  open_lists: 'Lists the child is on',
  days_waited: 'Days waited',
  persistent_absence: 'Persistently absent from school (10% or more)',
  severe_absence: 'Severely absent from school (50% or more)',
  highest_functional_impact: 'Highest functional impact on any list',
  need_domains: 'Need domains with current concern',
  need_communication: 'A communication need',
  need_neurodevelopment: 'A neurodevelopmental need',
  need_physical_health: 'A physical health need',
  need_mental_health: 'A mental health need',
  need_safety: 'A safety need',
  need_education: 'An education need',
  need_care_and_family: 'A care and family need',
};

/** What a condition looks at, inside a sentence, for clinicians: without the remarks on its scale that the vocabulary adds. */
export function ruleFactWords(code: string): string {
  // Its values are said in years and months.
  if (code === 'age_months') return 'age';
  const derived = derivedFactWords[code];
  if (derived !== undefined) return derived.charAt(0).toLowerCase() + derived.slice(1);
  const words = factDefinition(code)?.meaning.clinician ?? codeInWords(code).toLowerCase();
  return words.replace(/(; |, 0 ).*$/, '');
}
