import { counted } from '../kernel/plain-words.js';
import type { Answerer, RuleSet } from '../rule-sets/rule-set.js';

/** Days as families count them: 14 as 2 weeks, 10 as 10 days. */
export function waitWords(days: number): string {
  return days % 7 === 0 ? counted(days / 7, 'week') : counted(days, 'day');
}

/** Whom the service asks, as families call them. */
export const whomWeAsk: Readonly<Record<Answerer, string>> = {
  parent: 'parents and carers',
  child: 'children',
  school: 'schools',
  clinician: 'the team who know the child',
  council: 'the council',
};

/** The lists as families call them. */
const lists: Readonly<Record<string, string>> = {
  slt: 'help with talking',
  community_paediatrics: 'children’s doctors',
  neurodiversity: 'autism and ADHD checks',
  mental_health: 'feelings and mental health',
};

export function listWords(service: string): string {
  return lists[service] ?? service.replace(/_/g, ' ');
}

/** What decides where more than one rule is true. */
export const togetherWords: Readonly<Record<RuleSet['combine'], string>> = {
  'most-urgent': 'If more than one rule is true, the most urgent one decides. We do not add them up.',
  sum: 'If more than one rule is true, we add them up.',
  'first-match': 'We go through the rules one by one. The first one that is true decides.',
};

/** From which share of a safe wait a group goes before others. */
export function shareWords(percent: number): string {
  const parts: Readonly<Record<number, string>> = { 25: 'a quarter', 50: 'half', 75: 'three quarters' };
  return percent === 0
    ? 'from the first day'
    : `when ${parts[percent] ?? `${percent}%`} of the safe wait is used`;
}
