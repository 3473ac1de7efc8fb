import type { Telling } from './said.js';

const COUNCIL = 'PLYMOUTH-CC';

/** What the council and schools hold. Rates are settings after the sample extracts. */
export function saidByCouncilAndSchool(telling: Telling): void {
  aboutCare(telling);
  if (telling.ageMonths >= 52) aboutSchool(telling);
}

function aboutCare(telling: Telling): void {
  const { random, child } = telling;
  const yes = (code: string): void => telling.tell(code, 'yes', 'council', COUNCIL);
  // The council's own register: it knows of children whom a provider never asked about.
  if (child.lookedAfter && random.chance(0.9)) yes('looked_after');
  if (child.protectionPlan && random.chance(0.9)) yes('child_protection_plan');
  if (telling.likely(0.022)) yes('child_in_need');
  if (child.lookedAfter ? random.chance(0.12) : telling.likely(0.004)) yes('placement_breakdown_risk');
  if (telling.ageMonths > 120 && telling.likely(0.01)) yes('youth_justice');
  if (random.chance(0.005)) yes('residential_at_distance');
  if (telling.likely(0.012)) {
    telling.tell('short_breaks', random.pick(['leisure', 'overnight']), 'council', COUNCIL, [1, 120]);
    telling.tell(
      'short_break_review_due_on',
      String(Number(telling.census.slice(0, 4)) + 1) + '-03-31',
      'council',
      COUNCIL,
    );
  }
  if (telling.ageMonths > 40 && random.chance(0.35)) {
    const plan = telling.likely(0.09)
      ? 'issued'
      : telling.likely(0.05)
        ? 'in_assessment'
        : telling.likely(0.05)
          ? 'requested'
          : 'none';
    telling.tell('ehc_plan', plan, 'council', COUNCIL, [1, 300]);
  }
}

function aboutSchool(telling: Telling): void {
  const { random, need } = telling;
  const school = (code: string, value: string): void => telling.tell(code, value, 'school', COUNCIL);
  if (random.chance(0.012)) {
    telling.tell('electively_home_educated', 'yes', 'parent', COUNCIL);
    return;
  }
  if (random.chance(0.4)) {
    const possible = random.int(40, 78);
    const share = telling.likely(0.02) ? 0.5 + random.next() * 0.3 : need * 0.11 * random.next() * 2;
    const absent = Math.min(possible, Math.round(possible * share));
    const daysAgo = random.int(1, 50);
    telling.tell('school_sessions_possible', String(possible), 'school', COUNCIL, [daysAgo, daysAgo]);
    telling.tell('school_sessions_absent', String(absent), 'school', COUNCIL, [daysAgo, daysAgo]);
  }
  if (telling.likely(0.03)) school('suspension_days_this_year', String(random.int(1, 12)));
  if (telling.likely(0.004)) school('at_risk_of_permanent_exclusion', 'yes');
  if (telling.likely(0.001)) school('permanently_excluded', 'yes');
  if (telling.likely(0.012)) school('part_time_timetable_weeks', String(random.int(1, 14)));
  if (telling.likely(0.003)) school('missing_education', 'yes');
  if (telling.likely(0.006)) school('alternative_provision', 'yes');
}
