import { codeInWords } from '../kernel/plain-words.js';
import { monthsWords } from './months-words.js';
import { ruleFactWords } from './rule-fact-words.js';
import { isTool, type AnySet, type ToolFact } from './tool-set.js';

/** What people call the things that rule sets name by codes. */
export interface Wording {
  service(code: string): string;
  fact(code: string): string;
  value(fact: string, value: number | string): string;
}

/** The words of the vocabulary and of the facts worked out from it. */
export const usualWording: Wording = {
  service: codeInWords,
  fact: ruleFactWords,
  value: (fact, value) =>
    fact === 'age_months' ? monthsWords(Number(value)) : String(value).replace(/_/g, ' '),
};

/** The same with the facts that published tools declare for themselves; where both do, the later one's words. */
export function wordingOf(before: AnySet, after: AnySet, service: Wording['service'] = codeInWords): Wording {
  const declared = new Map<string, ToolFact>(
    [before, after].flatMap((set) =>
      isTool(set) ? set.facts.map((fact) => [fact.code, fact] as const) : [],
    ),
  );
  return {
    service,
    fact: (code) => declared.get(code)?.title ?? usualWording.fact(code),
    value: (fact, value) => {
      const found = declared.get(fact);
      const title = found?.values?.find((one) => one.value === value)?.title;
      if (title !== undefined) return title;
      return found?.unit === undefined ? usualWording.value(fact, value) : `${value} ${found.unit}`;
    },
  };
}
