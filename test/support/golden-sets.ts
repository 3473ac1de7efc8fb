import { serviceLineIds } from '../../src/referrals/service-line.js';
import type { Group, LoadedRuleSet, Rule, RuleSet } from '../../src/rule-sets/rule-set.js';
import { bandRule, pointsRule, smallSet } from './rule-sets.js';

const is = (fact: string, operator: 'equal' | 'notEqual', value: string) => ({ fact, operator, value });
const atLeast = (fact: string, value: number) => ({ fact, operator: 'greaterThanInclusive', value }) as const;
const below = (fact: string, value: number) => ({ fact, operator: 'lessThan', value }) as const;
const reason = (id: string) => ({ clinician: `Because of ${id}.`, family: null });

const crisis: Group = {
  any: [is('suicidal_ideation', 'equal', 'current_with_plan'), is('feels_safe', 'equal', 'no')],
};
const beyondBands: readonly Rule[] = [
  {
    id: 'crisis',
    title: 'Crisis',
    source: 'Invented.',
    conditions: crisis,
    event: {
      type: 'route',
      params: { to: 'act_today', reason: reason('crisis'), whatToDo: 'Ring the family.' },
    },
  },
  {
    id: 'two-needs',
    title: 'Two needs',
    source: 'Invented.',
    conditions: { all: [atLeast('need_domains', 2)] },
    event: { type: 'flag', params: { board: 'locality', reason: reason('two needs') } },
  },
  {
    id: 'ask-school',
    title: 'Ask the school',
    source: 'Invented.',
    conditions: { all: [is('severe_absence', 'equal', 'yes')] },
    event: {
      type: 'ask',
      params: { question: 'What helps?', of: 'school', withinDays: 14, reason: reason('absence') },
    },
  },
];

const conditions: Readonly<Record<string, Group>> = {
  feeding: { all: [is('feeding_or_swallowing_difficulty', 'equal', 'yes')] },
  'few-words': { all: [below('single_words', 5), atLeast('age_months', 30)] },
  impact: { all: [atLeast('highest_functional_impact', 3)] },
  'plan-or-worse': { any: [is('ehc_plan', 'equal', 'none'), is('getting_worse', 'equal', 'yes')] },
  // Opposes the one above: "none" and "not none" leave no way out between them.
  'some-plan': { all: [is('ehc_plan', 'notEqual', 'none'), atLeast('days_waited', 200)] },
  'two-lists': { all: [atLeast('open_lists', 2), is('need_communication', 'equal', 'yes')] },
  absent: { all: [is('persistent_absence', 'equal', 'yes')] },
};
const bands = ['urgent', 'high', 'medium', 'medium', 'high', 'medium', 'high'];
const points = [5, 2, 2, 1, -1, 3, 1];

/** One set for each way of combining, with every kind of rule, of fact worked out, and of unknown that matters. */
export const goldenSets: readonly LoadedRuleSet[] = (['most-urgent', 'sum', 'first-match'] as const).map(
  (combine, nth) => ({ set: goldenSet(combine), hash: String(nth).repeat(64) }),
);

function goldenSet(combine: RuleSet['combine']): RuleSet {
  const placing = Object.entries(conditions).map(([id, group], i) =>
    combine === 'sum' ? pointsRule(id, points[i] ?? 1, group) : bandRule(id, bands[i] ?? 'medium', group),
  );
  const mustKnow = [
    { fact: 'getting_worse', askOf: 'parent', withinDays: 14 },
    { fact: 'single_words', askOf: 'clinician', withinDays: 28, toAgeMonths: 60 },
    { fact: 'functional_impact', askOf: 'school', withinDays: 21 },
    { fact: 'feels_safe', askOf: 'clinician', withinDays: 7, safety: true, fromAgeMonths: 48 },
  ] as const;
  return smallSet({
    id: `golden-${combine}`,
    combine,
    serviceLines: serviceLineIds,
    mustKnow: Object.fromEntries(serviceLineIds.map((service) => [service, mustKnow])),
    needs: [
      {
        domain: 'communication',
        source: 'Invented.',
        conditions: { any: [is('combines_words', 'equal', 'no'), below('single_words', 5)] },
      },
      {
        domain: 'education',
        source: 'Invented.',
        conditions: { all: [is('persistent_absence', 'equal', 'yes')] },
      },
    ],
    rules: [...placing, ...beyondBands],
    ...(combine === 'sum'
      ? {
          totals: [
            { band: 'routine', from: -100 },
            { band: 'medium', from: 2 },
            { band: 'high', from: 4 },
            { band: 'urgent', from: 6 },
          ],
        }
      : {}),
  });
}

/** Every code of the vocabulary that decides something in these sets. */
export const goldenCodes: ReadonlySet<string> = new Set([
  'suicidal_ideation',
  'feels_safe',
  'feeding_or_swallowing_difficulty',
  'single_words',
  'combines_words',
  'functional_impact',
  'ehc_plan',
  'getting_worse',
  'school_sessions_absent',
  'school_sessions_possible',
]);
