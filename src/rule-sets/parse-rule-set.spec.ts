import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mutants } from '../../test/support/mutants.js';
import { bandRule, pointsRule, smallSet } from '../../test/support/rule-sets.js';
import { smallTool } from '../../test/support/tools.js';
import { vocabulary } from '../facts/vocabulary.js';
import { parseAnySet, parseRuleSet } from './parse-rule-set.js';
import { repeatedKeys } from './repeated-keys.js';
import type { Group, Rule, RuleSet } from './rule-set.js';

const schema = JSON.parse(readFileSync('rules/rule-set.schema.json', 'utf8'));
const fitsSchema = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

function faultsOf(set: unknown): string[] {
  const parsed = parseRuleSet(JSON.stringify(set));
  return parsed.ok ? [] : parsed.faults.map(({ at, message }) => `${at}: ${message}`);
}

/** A set whose one added rule has this condition. */
function withCondition(conditions: unknown): unknown {
  return smallSet({ rules: [...smallSet().rules, bandRule('tried', 'medium', conditions as Group)] });
}

describe('a rule set', () => {
  it('is taken as it is where it has no fault', () => {
    const parsed = parseRuleSet(JSON.stringify(smallSet()));
    expect(parsed).toEqual({ ok: true, value: smallSet() });
    expect(fitsSchema(smallSet())).toBe(true);
  });

  it('is refused in one sentence where it is not JSON, or not an object', () => {
    for (const text of ['', '{', 'null', '[]', '"x"', '{"id": 1,}']) {
      const parsed = parseRuleSet(text);
      expect(parsed.ok).toBe(false);
    }
  });

  it('names every fault at once, each with its rule and path', () => {
    const faults = faultsOf(
      withCondition({
        all: [
          { fact: 'nonsense', operator: 'equal', value: 'yes' },
          { fact: 'getting_worse', operator: 'like', value: 'x' },
        ],
      }),
    );
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(
      /^rules\[2\] \(tried\)\.conditions\.all\[0\]\.fact: nonsense is not in the vocabulary/,
    );
    expect(faults[1]).toMatch(/^rules\[2\] \(tried\)\.conditions\.all\[1\]\.operator: must be one of equal/);
  });

  it('is refused where a key stands twice, which JSON itself would take silently', () => {
    const text = JSON.stringify(smallSet()).replace(
      '"conditions":{"all":[',
      '"conditions":{"all":[],"all":[',
    );
    const parsed = parseRuleSet(text);
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      { at: 'rules[0].conditions.all', message: 'is written twice, and only the last would count: keep one' },
    ]);
    expect(
      repeatedKeys('{"a":{"b":1,"c":[{"d":1},{"d":1,"\\u0064":2}]},"e":"{\\"a\\":1,\\"a\\":2}","a":true}'),
    ).toEqual(['a.c[1].d', 'a']);
  });
});

const leaf = { fact: 'getting_worse', operator: 'equal', value: 'yes' };

