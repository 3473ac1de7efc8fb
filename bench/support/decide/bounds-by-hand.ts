import type { Child } from './hand-written.js';

/*
 * Both bounds and what to ask, by hand: every comparison once, `x` where it is certain and `xp` where it is still
 * possible; then one step a rule. A bit for each fact, in the order in which the rules name them, the last five apart.
 */
const IDEATION = 1 << 0;
const HARM = 1 << 1;
const SAFE = 1 << 2;
const PSYCHOSIS = 1 << 3;
const EATING = 1 << 4;
const AGE = 1 << 5;
const FEEDING = 1 << 6;
const REGRESSION = 1 << 7;
const PROTECTED = 1 << 8;
const WORDS = 1 << 9;
const COMBINES = 1 << 10;
const FOLLOWS = 1 << 11;
const STAMMER = 1 << 12;
const IMPACT = 1 << 13;
const DELAY = 1 << 14;
const WORSE = 1 << 15;
const STRAIN = 1 << 16;
const NEED = 1 << 17;
const BREAKS = 1 << 18;
const PLACEMENT = 1 << 19;
const EXCLUDED = 1 << 20;
const MISSING = 1 << 21;
const RISK = 1 << 22;
const PART_TIME = 1 << 23;
const MEASURES = 1 << 24;
const SUSPENDED = 1 << 25;
const ABSENT = 1 << 26;
const SESSIONS = 1 << 27;
const HOME = 1 << 28;
const REDUCED = 1 << 29;
const ALTERNATIVE = 1 << 30;
const EHC = 1 << 31;
const LOOKED_AFTER = 1 << 0;
const AWAY = 1 << 1;
const JUSTICE = 1 << 2;
const THRIVE = 1 << 3;
const PRIORITY = 1 << 4;

