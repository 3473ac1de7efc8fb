import { listed } from '../kernel/plain-words.js';
import type { Condition, Group, Leaf } from './rule-set.js';
import { usualWording, type Wording } from './wording.js';

/**
 * A condition as a clinician reads it: “functional impact on daily life: 3 or more; and (self-harm: current; or …)”.
 * Conditions that mean different things never read alike.
 */
export function conditionWords(condition: Condition, wording: Wording = usualWording): string {
  if (!isGroup(condition)) return `${wording.fact(condition.fact)}: ${comparisonWords(condition, wording)}`;
  return partsOf(condition)
    .map((part) => {
      const words = conditionWords(part, wording);
      return isGroup(part) && partsOf(part).length > 1 ? `(${words})` : words;
    })
    .join('all' in condition ? '; and ' : '; or ');
}

/** What a comparison wants of its fact: “3 or more”, “one of past or current”. */
export function comparisonWords({ fact, operator, value }: Leaf, wording: Wording): string {
  const values = Array.isArray(value) ? (value as readonly (number | string)[]) : [value as number | string];
  const all = values.map((one) => wording.value(fact, one)).sort();
  const one = all[0] ?? '';
  switch (operator) {
    case 'equal':
      return one;
    case 'notEqual':
      return `not ${one}`;
    case 'in':
      return all.length === 1 ? one : `one of ${listed(all, 'or')}`;
    case 'notIn':
      return all.length === 1 ? `not ${one}` : `none of ${listed(all, 'or')}`;
    case 'lessThan':
      return `under ${one}`;
    case 'lessThanInclusive':
      return `${one} or less`;
    case 'greaterThan':
      return `more than ${one}`;
    case 'greaterThanInclusive':
      return `${one} or more`;
  }
}

export function isGroup(condition: Condition): condition is Group {
  return 'all' in condition || 'any' in condition;
}

export function partsOf(group: Group): readonly Condition[] {
  return 'all' in group ? group.all : group.any;
}
