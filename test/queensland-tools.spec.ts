import { describe, expect, it } from '@jest/globals';
import { loadAllRules, type ReadyTool } from '../src/rule-sets/load-rules.js';
import { nameOf } from '../src/rule-sets/manifest.js';
import { askQueueSet } from '../src/rule-sets/queue-answer.js';
import { readRules, rulesDirectory } from '../src/rule-sets/rules.reader.js';
import { askTool } from '../src/rule-sets/tool-decision.js';
import type { ToolAnswers } from '../src/rule-sets/tool-facts.js';

const { manifest, files } = readRules(rulesDirectory());
const loaded = loadAllRules(manifest, files);
const tools = (loaded.ok ? loaded.value.tools : []).filter(({ set }) => set.id.startsWith('queensland-'));
const tool = (name: string): ReadyTool['set'] => {
  const found = tools.find(({ set }) => nameOf(set) === name);
  if (!found) throw new Error(`rules/ has no ${name}`);
  return found.set;
};

/** Over which ages, in whole months, a child of whom only `facts` are a concern stands in which category. */
function categories(name: string, facts: ToolAnswers): string[] {
  const set = tool(name);
  const calm = Object.fromEntries(
    set.facts.map(({ code, type, range, values }): [string, string | number] => [
      code,
      type === 'yes_no' ? 'no' : type === 'count' ? (range?.[1] ?? 0) : (values?.[0]?.value ?? ''),
    ]),
  );
  const stretches: { band: string; from: number; to: number }[] = [];
  for (let age_months = 0; age_months <= 330; age_months++) {
    const { result, band } = askTool(set, { ...calm, ...facts, age_months });
    expect(['band', 'gap']).toContain(result);
    const last = stretches.at(-1);
    if (band === null) continue;
    if (last?.band === band && last.to === age_months - 1) last.to = age_months;
    else stretches.push({ band, from: age_months, to: age_months });
  }
  return stretches.map(({ band, from, to }) => `${band} from ${from} ${to === 330 ? 'on' : `to ${to}`}`);
}

describe('the Queensland and Gold Coast pages', () => {
  it('are restated for the seven conditions, each page or text as a version', () => {
    expect(tools.map(({ set }) => nameOf(set))).toEqual([
      'queensland-autism@1.0.0',
      'queensland-behaviour-6-and-over@1.0.0',
      'queensland-behaviour-6-and-over@2.0.0',
      'queensland-behaviour-under-6@1.0.0',
      'queensland-development-delay-under-6@1.0.0',
      'queensland-development-delay-under-6@2.0.0',
      'queensland-fluency@1.0.0',
      'queensland-language@1.0.0',
      'queensland-learning-6-and-over@1.0.0',
      'queensland-learning-6-and-over@1.1.0',
    ]);
  });

  it('have three categories of 30, 90 and 365 days, of which the most urgent counts, and none by default', () => {
    for (const { set } of tools) {
      expect(set.bands.map(({ id, wait }) => [id, wait?.withinDays])).toEqual([
        ['category_1', 30],
        ['category_2', 90],
        ['category_3', 365],
      ]);
      expect([set.combine, set.defaultBand]).toEqual(['most-urgent', null]);
      expect(set.licence).toMatch(/State of Queensland, CC BY-ND 4\.0.*permission is to be asked/);
    }
  });

  it('never have two texts of one page in force on one day', () => {
    for (const id of ['queensland-development-delay-under-6', 'queensland-behaviour-6-and-over']) {
      const [older, newer] = [tool(`${id}@1.0.0`), tool(`${id}@2.0.0`)];
      expect(older.effectiveTo).not.toBeNull();
      expect(String(older.effectiveTo) < newer.effectiveFrom).toBe(true);
    }
  });
});

const delay = 'queensland-development-delay-under-6@1.0.0';
const language = 'queensland-language@1.0.0';
const behaviour = 'queensland-behaviour-6-and-over@2.0.0';
const talks = { words_said: 200, phrases: 'consistently' };
const notCombining = 'not_at_all';

