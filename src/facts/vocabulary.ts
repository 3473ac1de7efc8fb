import type { FactDefinition } from './fact.js';

/**
 * The closed vocabulary: everything a rule of the queue may ask about a child or a referral (design facts.csv; a spec
 * holds the two equal). The order is the order in which people read them. Family words complete the sentence
 * "Please tell us …"; clinicians' words complete "Please record: …".
 */
export const vocabulary: readonly FactDefinition[] = [
  ...speechAndDevelopment(),
  ...mentalHealthAndSafety(),
  ...education(),
  ...careAndFamily(),
  ...fromTheServices(),
];

const byCode = new Map(vocabulary.map((definition) => [definition.code, definition]));

/** The line of the vocabulary, or undefined where the code is not in it. */
export function factDefinition(code: string): FactDefinition | undefined {
  return byCode.get(code);
}

function speechAndDevelopment(): FactDefinition[] {
  return [
    {
      ...count('single_words', 'referral', [0, 2000], 'risk-low', 'communication', 180),
      ...meaning('number of single words said', 'how many words your child says'),
    },
    {
      ...yesNo('combines_words', 'referral', 'risk-no', 'communication', 180),
      ...meaning('combines two words', 'if your child joins two words, like "more milk"'),
    },
    {
      ...oneOf('follows_instructions', 'referral', 'risk-low', 'communication', 180, [
        'none',
        'one_step',
        'related_two_step',
        'unrelated_two_step',
      ]),
      ...meaning('level of spoken instruction followed', 'how much of what you say your child can follow'),
    },
    {
      ...yesNo('feeding_or_swallowing_difficulty', 'child', 'risk-yes', 'physical_health', 90),
      ...meaning(
        'unsafe or very limited eating or drinking',
        'if your child coughs or chokes on food or drink, or eats very little',
      ),
    },
    {
      ...count('stammer_months', 'referral', [0, 240], 'risk-high', 'communication', 180),
      ...meaning(
        'months since the stammer began; 0 where there is none',
        'how long your child has stammered',
      ),
    },
    {
      ...yesNo('definite_regression', 'child', 'risk-yes', 'neurodevelopment', 90),
      ...meaning('definite loss of skills once held', 'if your child has lost things they could do before'),
    },
    {
      ...oneOf('developmental_delay', 'child', 'risk-order', 'neurodevelopment', 365, [
        'none',
        'mild',
        'significant',
      ]),
      ...meaning('developmental delay against age', 'if your child is learning new things later than others'),
    },
  ];
}

function mentalHealthAndSafety(): FactDefinition[] {
  return [
    {
      ...oneOf('suicidal_ideation', 'child', 'risk-order', 'mental_health', 28, [
        'none',
        'past',
        'current_no_plan',
        'current_with_plan',
      ]),
      ...meaning(
        'suicidal ideation, and whether there is a plan',
        'if your child has thoughts of ending their life',
      ),
    },
    {
      ...oneOf('self_harm', 'child', 'risk-order', 'mental_health', 28, ['none', 'past', 'current']),
      ...meaning('self-harm', 'if your child hurts themselves'),
    },
    {
      ...yesNo('eating_disorder_signs', 'child', 'risk-yes', 'mental_health', 28),
      ...meaning(
        'signs of an eating disorder',
        'if you worry about how your child thinks about food or weight',
      ),
    },
    {
      ...yesNo('psychosis_signs', 'child', 'risk-yes', 'mental_health', 28),
      ...meaning('signs of psychosis', 'if your child sees, hears or believes things that are not real'),
    },
    {
      ...count('functional_impact', 'referral', [0, 4], 'risk-high', 'impact', 90),
      ...meaning(
        'functional impact on daily life, 0 none to 4 very severe',
        'how much this gets in the way of daily life, from 0 (not at all) to 4 (very much)',
      ),
    },
    {
      ...yesNo('feels_safe', 'child', 'risk-no', 'safety', 28),
      ...meaning('child says they feel safe', 'if you feel safe'),
    },
    {
      ...yesNo('getting_worse', 'child', 'risk-yes', 'impact', 28),
      ...meaning('parent or child reports that things have got worse', 'if things have got worse'),
    },
    {
      ...yesNo('parent_carer_not_coping', 'child', 'risk-yes', 'care_and_family', 60),
      ...meaning('parent or carer says they cannot go on as now', 'if you feel you cannot go on like this'),
    },
  ];
}

