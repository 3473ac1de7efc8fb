import { parseRuleSet } from '../../../src/rule-sets/parse-rule-set.js';
import type { Condition, Group, Leaf, RuleSet } from '../../../src/rule-sets/rule-set.js';

/**
 * Forty rules over the 36 facts of the vocabulary that can be compared and the child's age, 1 to 8 comparisons each, no
 * `not`; points add up to a band. hand-written.ts says the same by hand. For measuring alone: no clinician wrote it.
 */
const rules: readonly (readonly [id: string, points: number, conditions: Group])[] = [
  ['suicidal-plan', 12, all(is('suicidal_ideation', 'current_with_plan'))],
  ['suicidal-thoughts', 7, all(among('suicidal_ideation', 'current_no_plan', 'current_with_plan'))],
  ['suicidal-past', 2, all(among('suicidal_ideation', 'past', 'current_no_plan', 'current_with_plan'))],
  ['self-harm-now', 6, all(is('self_harm', 'current'))],
  ['self-harm-unsafe', 4, all(among('self_harm', 'past', 'current'), is('feels_safe', 'no'))],
  ['psychosis', 9, any(is('psychosis_signs', 'yes'))],
  ['eating-disorder', 8, all(is('eating_disorder_signs', 'yes'), atLeast('age_months', 84))],
  ['feeding', 9, all(is('feeding_or_swallowing_difficulty', 'yes'))],
  ['regression', 8, all(is('definite_regression', 'yes'))],
  ['unsafe', 6, any(is('feels_safe', 'no'), is('child_protection_plan', 'yes'))],
  ['no-words', 5, all(atLeast('age_months', 30), below('single_words', 1))],
  ['few-words', 3, all(atLeast('age_months', 30), below('single_words', 21), is('combines_words', 'no'))],
  ['words-late', 2, all(atLeast('age_months', 48), below('single_words', 50))],
  [
    'instructions',
    3,
    any(
      all(atLeast('age_months', 30), is('follows_instructions', 'none')),
      all(atLeast('age_months', 48), among('follows_instructions', 'none', 'one_step')),
      all(atLeast('age_months', 60), among('follows_instructions', 'none', 'one_step', 'related_two_step')),
    ),
  ],
  ['stammer', 2, all(atLeast('stammer_months', 12), atLeast('functional_impact', 1))],
  ['stammer-long', 2, all(atLeast('stammer_months', 36))],
  ['delay', 3, all(among('developmental_delay', 'mild', 'significant'), is('getting_worse', 'yes'))],
  ['delay-significant', 4, all(is('developmental_delay', 'significant'))],
  ['impact-some', 1, all(atLeast('functional_impact', 1))],
  ['impact-much', 2, all(atLeast('functional_impact', 2))],
  ['impact-severe', 3, all(atLeast('functional_impact', 3))],
  [
    'impact-extreme',
    4,
    all(
      atLeast('functional_impact', 4),
      any(is('getting_worse', 'yes'), is('parent_carer_not_coping', 'yes')),
    ),
  ],
  ['worse', 2, all(is('getting_worse', 'yes'), atLeast('functional_impact', 2))],
  [
    'strain',
    3,
    all(
      is('parent_carer_not_coping', 'yes'),
      any(is('child_in_need', 'yes'), is('short_breaks', 'overnight'), is('placement_breakdown_risk', 'yes')),
    ),
  ],
  [
    'out-of-school',
    5,
    any(
      is('permanently_excluded', 'yes'),
      is('missing_education', 'yes'),
      is('at_risk_of_permanent_exclusion', 'yes'),
    ),
  ],
  ['part-time', 3, all(atLeast('part_time_timetable_weeks', 9), atLeast('age_months', 60))],
  [
    'part-time-short',
    1,
    all(atLeast('part_time_timetable_weeks', 1), is('education_measures_in_place', 'no')),
  ],
  ['suspended', 2, all(atLeast('suspension_days_this_year', 6), atLeast('age_months', 60))],
  ['suspended-long', 3, all(atLeast('suspension_days_this_year', 16))],
  ['absent', 2, all(atLeast('school_sessions_absent', 20), atLeast('school_sessions_possible', 100))],
  [
    'absent-much',
    3,
    all(
      atLeast('school_sessions_absent', 100),
      atLeast('school_sessions_possible', 150),
      is('electively_home_educated', 'no'),
    ),
  ],
  [
    'access-reduced',
    2,
    all(
      is('reduced_access_to_education', 'yes'),
      any(is('alternative_provision', 'yes'), is('education_measures_in_place', 'no')),
    ),
  ],
  [
    'ehc-plan',
    1,
    all(
      among('ehc_plan', 'in_assessment', 'issued'),
      any(is('reduced_access_to_education', 'yes'), atLeast('suspension_days_this_year', 6)),
    ),
  ],
  ['looked-after', 4, all(is('looked_after', 'yes'))],
  [
    'placement',
    5,
    all(
      is('placement_breakdown_risk', 'yes'),
      any(
        is('looked_after', 'yes'),
        is('residential_at_distance', 'yes'),
        is('child_protection_plan', 'yes'),
      ),
    ),
  ],
  [
    'youth-justice',
    2,
    all(is('youth_justice', 'yes'), any(is('missing_education', 'yes'), is('child_in_need', 'yes'))),
  ],
  ['risk-support', 3, all(is('ithrive_group', 'getting_risk_support'), atLeast('functional_impact', 2))],
  ['provider-urgent', 15, all(among('provider_priority', 'urgent', 'emergency'))],
  ['provider-emergency', 5, all(is('provider_priority', 'emergency'))],
  [
    'several-at-once',
    4,
    all(
      any(is('getting_worse', 'yes'), atLeast('functional_impact', 3)),
      any(is('feels_safe', 'no'), is('child_in_need', 'yes'), is('looked_after', 'yes')),
      any(
        is('reduced_access_to_education', 'yes'),
        is('alternative_provision', 'yes'),
        is('missing_education', 'yes'),
      ),
    ),
  ],
];

