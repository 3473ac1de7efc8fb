import { shapeOf } from './caseload-shape.js';
import type { Telling } from './said.js';

/** What clinicians, parents and children have told the services. Rates are settings after the sample extracts. */
export function saidByServices(telling: Telling): void {
  if (telling.on('slt')) aboutSpeech(telling);
  if (telling.on('community_paediatrics')) aboutDevelopment(telling);
  if (telling.on('neurodiversity')) aboutSchooling(telling);
  if (telling.on('mental_health')) aboutMind(telling);
  if (telling.random.chance(0.3)) aboutDailyLife(telling);
  if (telling.random.chance(0.4)) safetyAsked(telling);
}

/** Somebody went through the safety questions lately, and all was well. */
function safetyAsked(telling: Telling): void {
  const well = new Map<string, string>([['feels_safe', 'yes']]);
  if (telling.on('slt') || telling.on('community_paediatrics'))
    well.set('feeding_or_swallowing_difficulty', 'no');
  if (telling.on('community_paediatrics') || telling.on('neurodiversity'))
    well.set('definite_regression', 'no');
  if (telling.on('neurodiversity') || telling.on('mental_health')) {
    well.set('suicidal_ideation', 'none');
    well.set('self_harm', 'none');
  }
  if (telling.on('mental_health')) {
    well.set('psychosis_signs', 'no');
    well.set('eating_disorder_signs', 'no');
  }
  const daysAgo = telling.random.int(0, 20);
  for (const [code, value] of well)
    if (!telling.spokenOf(code)) telling.tell(code, value, 'clinician', telling.heardAt, [daysAgo, daysAgo]);
}

function aboutSpeech(telling: Telling): void {
  const { random, ageMonths } = telling;
  const slt = 'slt' as const;
  // Children on this list are behind with talking far more often than with anything else.
  const need = Math.max(telling.need, random.next() ** 1.3);
  if (ageMonths < 72 && random.chance(0.8)) {
    const typical = Math.max(0, (ageMonths - 14) * 9);
    const words = Math.max(0, Math.round(typical * (1.25 - 1.15 * need) + random.int(-12, 12)));
    telling.tellAbout(slt, 'single_words', String(Math.min(2000, words)), 'clinician', 'NR5');
    const joins = words > 60 || random.chance(0.3);
    if (random.chance(0.8))
      telling.tellAbout(
        slt,
        'combines_words',
        joins ? 'yes' : 'no',
        random.pick(['clinician', 'parent']),
        'NR5',
      );
  }
  if (random.chance(0.55)) {
    const level = Math.max(0, Math.min(3, Math.floor(ageMonths / 16 - 2.2 * need + random.next())));
    const words = ['none', 'one_step', 'related_two_step', 'unrelated_two_step'] as const;
    telling.tellAbout(slt, 'follows_instructions', words[level] ?? 'one_step', 'clinician', 'NR5');
  }
  if (ageMonths > 30 && random.chance(0.07))
    telling.tellAbout(slt, 'stammer_months', String(random.int(2, 30)), 'parent', 'NR5');
  if (random.chance(0.45))
    telling.tell(
      'feeding_or_swallowing_difficulty',
      telling.likely(0.015) ? 'yes' : random.chance(0.08) ? 'unknown' : 'no',
      'clinician',
      'NR5',
      [1, 110],
    );
}

function aboutDevelopment(telling: Telling): void {
  const { random, need } = telling;
  if (random.chance(0.85)) {
    const delay = random.chance(0.15)
      ? 'unknown'
      : need > 0.88
        ? 'significant'
        : need > 0.4
          ? 'mild'
          : 'none';
    telling.tell('developmental_delay', delay, 'clinician', 'RK9', [1, 120]);
  }
  if (random.chance(0.4))
    telling.tell('definite_regression', telling.likely(0.012) ? 'yes' : 'no', 'clinician', 'RK9', [1, 120]);
}

function aboutSchooling(telling: Telling): void {
  const { random, ageMonths } = telling;
  if (ageMonths < 52 || !random.chance(0.6)) return;
  telling.tell(
    'education_measures_in_place',
    random.pick(['yes', 'yes', 'no', 'unknown']),
    'school',
    'RK9',
    [1, 200],
  );
  const less = telling.likely(0.12);
  telling.tell(
    'reduced_access_to_education',
    less ? 'yes' : 'no',
    random.pick(['parent', 'school']),
    'RK9',
    [1, 110],
  );
}

function aboutMind(telling: Telling): void {
  const { random, need } = telling;
  const low = need > 0.8;
  if (random.chance(0.93)) {
    const ideation = telling.likely(0.035)
      ? 'current_no_plan'
      : random.chance(0.13)
        ? 'unknown'
        : random.chance(low ? 0.35 : 0.08)
          ? 'past'
          : 'none';
    telling.tell('suicidal_ideation', ideation, random.pick(['clinician', 'child']), 'NR5', [0, 45]);
    const harm = telling.likely(0.07) ? 'current' : random.chance(low ? 0.4 : 0.12) ? 'past' : 'none';
    telling.tell('self_harm', harm, random.pick(['clinician', 'parent', 'child']), 'NR5', [0, 45]);
  }
  if (random.chance(0.35))
    telling.tell('psychosis_signs', telling.likely(0.004) ? 'yes' : 'no', 'clinician', 'NR5', [0, 50]);
  if (random.chance(0.35))
    telling.tell('eating_disorder_signs', telling.likely(0.012) ? 'yes' : 'no', 'clinician', 'NR5', [0, 50]);
  if (random.chance(0.45))
    telling.tell('feels_safe', random.chance(0.08) ? 'unknown' : 'yes', 'child', 'NR5', [0, 50]);
  if (random.chance(0.4))
    telling.tellAbout(
      'mental_health',
      'ithrive_group',
      random.pick(['getting_advice', 'getting_help', 'getting_more_help']),
      'clinician',
      'NR5',
    );
  telling.tellAbout('mental_health', 'functional_impact', impact(telling), 'clinician', 'NR5');
}

/** How much daily life is affected, and whether it is getting worse: what families are asked first. */
function aboutDailyLife(telling: Telling): void {
  const { random } = telling;
  for (const service of telling.waits.keys())
    if (service !== 'mental_health')
      telling.tellAbout(
        service,
        'functional_impact',
        impact(telling),
        random.pick(['parent', 'clinician']),
        shapeOf(service).provider,
      );
  if (random.chance(0.8))
    telling.tell('getting_worse', telling.likely(0.12) ? 'yes' : 'no', 'parent', telling.heardAt, [0, 55]);
  if (random.chance(0.4))
    telling.tell(
      'parent_carer_not_coping',
      telling.likely(0.05) ? 'yes' : 'no',
      'parent',
      telling.heardAt,
      [0, 90],
    );
}

const impact = (telling: Telling): string =>
  String(Math.min(4, Math.max(0, Math.floor(telling.need * 3.6 + telling.random.next() * 0.9))));
