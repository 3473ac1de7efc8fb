import { factValue } from './check-fact.js';
import { isConcerning, severity } from './concern.js';
import type { FactDefinition, FactValue } from './fact.js';

/** What a value as sent says. `value` is undefined for `unknown` and for what is not of the code's type. */
export interface Weighed {
  value: FactValue | undefined;
  severity: number;
  concerning: boolean;
}

const NOTHING: Weighed = { value: undefined, severity: Number.NEGATIVE_INFINITY, concerning: false };

/** The same few words and counts are said of every child: each is weighed once. Dates, of which there are many, are not kept. */
const kept = new WeakMap<FactDefinition, Map<string, Weighed>>();

export function weigh(definition: FactDefinition, said: string): Weighed {
  let ofCode = kept.get(definition);
  if (!ofCode) kept.set(definition, (ofCode = new Map<string, Weighed>()));
  const before = ofCode.get(said);
  if (before) return before;
  const value = factValue(definition, said);
  if (value === undefined) return NOTHING;
  const weighed = {
    value,
    severity: severity(definition, value),
    concerning: isConcerning(definition, value),
  };
  if (definition.type !== 'date') ofCode.set(said, weighed);
  return weighed;
}