const ages: [string, string, ToolAnswers, string[]][] = [
  ['a regression', delay, { definite_developmental_regression: 'yes' }, ['category_1 from 0 to 71']],
  ['a significant delay', delay, { significant_delay: 'yes' }, ['category_1 from 0 to 11']],
  ['not walking', delay, { not_walking: 'yes' }, ['category_2 from 18 to 71']],
  ['a moderate delay', delay, { delay_severity: 'moderate' }, ['category_3 from 0 to 71']],
  [
    'suspected weakness',
    'queensland-development-delay-under-6@2.0.0',
    { suspected_weakness: 'yes' },
    ['category_1 from 0 to 11'],
  ],
  [
    'no communication at all',
    language,
    { non_verbal: 'yes', no_other_communication: 'yes', words_said: 0, phrases: notCombining },
    ['category_2 from 18 to 29', 'category_1 from 31 on'],
  ],
  [
    '20 words that are not combined',
    language,
    { words_said: 20, phrases: notCombining },
    ['category_2 from 18 to 35', 'category_2 from 60 to 71'],
  ],
  [
    '20 words in limited phrases',
    language,
    { words_said: 20, phrases: 'limited' },
    ['category_2 from 18 to 29', 'category_2 from 36 to 47'],
  ],
  [
    '20 words in inconsistent phrases',
    language,
    { words_said: 20, phrases: 'inconsistently' },
    ['category_2 from 18 to 29', 'category_2 from 48 to 59'],
  ],
  [
    'one step not followed',
    language,
    { ...talks, cannot_follow_one_step: 'yes' },
    ['category_2 from 30 to 47'],
  ],
  [
    'two related steps not followed',
    language,
    { ...talks, cannot_follow_related_two_step: 'yes' },
    ['category_2 from 48 to 59'],
  ],
  [
    'two unrelated steps not followed',
    language,
    { ...talks, cannot_follow_unrelated_two_step: 'yes' },
    ['category_2 from 60 to 71'],
  ],
  [
    'simple questions not answered',
    language,
    { ...talks, cannot_answer_wh_questions: 'yes' },
    ['category_2 from 60 to 71'],
  ],
  ['a stammer', 'queensland-fluency@1.0.0', { fluency_difficulty: 'yes' }, ['category_2 from 0 on']],
  [
    'suspected autism with screening concerns in all areas',
    'queensland-autism@1.0.0',
    { screening_concerns_in_all_three_areas: 'yes' },
    ['category_2 from 0 to 71', 'category_3 from 72 on'],
  ],
  ['any behavioural problem', behaviour, {}, ['category_3 from 72 on']],
  [
    'in care and taken off a list before',
    behaviour,
    { removed_from_list_without_service: 'yes', at_risk_of_protection_or_in_care: 'yes' },
    ['category_2 from 72 to 227', 'category_3 from 228 on'],
  ],
  [
    'leaving care and taken off a list before',
    behaviour,
    { removed_from_list_without_service: 'yes', moving_to_adult_care_after_care: 'yes' },
    ['category_3 from 72 to 179', 'category_2 from 180 to 311', 'category_3 from 312 on'],
  ],
  [
    'hyperactive behaviour before school age',
    'queensland-behaviour-under-6@1.0.0',
    { oppositional_or_hyperactive: 'yes' },
    ['category_3 from 61 to 71'],
  ],
  [
    'a placement about to break down before school age',
    'queensland-behaviour-under-6@1.0.0',
    { placement_breakdown_threat: 'yes' },
    ['category_1 from 0 to 71'],
  ],
  [
    'repeated suspensions with a learning difficulty',
    'queensland-learning-6-and-over@1.0.0',
    { suspended_expulsion_risk_or_unable_to_attend: 'yes' },
    ['category_2 from 72 on'],
  ],
];

