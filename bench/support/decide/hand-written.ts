/* What a programmer would write who knew the forty rules by heart and cared for speed alone: the limit. */

export interface Child {
  age_months: number;
  single_words: number;
  combines_words: string;
  follows_instructions: string;
  feeding_or_swallowing_difficulty: string;
  stammer_months: number;
  definite_regression: string;
  developmental_delay: string;
  suicidal_ideation: string;
  self_harm: string;
  eating_disorder_signs: string;
  psychosis_signs: string;
  functional_impact: number;
  feels_safe: string;
  getting_worse: string;
  parent_carer_not_coping: string;
  reduced_access_to_education: string;
  education_measures_in_place: string;
  school_sessions_possible: number;
  school_sessions_absent: number;
  suspension_days_this_year: number;
  at_risk_of_permanent_exclusion: string;
  permanently_excluded: string;
  part_time_timetable_weeks: number;
  missing_education: string;
  electively_home_educated: string;
  alternative_provision: string;
  ehc_plan: string;
  child_in_need: string;
  child_protection_plan: string;
  looked_after: string;
  residential_at_distance: string;
  short_breaks: string;
  youth_justice: string;
  placement_breakdown_risk: string;
  ithrive_group: string;
  provider_priority: string;
}

/** Band by rank and points of complete facts, into places 0 and 2. */
export function byHand(f: Child, answer: Int32Array): void {
  let t = 0;
  const age = f.age_months;
  const ideation = f.suicidal_ideation;
  const harm = f.self_harm;
  const words = f.single_words;
  const follows = f.follows_instructions;
  const delay = f.developmental_delay;
  const impact = f.functional_impact;
  const worse = f.getting_worse === 'yes';
  const strain = f.parent_carer_not_coping === 'yes';
  const unsafe = f.feels_safe === 'no';
  const inNeed = f.child_in_need === 'yes';
  const protectedBy = f.child_protection_plan === 'yes';
  const lookedAfter = f.looked_after === 'yes';
  const placement = f.placement_breakdown_risk === 'yes';
  const missing = f.missing_education === 'yes';
  const reduced = f.reduced_access_to_education === 'yes';
  const noMeasures = f.education_measures_in_place === 'no';
  const alternative = f.alternative_provision === 'yes';
  const suspended = f.suspension_days_this_year;
  const partTime = f.part_time_timetable_weeks;
  const absent = f.school_sessions_absent;
  const priority = f.provider_priority;

  if (ideation === 'current_with_plan') t += 12;
  if (ideation === 'current_no_plan' || ideation === 'current_with_plan') t += 7;
  if (ideation !== 'none') t += 2;
  if (harm === 'current') t += 6;
  if (harm !== 'none' && unsafe) t += 4;
  if (f.psychosis_signs === 'yes') t += 9;
  if (age >= 84 && f.eating_disorder_signs === 'yes') t += 8;
  if (f.feeding_or_swallowing_difficulty === 'yes') t += 9;
  if (f.definite_regression === 'yes') t += 8;
  if (unsafe || protectedBy) t += 6;
  if (age >= 30) {
    if (words < 1) t += 5;
    if (words < 21 && f.combines_words === 'no') t += 3;
    if (
      follows === 'none' ||
      (age >= 48 && follows === 'one_step') ||
      (age >= 60 && (follows === 'one_step' || follows === 'related_two_step'))
    )
      t += 3;
    if (age >= 48 && words < 50) t += 2;
  }
  if (f.stammer_months >= 12 && impact >= 1) t += 2;
  if (f.stammer_months >= 36) t += 2;
  if (delay !== 'none' && worse) t += 3;
  if (delay === 'significant') t += 4;
  if (impact >= 1) {
    t += 1;
    if (impact >= 2) {
      t += 2;
      if (worse) t += 2;
      if (f.ithrive_group === 'getting_risk_support') t += 3;
      if (impact >= 3) t += 3;
      if (impact >= 4 && (worse || strain)) t += 4;
    }
  }
  if (strain && (inNeed || placement || f.short_breaks === 'overnight')) t += 3;
  if (missing || f.permanently_excluded === 'yes' || f.at_risk_of_permanent_exclusion === 'yes') t += 5;
  if (partTime >= 1) {
    if (noMeasures) t += 1;
    if (partTime >= 9 && age >= 60) t += 3;
  }
  if (suspended >= 6) {
    if (age >= 60) t += 2;
    if (suspended >= 16) t += 3;
  }
  if (absent >= 20) {
    if (f.school_sessions_possible >= 100) t += 2;
    if (absent >= 100 && f.school_sessions_possible >= 150 && f.electively_home_educated === 'no') t += 3;
  }
  if (reduced && (alternative || noMeasures)) t += 2;
  if ((reduced || suspended >= 6) && (f.ehc_plan === 'issued' || f.ehc_plan === 'in_assessment')) t += 1;
  if (lookedAfter) t += 4;
  if (placement && (lookedAfter || protectedBy || f.residential_at_distance === 'yes')) t += 5;
  if (f.youth_justice === 'yes' && (missing || inNeed)) t += 2;
  if (priority !== 'routine') t += priority === 'emergency' ? 20 : 15;
  if ((worse || impact >= 3) && (unsafe || inNeed || lookedAfter) && (reduced || alternative || missing))
    t += 4;

  answer[0] = t >= 26 ? 0 : t >= 14 ? 1 : t >= 6 ? 2 : 3;
  answer[2] = t;
}