describe('a condition', () => {
  it.each<[string, unknown, RegExp]>([
    ['with an unknown fact', { all: [{ ...leaf, fact: 'shoe_size' }] }, /not in the vocabulary/],
    [
      'with a fact named like an object property',
      { all: [{ ...leaf, fact: 'constructor' }] },
      /not in the vocabulary/,
    ],
    ['with an unknown operator', { all: [{ ...leaf, operator: 'contains' }] }, /must be one of equal/],
    ['with a decorated operator', { all: [{ ...leaf, operator: 'not:equal' }] }, /must be one of equal/],
    ['with not', { not: leaf }, /not: is not allowed: a missing fact would make it true/],
    ['with not inside', { all: [{ not: { all: [leaf] } }] }, /a missing fact would make it true/],
    ['with a path', { all: [{ ...leaf, path: '$.x' }] }, /path: is not allowed/],
    ['with params', { all: [{ ...leaf, params: {} }] }, /params: is not allowed/],
    ['with a priority', { all: [{ ...leaf, priority: 2 }] }, /priority: is not allowed/],
    ['with a shared condition', { all: [{ condition: 'other' }] }, /condition: is not allowed/],
    ['that is one comparison alone', leaf, /must start with all or any/],
    ['with an empty all', { all: [] }, /is empty and would hold for every child/],
    ['with an empty any inside', { all: [leaf, { any: [] }] }, /is empty and would hold for every child/],
    ['with all beside any', { all: [leaf], any: [leaf] }, /has both all and any/],
    ['with all beside a comparison', { all: [{ all: [leaf], ...leaf }] }, /keep all alone/],
    ['whose all is no list', { all: leaf }, /must be a list/],
    ['that is null', { all: [null] }, /must be an object/],
    ['without a value', { all: [{ fact: 'getting_worse', operator: 'equal' }] }, /value: is missing/],
    [
      'with in against text',
      { all: [{ ...leaf, operator: 'in', value: 'yes' }] },
      /would look inside the text/,
    ],
    ['with in against an empty list', { all: [{ ...leaf, operator: 'in', value: [] }] }, /is an empty list/],
    [
      'with in and a value twice',
      { all: [{ fact: 'self_harm', operator: 'in', value: ['past', 'past'] }] },
      /a value twice/,
    ],
    ['with equal against a list', { all: [{ ...leaf, value: ['yes'] }] }, /must be one value/],
    [
      'with a boolean for a yes or no',
      { all: [{ ...leaf, value: true }] },
      /must be one of no, yes, not true/,
    ],
    ['with another case of a word', { all: [{ ...leaf, value: 'Yes' }] }, /must be one of no, yes/],
    ['with unknown as a value', { all: [{ ...leaf, value: 'unknown' }] }, /must be one of no, yes/],
    [
      'comparing words by size',
      { all: [{ ...leaf, operator: 'greaterThan', value: 'no' }] },
      /is a word: use in/,
    ],
    [
      'with a number written as text',
      { all: [{ fact: 'single_words', operator: 'lessThan', value: '50' }] },
      /must be a whole number/,
    ],
    [
      'with a fraction',
      { all: [{ fact: 'single_words', operator: 'lessThan', value: 2.5 }] },
      /must be a whole number/,
    ],
    [
      'comparing with another fact',
      { all: [{ fact: 'single_words', operator: 'lessThan', value: { fact: 'age_months' } }] },
      /must be a whole number/,
    ],
    [
      'on a date',
      { all: [{ fact: 'short_break_review_due_on', operator: 'equal', value: '2026-01-01' }] },
      /is a date, which rules cannot compare/,
    ],
    [
      'that no value satisfies',
      { all: [{ fact: 'functional_impact', operator: 'greaterThan', value: 4 }] },
      /can never hold/,
    ],
    [
      'that every value satisfies',
      { all: [{ fact: 'functional_impact', operator: 'greaterThanInclusive', value: 0 }] },
      /always holds/,
    ],
    [
      'that contradicts itself',
      {
        all: [
          { fact: 'age_months', operator: 'lessThan', value: 12 },
          { fact: 'age_months', operator: 'greaterThan', value: 24 },
        ],
      },
      /can never hold: its conditions contradict each other/,
    ],
    [
      'whose years contradict its months',
      {
        all: [
          { fact: 'age_years', operator: 'lessThan', value: 4 },
          { fact: 'age_months', operator: 'greaterThanInclusive', value: 48 },
        ],
      },
      /contradict each other/,
    ],
    [
      'that asks for severe absence without persistent absence',
      {
        all: [
          { fact: 'severe_absence', operator: 'equal', value: 'yes' },
          { fact: 'persistent_absence', operator: 'equal', value: 'no' },
        ],
      },
      /contradict each other/,
    ],
    [
      'that holds for everybody',
      {
        any: [
          { fact: 'age_months', operator: 'lessThan', value: 24 },
          { fact: 'age_months', operator: 'greaterThan', value: 12 },
        ],
      },
      /holds for every child/,
    ],
    [
      'on a need the set does not define',
      { all: [{ fact: 'need_safety', operator: 'equal', value: 'yes' }] },
      /add safety to needs/,
    ],
    [
      'counting needs of which there are none',
      { all: [{ fact: 'need_domains', operator: 'greaterThan', value: 1 }] },
      /fill needs/,
    ],
  ])('%s is refused', (_title, condition, sentence) => {
    const faults = faultsOf(withCondition(condition));
    expect(faults.join('\n')).toMatch(sentence);
    expect(faults.every((fault) => fault.startsWith('rules') || fault.startsWith('bands'))).toBe(true);
  });

  it.each([
    ['ethnic_category', 'ethnicity'],
    ['sex', 'sex or gender'],
    ['gender', 'sex or gender'],
    ['first_language', 'language'],
    ['interpreter_required', 'language'],
    ['imd_decile', 'deprivation'],
    ['deprivation', 'deprivation'],
    ['postcode', 'where the child lives'],
    ['school', 'the school'],
    ['referrer', 'who referred'],
    ['source_of_referral', 'who referred'],
    ['dna_count', 'non-attendance'],
    ['was_not_brought', 'non-attendance'],
  ])('on %s is refused: %s must never decide how long a child waits', (fact, what) => {
    expect(faultsOf(withCondition({ all: [{ fact, operator: 'equal', value: 'x' }] })).join('\n')).toContain(
      `${fact} is forbidden: ${what}`,
    );
  });

  it('that could hold in too many ways to be read is refused', () => {
    const facts = vocabulary.filter(({ type }) => type === 'yes_no').map(({ code }) => code);
    const pair = (i: number): Group => ({
      any: [facts[2 * i], facts[2 * i + 1]].map((fact) => ({
        fact: fact ?? '',
        operator: 'equal',
        value: 'yes',
      })),
    });
    const faults = faultsOf(withCondition({ all: Array.from({ length: 9 }, (_, i) => pair(i)) }));
    expect(faults.join('\n')).toMatch(/more than 256 ways/);
  });
});