describe('ages fall where the page says, and no category is given elsewhere', () => {
  for (const [concern, name, facts, expected] of ages)
    it(`${concern}: ${expected.join(', ')} months`, () => {
      expect(categories(name, facts)).toEqual(expected);
    });
});

describe('what a page leaves open', () => {
  it('is never filled with a category: the older test of suspension stands under two', () => {
    expect(
      categories('queensland-behaviour-6-and-over@1.0.0', { suspended_percent_of_3_months: 51 }),
    ).toEqual([]);
  });

  it('keeps the two pages on lost academic ability apart', () => {
    const facts = { definite_loss_of_academic_ability: 'yes', cognitive_deterioration: 'yes' };
    expect(categories('queensland-learning-6-and-over@1.0.0', facts)).toEqual(['category_1 from 72 on']);
    expect(categories('queensland-learning-6-and-over@1.1.0', { loss_of_academic_ability: 'yes' })).toEqual(
      [],
    );
  });

  it('gives no category while a more urgent one was not read', () => {
    const lost = askTool(tool('queensland-learning-6-and-over@1.1.0'), {
      age_months: 100,
      loss_of_academic_ability: 'yes',
    });
    expect(lost).toMatchObject({ result: 'gap', band: null, couldBe: null, allowed: [] });
    expect(lost.gaps).toMatchObject([{ id: 'category-2-at-least', certain: true }]);
  });

  it('says of a concern by number of words what the row of the age says, and nothing of other numbers', () => {
    const words = (age_months: number, phrases: string): number[] =>
      Array.from({ length: 60 }, (_, said) => said).filter(
        (words_said) =>
          askTool(tool(language), {
            ...{ age_months, words_said, phrases, non_verbal: 'no', no_other_communication: 'no' },
            ...{ cannot_follow_one_step: 'no', cannot_follow_related_two_step: 'no' },
          }).band === 'category_2',
      );
    const ends = (found: number[]): (number | undefined)[] => [found[0], found.at(-1), found.length];
    expect(ends(words(24, 'consistently'))).toEqual([0, 49, 50]);
    expect(ends(words(33, notCombining))).toEqual([6, 20, 15]);
    expect(ends(words(40, 'limited'))).toEqual([20, 50, 31]);
    expect(ends(words(50, 'inconsistently'))).toEqual([0, 49, 50]);
  });
});

describe('the set for local sign-off', () => {
  const queue = loaded.ok
    ? loaded.value.sets.find(({ set }) => nameOf(set) === 'multi-need@1.0.0')
    : undefined;
  const narrower: [string, string, ToolAnswers, ToolAnswers][] = [
    [
      'few words between 18 and 30 months',
      language,
      { age_months: 24, words_said: 20, phrases: notCombining },
      { age_months: 24, single_words: 20, combines_words: 'no' },
    ],
    [
      'limited phrases at 3 years',
      language,
      { age_months: 40, words_said: 30, phrases: 'limited' },
      { age_months: 40, single_words: 30, combines_words: 'yes' },
    ],
    [
      'simple questions at 5 years',
      language,
      { age_months: 62, ...talks, cannot_answer_wh_questions: 'yes' },
      {
        age_months: 62,
        single_words: 200,
        combines_words: 'yes',
        follows_instructions: 'unrelated_two_step',
      },
    ],
    [
      'a stammer of 5 months',
      'queensland-fluency@1.0.0',
      { fluency_difficulty: 'yes' },
      { age_months: 62, stammer_months: 5 },
    ],
  ];
  for (const [concern, page, asPublished, asOurs] of narrower)
    it(`is narrower than the page at one point that rules/README.md names: ${concern}`, () => {
      if (!queue) throw new Error('rules/ has no multi-need@1.0.0');
      expect(askTool(tool(page), asPublished).band).toBe('category_2');
      const ours = askQueueSet(queue.set, 'slt', asOurs);
      expect([ours.band, ours.reasons]).toEqual(['routine', []]);
    });
});
