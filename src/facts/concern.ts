import { never } from '../kernel/never.js';
import type { FactDefinition, FactValue } from './fact.js';

/** What a value does to a reader's worry. Only reassurance goes stale; a value that is neither ages like reassurance. */
export type Weight = 'concerning' | 'reassuring' | 'neither';

/** Counts above this concern; without an entry, any count above 0 does. */
const countConcernsAbove: Readonly<Record<string, number>> = {
  // 0 none and 1 mild are daily life with a difficulty; from 2 (moderate) daily life suffers.
  functional_impact: 1,
};

/**
 * Whether a value concerns (facts.csv, column `concern`; clinical-core, Facts):
 * - risk-yes: yes. risk-no: no.
 * - risk-order: every word after the first.
 * - risk-high: a count above 0, functional impact from 2.
 * - risk-low over words, least able first: the words before `related_two_step`. A child of three follows two related
 *   steps, so not following them is the concern whatever the words after it say.
 * - risk-low over counts (single words) has no threshold of its own: what is few depends on age, so a rule decides. The
 *   value is neither; it ages like reassurance, and of two values the lower counts.
 * - neutral: neither.
 */
export function weightOf(definition: FactDefinition, value: FactValue): Weight {
  switch (definition.concern) {
    case 'risk-yes':
      return value === 'yes' ? 'concerning' : 'reassuring';
    case 'risk-no':
      return value === 'no' ? 'concerning' : 'reassuring';
    case 'risk-order':
      return position(definition, value) > 0 ? 'concerning' : 'reassuring';
    case 'risk-high':
      return Number(value) > (countConcernsAbove[definition.code] ?? 0) ? 'concerning' : 'reassuring';
    case 'risk-low':
      if (definition.type !== 'one_of') return 'neither';
      return position(definition, value) < position(definition, 'related_two_step')
        ? 'concerning'
        : 'reassuring';
    case 'neutral':
      return 'neither';
    default:
      return never(definition.concern);
  }
}

export function isConcerning(definition: FactDefinition, value: FactValue): boolean {
  return weightOf(definition, value) === 'concerning';
}

/** Which way worry grows along a code's values: with larger ones, with smaller ones, or not at all. */
export function worryGrows(definition: FactDefinition): 'up' | 'down' | 'not' {
  if (definition.concern === 'neutral') return 'not';
  return definition.concern === 'risk-no' || definition.concern === 'risk-low' ? 'down' : 'up';
}

/**
 * Where a value stands among the values of its code, larger for more concerning. Neutral values have no such order: they
 * stand by their place alone, so that a tie between them ends the same way every time.
 */
export function severity(definition: FactDefinition, value: FactValue): number {
  const place = position(definition, value);
  return worryGrows(definition) === 'down' ? -place : place;
}

function position(definition: FactDefinition, value: FactValue): number {
  switch (definition.type) {
    case 'yes_no':
      return value === 'yes' ? 1 : 0;
    case 'one_of':
      return (definition.values ?? []).indexOf(String(value));
    case 'count':
      return Number(value);
    case 'date':
      return Number(String(value).replace(/-/g, ''));
    default:
      return never(definition.type);
  }
}