const sumSet = (changes: Partial<RuleSet> = {}): RuleSet =>
  smallSet({
    combine: 'sum',
    polarity: 'higher_is_more_urgent',
    rules: [
      pointsRule('worse', 2, { all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }] }),
      pointsRule('priority', 8, {
        all: [{ fact: 'provider_priority', operator: 'in', value: ['urgent', 'emergency'] }],
      }),
    ],
    totals: [
      { band: 'routine', from: 0 },
      { band: 'medium', from: 2 },
      { band: 'high', from: 4 },
      { band: 'urgent', from: 8 },
    ],
    ...changes,
  });

describe('bands, totals and names', () => {
  it('takes a set that sums', () => {
    expect(faultsOf(sumSet())).toEqual([]);
    expect(fitsSchema(sumSet())).toBe(true);
  });

  const [urgent, high, medium, routine] = smallSet().bands;
  if (!urgent || !high || !medium || !routine) throw new Error('the small set has four bands');

  it.each<[string, unknown, RegExp]>([
    [
      'a band without a safe wait',
      smallSet({ bands: [urgent, high, medium, { ...routine, safeWaitDays: {} as never }] }),
      /without a safe wait/,
    ],
    [
      'a safe wait of no days',
      smallSet({ bands: [{ ...urgent, safeWaitDays: { default: 0 } }, high, medium, routine] }),
      /whole number from 1/,
    ],
    [
      'a safe wait shorter than that of a more urgent band',
      smallSet({ bands: [urgent, { ...high, safeWaitDays: { default: 7 } }, medium, routine] }),
      /shorter than for urgent/,
    ],
    [
      'a safe wait for a service it does not speak for',
      smallSet({ bands: [{ ...urgent, safeWaitDays: { default: 14, physio: 7 } }, high, medium, routine] }),
      /physio: is not a service line/,
    ],
    ['a rank twice', smallSet({ bands: [urgent, { ...high, rank: 0 }, medium, routine] }), /ranks 0 to 3/],
    ['a rank left out', smallSet({ bands: [urgent, high, medium, { ...routine, rank: 4 }] }), /ranks 0 to 3/],
    [
      'a band twice',
      smallSet({ bands: [urgent, { ...high, id: 'urgent' }, medium, routine] }),
      /has urgent twice/,
    ],
    [
      'a default that is not the least urgent',
      smallSet({ defaultBand: 'medium' }),
      /must be the least urgent band, routine/,
    ],
    ['a default that is no band', smallSet({ defaultBand: 'none' }), /none is not a band/],
    [
      'a rule that gives a band that is none',
      smallSet({ rules: [bandRule('x', 'red', { all: [leaf as never] })] }),
      /red is not a band/,
    ],
    [
      'a rule id twice',
      smallSet({ rules: [...smallSet().rules, ...smallSet().rules] }),
      /has getting-worse twice/,
    ],
    [
      'a rule for a service it does not speak for',
      smallSet({ rules: [bandRule('x', 'high', { all: [leaf as never] }, { services: ['physio'] })] }),
      /physio is not a service line/,
    ],
    [
      'points in a set that does not sum',
      smallSet({ rules: [pointsRule('x', 1, { all: [leaf as never] })] }),
      /points count only/,
    ],
    [
      'a band rule in a set that sums',
      sumSet({ rules: smallSet().rules }),
      /gives points; totals give the band/,
    ],
    [
      'totals in a set that does not sum',
      smallSet({ totals: [{ band: 'routine', from: 0 }] }),
      /only for sets that combine by sum/,
    ],
    ['a sum without totals', sumSet({ totals: undefined }), /totals: is missing/],
    [
      'a gap below the lowest total',
      sumSet({
        totals: [
          { band: 'medium', from: 2 },
          { band: 'high', from: 4 },
        ],
      }),
      /leave a gap: a total of 0 is possible/,
    ],
    [
      'a gap that points taken away open',
      sumSet({
        rules: [
          ...sumSet().rules,
          pointsRule('less', -1, { all: [{ fact: 'ehc_plan', operator: 'equal', value: 'issued' }] }),
        ],
      }),
      /leave a gap: a total of -1/,
    ],
    [
      'two bands from one total',
      sumSet({
        totals: [
          { band: 'routine', from: 0 },
          { band: 'high', from: 4 },
          { band: 'medium', from: 4 },
        ],
      }),
      /overlap/,
    ],
    [
      'a higher total for a less urgent band',
      sumSet({
        totals: [
          { band: 'high', from: 0 },
          { band: 'medium', from: 4 },
        ],
      }),
      /contradict the bands/,
    ],
    [
      'a total nobody can reach',
      sumSet({
        totals: [
          { band: 'routine', from: 0 },
          { band: 'urgent', from: 11 },
        ],
      }),
      /cannot be reached/,
    ],
    ['the wrong polarity', smallSet({ polarity: 'higher_is_more_urgent' }), /polarity: must be lower_rank/],
    [
      'an unknown family reason',
      smallSet({
        rules: [
          {
            ...bandRule('x', 'high', { all: [leaf as never] }),
            event: { type: 'band', params: { band: 'high', reason: { clinician: 'x', family: 'toString' } } },
          },
        ],
      }),
      /not a code of familyReasons/,
    ],
    ['a service without facts that must be known', smallSet({ mustKnow: {} }), /mustKnow.slt: is missing/],
    [
      'a fact that must be known but is none',
      smallSet({ mustKnow: { slt: [{ fact: 'age_months', askOf: 'parent', withinDays: 3 }] } }),
      /only what somebody can be asked/,
    ],
    [
      'a fact that must be known but matters to no rule',
      smallSet({ mustKnow: { slt: [{ fact: 'ehc_plan', askOf: 'school', withinDays: 3 }] } }),
      /is looked at by no rule/,
    ],
    [
      'a question nobody is ever old enough for',
      smallSet({
        mustKnow: {
          slt: [
            { fact: 'getting_worse', askOf: 'parent', withinDays: 3, fromAgeMonths: 48, toAgeMonths: 48 },
          ],
        },
      }),
      /toAgeMonths: must be above fromAgeMonths, 48/,
    ],
    [
      'an age that is none',
      smallSet({
        mustKnow: { slt: [{ fact: 'getting_worse', askOf: 'parent', withinDays: 3, fromAgeMonths: 4.5 }] },
      }),
      /fromAgeMonths: must be a whole number/,
    ],
    ['an end before its start', smallSet({ effectiveTo: '2025-01-01' as never }), /before effectiveFrom/],
    ['a date that is none', smallSet({ effectiveFrom: '2026-02-30' as never }), /must be a date/],
    ['a version that is none', smallSet({ version: '1.0' }), /a version like 1.0.0/],
    [
      'a need told from needs',
      smallSet({
        needs: [
          {
            domain: 'safety',
            source: 'x',
            conditions: { all: [{ fact: 'need_education', operator: 'equal', value: 'yes' }] },
          },
        ],
      }),
      /not from needs/,
    ],
    ['a key nobody knows', { ...smallSet(), prioritise: true }, /prioritise: is not a key known here/],
    [
      'a rule with an engine priority',
      smallSet({ rules: [{ ...bandRule('x', 'high', { all: [leaf as never] }), priority: 5 } as never] }),
      /priority: is not a key known here/,
    ],
  ])('refuses %s', (_title, set, sentence) => {
    expect(faultsOf(set).join('\n')).toMatch(sentence);
  });

  it('refuses a rule that an earlier one always beats, where the first match wins', () => {
    const wide = bandRule('wide', 'medium', {
      all: [{ fact: 'functional_impact', operator: 'greaterThan', value: 1 }],
    });
    const narrow = bandRule('narrow', 'urgent', {
      all: [{ fact: 'functional_impact', operator: 'greaterThan', value: 3 }],
    });
    const [priority, worse] = smallSet().rules as [Rule, Rule];
    const set = (rules: RuleSet['rules']): RuleSet =>
      smallSet({ combine: 'first-match', rules: [priority, ...rules, worse] });
    expect(faultsOf(set([wide, narrow])).join('\n')).toMatch(/rules \(narrow\): is never reached for slt/);
    expect(faultsOf({ ...set([]), rules: [priority, narrow, worse, wide] })).toEqual([]);
  });
});

