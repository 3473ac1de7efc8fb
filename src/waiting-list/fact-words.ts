import type { FactValue } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { parsePlainDate } from '../kernel/plain-date.js';
import { codeInWords, dayInWords } from '../kernel/plain-words.js';
import { derivedFactWords } from '../rule-sets/rule-fact-words.js';

/** What a fact is about, beginning with a capital. */
export function factTitle(code: string): string {
  const words = derivedFactWords[code] ?? factDefinition(code)?.meaning.clinician ?? codeInWords(code);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether it is worked out from other facts and from the child's dates. */
export function isWorkedOut(code: string): boolean {
  return code in derivedFactWords;
}

export function valueInWords(value: FactValue): string {
  const text = String(value);
  const date = parsePlainDate(text);
  return date ? dayInWords(date) : text.replace(/_/g, ' ');
}

const WHY_UNKNOWN: Readonly<Record<string, string>> = {
  never_recorded: 'never recorded',
  recorded_unknown: 'recorded as unknown',
  stale: 'last answer is out of date',
  inputs_unknown: 'worked out from something unknown',
};

export function whyUnknown(why: string | null): string {
  return WHY_UNKNOWN[why ?? ''] ?? 'unknown';
}

const SOURCES: Readonly<Record<string, string>> = {
  parent: 'Parent or carer',
  child: 'The child',
  school: 'School',
  clinician: 'Clinician',
  council: 'Council',
  system: 'Worked out by the service',
};

/** Who said it, with the organisation where there is one. */
export function saidBy(source: string | null, organisation: string | null): string {
  if (source === null) return '';
  const who = SOURCES[source] ?? codeInWords(source);
  return organisation ? `${who}, ${organisation}` : who;
}