/** Bands by rank into places 0 and 1, points into 2 and 3, unknown facts that could still move them into 4 and 5. */
export function boundsByHand(f: Partial<Child>, answer: Int32Array): void {
  let lo = 0;
  let hi = 0;
  let q = 0;
  let r = 0;
  let u = 0;
  let w = 0;
  const age = f.age_months ?? NaN;
  const noAge = f.age_months === undefined;
  if (noAge) u |= AGE;
  const age30 = age >= 30;
  const age30p = noAge || age30;
  const age48 = age >= 48;
  const age48p = noAge || age48;
  const age60 = age >= 60;
  const age60p = noAge || age60;
  const age84 = age >= 84;
  const age84p = noAge || age84;
  const words = f.single_words ?? NaN;
  const noWords = f.single_words === undefined;
  if (noWords) u |= WORDS;
  const words1 = words < 1;
  const words1p = noWords || words1;
  const words21 = words < 21;
  const words21p = noWords || words21;
  const words50 = words < 50;
  const words50p = noWords || words50;
  const stammer = f.stammer_months ?? NaN;
  const noStammer = f.stammer_months === undefined;
  if (noStammer) u |= STAMMER;
  const stammer12 = stammer >= 12;
  const stammer12p = noStammer || stammer12;
  const stammer36 = stammer >= 36;
  const stammer36p = noStammer || stammer36;
  const impact = f.functional_impact ?? NaN;
  const noImpact = f.functional_impact === undefined;
  if (noImpact) u |= IMPACT;
  const impact1 = impact >= 1;
  const impact1p = noImpact || impact1;
  const impact2 = impact >= 2;
  const impact2p = noImpact || impact2;
  const impact3 = impact >= 3;
  const impact3p = noImpact || impact3;
  const impact4 = impact >= 4;
  const impact4p = noImpact || impact4;
  const part = f.part_time_timetable_weeks ?? NaN;
  const noPart = f.part_time_timetable_weeks === undefined;
  if (noPart) u |= PART_TIME;
  const part1 = part >= 1;
  const part1p = noPart || part1;
  const part9 = part >= 9;
  const part9p = noPart || part9;
  const days = f.suspension_days_this_year ?? NaN;
  const noDays = f.suspension_days_this_year === undefined;
  if (noDays) u |= SUSPENDED;
  const days6 = days >= 6;
  const days6p = noDays || days6;
  const days16 = days >= 16;
  const days16p = noDays || days16;
  const absent = f.school_sessions_absent ?? NaN;
  const noAbsent = f.school_sessions_absent === undefined;
  if (noAbsent) u |= ABSENT;
  const absent20 = absent >= 20;
  const absent20p = noAbsent || absent20;
  const absent100 = absent >= 100;
  const absent100p = noAbsent || absent100;
  const sessions = f.school_sessions_possible ?? NaN;
  const noSessions = f.school_sessions_possible === undefined;
  if (noSessions) u |= SESSIONS;
  const sessions100 = sessions >= 100;
  const sessions100p = noSessions || sessions100;
  const sessions150 = sessions >= 150;
  const sessions150p = noSessions || sessions150;
  const apart = f.combines_words === 'no';
  const apartp = f.combines_words !== 'yes';
  if (f.combines_words === undefined) u |= COMBINES;
  const feeding = f.feeding_or_swallowing_difficulty === 'yes';
  const feedingp = f.feeding_or_swallowing_difficulty !== 'no';
  if (f.feeding_or_swallowing_difficulty === undefined) u |= FEEDING;
  const regression = f.definite_regression === 'yes';
  const regressionp = f.definite_regression !== 'no';
  if (f.definite_regression === undefined) u |= REGRESSION;
  const eating = f.eating_disorder_signs === 'yes';
  const eatingp = f.eating_disorder_signs !== 'no';
  if (f.eating_disorder_signs === undefined) u |= EATING;
  const psychosis = f.psychosis_signs === 'yes';
  const psychosisp = f.psychosis_signs !== 'no';
  if (f.psychosis_signs === undefined) u |= PSYCHOSIS;
  const unsafe = f.feels_safe === 'no';
  const unsafep = f.feels_safe !== 'yes';
  if (f.feels_safe === undefined) u |= SAFE;
  const worse = f.getting_worse === 'yes';
  const worsep = f.getting_worse !== 'no';
  if (f.getting_worse === undefined) u |= WORSE;
  const strain = f.parent_carer_not_coping === 'yes';
  const strainp = f.parent_carer_not_coping !== 'no';
  if (f.parent_carer_not_coping === undefined) u |= STRAIN;
  const reduced = f.reduced_access_to_education === 'yes';
  const reducedp = f.reduced_access_to_education !== 'no';
  if (f.reduced_access_to_education === undefined) u |= REDUCED;
  const bare = f.education_measures_in_place === 'no';
  const barep = f.education_measures_in_place !== 'yes';
  if (f.education_measures_in_place === undefined) u |= MEASURES;
  const risk = f.at_risk_of_permanent_exclusion === 'yes';
  const riskp = f.at_risk_of_permanent_exclusion !== 'no';
  if (f.at_risk_of_permanent_exclusion === undefined) u |= RISK;
  const excluded = f.permanently_excluded === 'yes';
  const excludedp = f.permanently_excluded !== 'no';
  if (f.permanently_excluded === undefined) u |= EXCLUDED;
  const missing = f.missing_education === 'yes';
  const missingp = f.missing_education !== 'no';
  if (f.missing_education === undefined) u |= MISSING;
  const school = f.electively_home_educated === 'no';
  const schoolp = f.electively_home_educated !== 'yes';
  if (f.electively_home_educated === undefined) u |= HOME;
  const other = f.alternative_provision === 'yes';
  const otherp = f.alternative_provision !== 'no';
  if (f.alternative_provision === undefined) u |= ALTERNATIVE;
  const need = f.child_in_need === 'yes';
  const needp = f.child_in_need !== 'no';
  if (f.child_in_need === undefined) u |= NEED;
  const plan = f.child_protection_plan === 'yes';
  const planp = f.child_protection_plan !== 'no';
  if (f.child_protection_plan === undefined) u |= PROTECTED;
  const cared = f.looked_after === 'yes';
  const caredp = f.looked_after !== 'no';
  if (f.looked_after === undefined) w |= LOOKED_AFTER;
  const away = f.residential_at_distance === 'yes';
  const awayp = f.residential_at_distance !== 'no';
  if (f.residential_at_distance === undefined) w |= AWAY;
  const justice = f.youth_justice === 'yes';
  const justicep = f.youth_justice !== 'no';
  if (f.youth_justice === undefined) w |= JUSTICE;
  const placed = f.placement_breakdown_risk === 'yes';
  const placedp = f.placement_breakdown_risk !== 'no';
  if (f.placement_breakdown_risk === undefined) u |= PLACEMENT;
  const ideation = f.suicidal_ideation;
  const noIdeation = ideation === undefined;
  if (noIdeation) u |= IDEATION;
  const planned = ideation === 'current_with_plan';
  const plannedp = noIdeation || planned;
  const thinking = ideation === 'current_no_plan' || ideation === 'current_with_plan';
  const thinkingp = noIdeation || thinking;
  const ever = ideation === 'past' || ideation === 'current_no_plan' || ideation === 'current_with_plan';
  const everp = noIdeation || ever;
  const harm = f.self_harm;
  const noHarm = harm === undefined;
  if (noHarm) u |= HARM;
  const harmNow = harm === 'current';
  const harmNowp = noHarm || harmNow;
  const harmEver = harm === 'past' || harm === 'current';
  const harmEverp = noHarm || harmEver;
  const follows = f.follows_instructions;
  const noFollows = follows === undefined;
  if (noFollows) u |= FOLLOWS;
  const none = follows === 'none';
  const nonep = noFollows || none;
  const one = follows === 'none' || follows === 'one_step';
  const onep = noFollows || one;
  const two = follows === 'none' || follows === 'one_step' || follows === 'related_two_step';
  const twop = noFollows || two;
  const delay = f.developmental_delay;
  const noDelay = delay === undefined;
  if (noDelay) u |= DELAY;
  const late = delay === 'mild' || delay === 'significant';
  const latep = noDelay || late;
  const veryLate = delay === 'significant';
  const veryLatep = noDelay || veryLate;
  const breaks = f.short_breaks;
  const noBreaks = breaks === undefined;
  if (noBreaks) u |= BREAKS;
  const overnight = breaks === 'overnight';
  const overnightp = noBreaks || overnight;
  const ehc = f.ehc_plan;
  const noEhc = ehc === undefined;
  if (noEhc) u |= EHC;
  const planning = ehc === 'in_assessment' || ehc === 'issued';
  const planningp = noEhc || planning;
  const thrive = f.ithrive_group;
  const noThrive = thrive === undefined;
  if (noThrive) w |= THRIVE;
  const support = thrive === 'getting_risk_support';
  const supportp = noThrive || support;
  const priority = f.provider_priority;
  const noPriority = priority === undefined;
  if (noPriority) w |= PRIORITY;
  const urgent = priority === 'urgent' || priority === 'emergency';
  const urgentp = noPriority || urgent;
  const emergency = priority === 'emergency';
  const emergencyp = noPriority || emergency;
  if (plannedp) {
    hi += 12;
    if (planned) lo += 12;
    else {
      q |= IDEATION;
    }
  }
  if (thinkingp) {
    hi += 7;
    if (thinking) lo += 7;
    else {
      q |= IDEATION;
    }
  }
  if (everp) {
    hi += 2;
    if (ever) lo += 2;
    else {
      q |= IDEATION;
    }
  }
  if (harmNowp) {
    hi += 6;
    if (harmNow) lo += 6;
    else {
      q |= HARM;
    }
  }
  if (harmEverp && unsafep) {
    hi += 4;
    if (harmEver && unsafe) lo += 4;
    else {
      q |= HARM | SAFE;
    }
  }
  if (psychosisp) {
    hi += 9;
    if (psychosis) lo += 9;
    else {
      q |= PSYCHOSIS;
    }
  }
  if (eatingp && age84p) {
    hi += 8;
    if (eating && age84) lo += 8;
    else {
      q |= EATING | AGE;
    }
  }
  if (feedingp) {
    hi += 9;
    if (feeding) lo += 9;
    else {
      q |= FEEDING;
    }
  }
  if (regressionp) {
    hi += 8;
    if (regression) lo += 8;
    else {
      q |= REGRESSION;
    }
  }
  if (unsafep || planp) {
    hi += 6;
    if (unsafe || plan) lo += 6;
    else {
      q |= SAFE | PROTECTED;
    }
  }
  if (age30p && words1p) {
    hi += 5;
    if (age30 && words1) lo += 5;
    else {
      q |= AGE | WORDS;
    }
  }
  if (age30p && words21p && apartp) {
    hi += 3;
    if (age30 && words21 && apart) lo += 3;
    else {
      q |= AGE | WORDS | COMBINES;
    }
  }
  if (age48p && words50p) {
    hi += 2;
    if (age48 && words50) lo += 2;
    else {
      q |= AGE | WORDS;
    }
  }
  if ((age30p && nonep) || (age48p && onep) || (age60p && twop)) {
    hi += 3;
    if ((age30 && none) || (age48 && one) || (age60 && two)) lo += 3;
    else {
      q |= AGE | FOLLOWS;
    }
  }
  if (stammer12p && impact1p) {
    hi += 2;
    if (stammer12 && impact1) lo += 2;
    else {
      q |= STAMMER | IMPACT;
    }
  }
  if (stammer36p) {
    hi += 2;
    if (stammer36) lo += 2;
    else {
      q |= STAMMER;
    }
  }
  if (latep && worsep) {
    hi += 3;
    if (late && worse) lo += 3;
    else {
      q |= DELAY | WORSE;
    }
  }
  if (veryLatep) {
    hi += 4;
    if (veryLate) lo += 4;
    else {
      q |= DELAY;
    }
  }
  if (impact1p) {
    hi += 1;
    if (impact1) lo += 1;
    else {
      q |= IMPACT;
    }
  }
  if (impact2p) {
    hi += 2;
    if (impact2) lo += 2;
    else {
      q |= IMPACT;
    }
  }
  if (impact3p) {
    hi += 3;
    if (impact3) lo += 3;
    else {
      q |= IMPACT;
    }
  }
  if (impact4p && (worsep || strainp)) {
    hi += 4;
    if (impact4 && (worse || strain)) lo += 4;
    else {
      q |= IMPACT | WORSE | STRAIN;
    }
  }
  if (worsep && impact2p) {
    hi += 2;
    if (worse && impact2) lo += 2;
    else {
      q |= WORSE | IMPACT;
    }
  }
  if (strainp && (needp || overnightp || placedp)) {
    hi += 3;
    if (strain && (need || overnight || placed)) lo += 3;
    else {
      q |= STRAIN | NEED | BREAKS | PLACEMENT;
    }
  }
  if (excludedp || missingp || riskp) {
    hi += 5;
    if (excluded || missing || risk) lo += 5;
    else {
      q |= EXCLUDED | MISSING | RISK;
    }
  }
  if (part9p && age60p) {
    hi += 3;
    if (part9 && age60) lo += 3;
    else {
      q |= PART_TIME | AGE;
    }
  }
  if (part1p && barep) {
    hi += 1;
    if (part1 && bare) lo += 1;
    else {
      q |= PART_TIME | MEASURES;
    }
  }
  if (days6p && age60p) {
    hi += 2;
    if (days6 && age60) lo += 2;
    else {
      q |= SUSPENDED | AGE;
    }
  }
  if (days16p) {
    hi += 3;
    if (days16) lo += 3;
    else {
      q |= SUSPENDED;
    }
  }
  if (absent20p && sessions100p) {
    hi += 2;
    if (absent20 && sessions100) lo += 2;
    else {
      q |= ABSENT | SESSIONS;
    }
  }
  if (absent100p && sessions150p && schoolp) {
    hi += 3;
    if (absent100 && sessions150 && school) lo += 3;
    else {
      q |= ABSENT | SESSIONS | HOME;
    }
  }
  if (reducedp && (otherp || barep)) {
    hi += 2;
    if (reduced && (other || bare)) lo += 2;
    else {
      q |= REDUCED | ALTERNATIVE | MEASURES;
    }
  }
  if (planningp && (reducedp || days6p)) {
    hi += 1;
    if (planning && (reduced || days6)) lo += 1;
    else {
      q |= EHC | REDUCED | SUSPENDED;
    }
  }
  if (caredp) {
    hi += 4;
    if (cared) lo += 4;
    else {
      r |= LOOKED_AFTER;
    }
  }
  if (placedp && (caredp || awayp || planp)) {
    hi += 5;
    if (placed && (cared || away || plan)) lo += 5;
    else {
      q |= PLACEMENT | PROTECTED;
      r |= LOOKED_AFTER | AWAY;
    }
  }
  if (justicep && (missingp || needp)) {
    hi += 2;
    if (justice && (missing || need)) lo += 2;
    else {
      q |= MISSING | NEED;
      r |= JUSTICE;
    }
  }
  if (supportp && impact2p) {
    hi += 3;
    if (support && impact2) lo += 3;
    else {
      q |= IMPACT;
      r |= THRIVE;
    }
  }
  if (urgentp) {
    hi += 15;
    if (urgent) lo += 15;
    else {
      r |= PRIORITY;
    }
  }
  if (emergencyp) {
    hi += 5;
    if (emergency) lo += 5;
    else {
      r |= PRIORITY;
    }
  }
  if ((worsep || impact3p) && (unsafep || needp || caredp) && (reducedp || otherp || missingp)) {
    hi += 4;
    if ((worse || impact3) && (unsafe || need || cared) && (reduced || other || missing)) lo += 4;
    else {
      q |= WORSE | IMPACT | SAFE | NEED | REDUCED | ALTERNATIVE | MISSING;
      r |= LOOKED_AFTER;
    }
  }
  answer[0] = rank(lo);
  answer[1] = rank(hi);
  answer[2] = lo;
  answer[3] = hi;
  answer[4] = q & u;
  answer[5] = r & w;
}

function rank(points: number): number {
  return points >= 26 ? 0 : points >= 14 ? 1 : points >= 6 ? 2 : 3;
}