describe('the schema for editors', () => {
  const shipped = JSON.parse(readFileSync('rules/multi-need/1.0.0/rule-set.json', 'utf8'));

  it('takes the shipped set', () => {
    fitsSchema(shipped);
    expect(fitsSchema.errors ?? []).toEqual([]);
  });

  it('takes away or adds a key wherever there is one: schema and parser refuse the same', () => {
    let tried = 0;
    for (const mutant of mutants(sumSetAndEverything(), freeNames)) {
      tried++;
      const parser = faultsOf(mutant.value).length === 0;
      const editor = fitsSchema(mutant.value);
      if (editor !== parser)
        throw new Error(`${mutant.what}: the schema says ${editor}, the parser ${parser}`);
    }
    expect(tried).toBeGreaterThan(150);
  });

  it('does the same for published tools', () => {
    let tried = 0;
    for (const mutant of mutants(toolAndEverything(), freeNames)) {
      tried++;
      const parser = parseAnySet(JSON.stringify(mutant.value)).ok;
      const editor = fitsSchema(mutant.value);
      if (editor !== parser)
        throw new Error(`${mutant.what}: the schema says ${editor}, the parser ${parser}`);
    }
    expect(tried).toBeGreaterThan(300);
  });
});

/** A small tool that uses every kind of part. */
function toolAndEverything(): unknown {
  return smallTool({
    verificationOnly: true,
    waitTables: [{ id: 'other', title: 'Other', source: 'There', waits: { p2: { words: 'soon' } } }],
    slotShares: { words: '1:1', source: 'Table 2', shares: { p1: 1, p2: 1 } },
  });
}