/** Read by the parser, so that what is measured is what the service would take. */
export function fortyRules(): RuleSet {
  const parsed = parseRuleSet(JSON.stringify(document()));
  if (!parsed.ok) throw new Error(parsed.faults.map(({ at, message }) => `${at} ${message}`).join('\n'));
  return parsed.value;
}

function document(): object {
  const band = (id: string, rank: number, days: number): object => ({
    ...{ id, title: id, rank, safeWaitDays: { default: days }, reviewWithinDays: days },
  });
  return {
    ...{ id: 'forty-rules', version: '1.0.0', title: 'Forty rules', purpose: 'To measure with.' },
    ...{ intendedUse: 'Benches.', signOff: 'None.', licence: 'MIT' },
    sources: [{ id: 'none', title: 'Invented', where: 'here' }],
    ...{ polarity: 'higher_is_more_urgent', serviceLines: ['slt'], combine: 'sum' },
    ...{ effectiveFrom: '2026-01-01', effectiveTo: null, defaultBand: 'routine', needs: [] },
    bands: [band('urgent', 0, 14), band('high', 1, 28), band('medium', 2, 84), band('routine', 3, 126)],
    totals: [
      { band: 'routine', from: 0 },
      { band: 'medium', from: 6 },
      { band: 'high', from: 14 },
      { band: 'urgent', from: 26 },
    ],
    mustKnow: { slt: [] },
    familyReasons: {},
    orderPolicy: { protectedBands: [], keptSlotsPercent: 0 },
    rules: rules.map(([id, points, conditions]) => ({
      ...{ id, title: id, source: 'Invented.', conditions },
      event: { type: 'points', params: { points, reason: { clinician: id, family: null } } },
    })),
  };
}

function all(...of: readonly Condition[]): Group {
  return { all: of };
}
function any(...of: readonly Condition[]): Group {
  return { any: of };
}
function is(fact: string, value: string): Leaf {
  return { fact, operator: 'equal', value };
}
function among(fact: string, ...value: readonly string[]): Leaf {
  return { fact, operator: 'in', value };
}
function atLeast(fact: string, value: number): Leaf {
  return { fact, operator: 'greaterThanInclusive', value };
}
function below(fact: string, value: number): Leaf {
  return { fact, operator: 'lessThan', value };
}
