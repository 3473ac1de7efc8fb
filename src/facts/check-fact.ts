import { parsePlainDate } from '../kernel/plain-date.js';
import { never } from '../kernel/never.js';
import type { FactDefinition, FactValue } from './fact.js';

/** The only word that means "not known". A blank is a fault, never an answer. */
export const UNKNOWN = 'unknown';

const WHOLE_NUMBER = /^(0|[1-9]\d{0,8})$/;

/**
 * Whether a value, as sent, is of the code's type: `yes` or `no`; a whole number within its range, written without
 * sign, spaces or leading zeros; one of its words, exactly; a real CCYY-MM-DD date. `unknown` always is.
 */
export function checkFactValue(definition: FactDefinition, value: string): boolean {
  return value === UNKNOWN || factValue(definition, value) !== undefined;
}

/** The value as rules compare it, counts as numbers; undefined for `unknown` and for what is not of the code's type. */
export function factValue(definition: FactDefinition, value: string): FactValue | undefined {
  switch (definition.type) {
    case 'yes_no':
      return value === 'yes' || value === 'no' ? value : undefined;
    case 'one_of':
      return definition.values?.includes(value) ? value : undefined;
    case 'date':
      return parsePlainDate(value);
    case 'count': {
      if (!WHOLE_NUMBER.test(value)) return undefined;
      const number = Number(value);
      const [least, most] = definition.range ?? [0, Number.MAX_SAFE_INTEGER];
      return number >= least && number <= most ? number : undefined;
    }
    default:
      return never(definition.type);
  }
}

/** What may be sent for a code, in words for an error message. */
export function allowedValues(definition: FactDefinition): string {
  switch (definition.type) {
    case 'yes_no':
      return 'yes, no or unknown';
    case 'one_of':
      return `${(definition.values ?? []).join(', ')} or unknown`;
    case 'date':
      return 'a date CCYY-MM-DD or unknown';
    case 'count': {
      const [least, most] = definition.range ?? [0, Number.MAX_SAFE_INTEGER];
      return `a whole number from ${least} to ${most} or unknown`;
    }
    default:
      return never(definition.type);
  }
}