/** A small set that uses every kind of part. */
function sumSetAndEverything(): RuleSet {
  const reason = { clinician: 'Because.', family: null };
  const conditions: Group = { any: [{ fact: 'self_harm', operator: 'in', value: ['past', 'current'] }] };
  const other = { title: 'Other', source: 'Invented.', conditions };
  return smallSet({
    needs: [
      {
        domain: 'safety',
        source: 'Invented.',
        conditions: { all: [{ fact: 'feels_safe', operator: 'equal', value: 'no' }] },
      },
    ],
    rules: [
      ...smallSet().rules,
      {
        id: 'route',
        ...other,
        event: { type: 'route', params: { to: 'act_today', reason, whatToDo: 'Ring.' } },
      },
      {
        id: 'flag',
        ...other,
        services: ['slt'],
        event: { type: 'flag', params: { board: 'access', kind: 'cohort', reason } },
      },
      {
        id: 'modify',
        ...other,
        event: { type: 'modify', params: { moves: [{ from: 'medium', to: ['high'] }], reason } },
      },
      {
        id: 'ask',
        ...other,
        event: { type: 'ask', params: { question: 'Why?', of: 'school', withinDays: 9, reason } },
      },
    ],
  });
}

/** Where the set chooses the names itself, or what is meant is not a matter of shape. */
const freeNames =
  /^(familyReasons\.|gaps$|facts$|waitTables\.\d+\.waits\.|slotShares\.shares\.|mustKnow\.|orderPolicy\.protectedBands$|needs$|effectiveTo$|serviceLines$|mustKnow$|familyReasons$|bands\.\d+\.safeWaitDays\.|.*\.services$|.*\.reason\.family$)/;