function education(): FactDefinition[] {
  return [
    {
      ...yesNo('reduced_access_to_education', 'child', 'risk-yes', 'education', 60),
      ...meaning(
        'less schooling than other children because of their needs',
        'if your child gets less school than other children',
      ),
    },
    {
      // Never a gate that lowers priority: support in school is no reason to wait longer for health care.
      ...yesNo('education_measures_in_place', 'child', 'neutral', null, 120),
      ...meaning('school has put support in place', 'if school has put extra help in place'),
    },
    {
      ...count('school_sessions_possible', 'child', [1, 400], 'neutral', null, 60),
      ...meaning(
        'sessions the child could have attended this year (two a day)',
        'how many half days of school there have been this year',
      ),
    },
    {
      // Compared only with the possible sessions of the same source, organisation and day.
      ...count('school_sessions_absent', 'child', [0, 400], 'risk-high', 'education', 60),
      ...meaning('sessions missed this year', 'how many half days of school your child has missed this year'),
    },
    {
      ...count('suspension_days_this_year', 'child', [0, 45], 'risk-high', 'education', 60),
      ...meaning(
        'days suspended this school year',
        'how many days your child was sent home (suspended) this year',
      ),
    },
    {
      ...yesNo('at_risk_of_permanent_exclusion', 'child', 'risk-yes', 'education', 60),
      ...meaning('school reports a risk of permanent exclusion', 'if your child may lose their school place'),
    },
    {
      ...yesNo('permanently_excluded', 'child', 'risk-yes', 'education', 365),
      ...meaning('permanently excluded', 'if your child has been told they cannot go back to their school'),
    },
    {
      ...count('part_time_timetable_weeks', 'child', [0, 60], 'risk-high', 'education', 60),
      ...meaning(
        'weeks on a part-time timetable',
        'how many weeks your child has only had part of the school day',
      ),
    },
    {
      ...yesNo('missing_education', 'child', 'risk-yes', 'education', 60),
      ...meaning(
        'not on a school roll and not suitably taught',
        'if your child has no school and no other teaching',
      ),
    },
    {
      ...yesNo('electively_home_educated', 'child', 'neutral', null, 180),
      ...meaning('electively home educated', 'if you teach your child at home'),
    },
    {
      ...yesNo('alternative_provision', 'child', 'risk-yes', 'education', 120),
      ...meaning('taught in alternative provision', 'if your child is taught somewhere other than a school'),
    },
    {
      ...oneOf('ehc_plan', 'child', 'neutral', null, 365, ['none', 'requested', 'in_assessment', 'issued']),
      ...meaning(
        'education, health and care plan',
        'if your child has an EHC plan (a plan for extra help), or has asked for one',
      ),
    },
  ];
}

function careAndFamily(): FactDefinition[] {
  return [
    {
      ...yesNo('child_in_need', 'child', 'risk-yes', 'care_and_family', 90),
      ...meaning('child in need (Children Act 1989, section 17)', 'if a social worker helps your family'),
    },
    {
      ...yesNo('child_protection_plan', 'child', 'risk-yes', 'safety', 60),
      ...meaning('subject of a child protection plan', 'if there is a plan to keep your child safe'),
    },
    {
      ...yesNo('looked_after', 'child', 'risk-yes', 'care_and_family', 90),
      ...meaning('looked after by a local authority', 'if the child is in care'),
    },
    {
      ...yesNo('residential_at_distance', 'child', 'risk-yes', 'care_and_family', 120),
      ...meaning(
        'lives in a residential special school or a home far away',
        'if the child lives at a school or a home far away',
      ),
    },
    {
      ...oneOf('short_breaks', 'child', 'neutral', null, 180, ['none', 'leisure', 'overnight']),
      ...meaning('short breaks package', 'if you get short breaks from caring'),
    },
    {
      ...date('short_break_review_due_on', 'child', 365),
      ...meaning(
        'date the short breaks package is next reviewed',
        'when your short breaks are next looked at',
      ),
    },
    {
      ...yesNo('youth_justice', 'child', 'risk-yes', 'care_and_family', 120),
      ...meaning('known to youth justice', 'if your child has been in trouble with the police'),
    },
    {
      ...yesNo('placement_breakdown_risk', 'child', 'risk-yes', 'care_and_family', 60),
      ...meaning(
        'home, school or care placement at risk of breaking down',
        'if your child may have to leave their home or school',
      ),
    },
  ];
}

function fromTheServices(): FactDefinition[] {
  return [
    {
      ...oneOf('ithrive_group', 'referral', 'neutral', null, 180, [
        'getting_advice',
        'getting_help',
        'getting_more_help',
        'getting_risk_support',
      ]),
      ...meaning('iTHRIVE needs-based group', 'what kind of help has been agreed'),
    },
    {
      // Mapped per source; no rule may rank a child below it.
      ...oneOf('provider_priority', 'referral', 'risk-order', null, 365, ['routine', 'urgent', 'emergency']),
      ...meaning(
        "the provider's own clinical priority",
        'how soon the clinic says your child should be seen',
      ),
    },
  ];
}

type Line = Omit<FactDefinition, 'meaning'>;
type Subject = FactDefinition['subject'];
type Concern = FactDefinition['concern'];
type Domain = FactDefinition['domain'];

function yesNo(code: string, subject: Subject, concern: Concern, domain: Domain, days: number): Line {
  return { code, subject, type: 'yes_no', concern, domain, reassuringForDays: days };
}

function count(
  code: string,
  subject: Subject,
  range: readonly [number, number],
  concern: Concern,
  domain: Domain,
  days: number,
): Line {
  return { code, subject, type: 'count', range, concern, domain, reassuringForDays: days };
}

function oneOf(
  code: string,
  subject: Subject,
  concern: Concern,
  domain: Domain,
  days: number,
  values: readonly string[],
): Line {
  return { code, subject, type: 'one_of', values, concern, domain, reassuringForDays: days };
}

function date(code: string, subject: Subject, days: number): Line {
  return { code, subject, type: 'date', concern: 'neutral', domain: null, reassuringForDays: days };
}

function meaning(clinician: string, family: string): Pick<FactDefinition, 'meaning'> {
  return { meaning: { clinician, family } };
}
