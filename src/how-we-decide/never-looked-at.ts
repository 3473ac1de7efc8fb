/** What no rule may look at, in family words, with names that such a fact could have: the parser refuses every one. */
export const neverLookedAt: readonly { words: string; named: readonly string[] }[] = [
  { words: 'your race or your faith', named: ['ethnicity', 'race', 'religion'] },
  { words: 'if your child is a boy or a girl', named: ['sex', 'gender'] },
  { words: 'what language you speak', named: ['home_language', 'interpreter_needed'] },
  { words: 'how much money you have', named: ['deprivation_rank', 'income', 'free_school_meals'] },
  { words: 'your address or part of town', named: ['postcode', 'ward', 'locality'] },
  { words: 'which school your child goes to', named: ['school', 'school_name'] },
  { words: 'which doctor or person sent you', named: ['referrer', 'gp_practice'] },
  { words: 'if you missed a visit', named: ['did_not_attend', 'was_not_brought'] },
];
