import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { anyKnowledge, anyRuleSet, drawnFacts } from '../../test/support/arbitrary-rules.js';
import { bandRule, pointsRule, smallSet } from '../../test/support/rule-sets.js';
import { smallTool } from '../../test/support/tools.js';
import type { FactValue } from '../facts/fact.js';
import type { Bounds } from './bounds.js';
import { cellOf, leavesOf } from './cells.js';
import { checkConcern } from './check-concern.js';
import { compile, planFor } from './compile.js';
import { bounds } from './evaluate.js';
import { parseRuleSet } from './parse-rule-set.js';
import { ruleFact } from './rule-fact.js';
import type { Group, Leaf, Rule, RuleSet } from './rule-set.js';

const said = (set: RuleSet): string[] => checkConcern(set).map(({ at, message }) => `${at}: ${message}`);
const withRule = (rule: Rule): RuleSet => smallSet({ rules: [...smallSet().rules, rule] });
const all = (...leaves: Leaf[]): Group => ({ all: leaves });
const reassured: Leaf = { fact: 'getting_worse', operator: 'equal', value: 'no' };

describe('a rule of a queue', () => {
  it('may not reward reassurance, and is told which comparison does', () => {
    expect(said(withRule(bandRule('calm', 'high', { all: [{ any: [reassured] }] })))).toEqual([
      'rules[2] (calm).conditions: compares getting_worse so that it holds for no and not for yes, which is more concerning: no rule of a queue may reward reassurance, turn the comparison round or remove it',
    ]);
    const parsed = parseRuleSet(JSON.stringify(withRule(bandRule('calm', 'high', all(reassured)))));
    expect(parsed.ok ? [] : parsed.faults).toHaveLength(1);
  });

  it.each<[string, Leaf]>([
    ['a middle value alone', { fact: 'self_harm', operator: 'equal', value: 'past' }],
    ['feeling safe', { fact: 'feels_safe', operator: 'equal', value: 'yes' }],
    ['many words', { fact: 'single_words', operator: 'greaterThan', value: 50 }],
    ['a small effect on daily life', { fact: 'functional_impact', operator: 'lessThan', value: 3 }],
    ['few needs', { fact: 'need_domains', operator: 'lessThanInclusive', value: 1 }],
    ['a short wait', { fact: 'days_waited', operator: 'lessThan', value: 30 }],
    ['following instructions', { fact: 'follows_instructions', operator: 'notEqual', value: 'none' }],
  ])('is refused where it holds for %s', (_title, leaf) => {
    expect(said(withRule(bandRule('tried', 'high', all(leaf))))).toHaveLength(1);
  });

  it.each<[string, Leaf]>([
    ['the worst alone', { fact: 'self_harm', operator: 'equal', value: 'current' }],
    ['anything but the best', { fact: 'self_harm', operator: 'notEqual', value: 'none' }],
    ['few words', { fact: 'single_words', operator: 'lessThan', value: 50 }],
    ['not feeling safe', { fact: 'feels_safe', operator: 'equal', value: 'no' }],
    ['a stretch of ages', { fact: 'age_months', operator: 'lessThan', value: 12 }],
    ['a plan of one kind', { fact: 'ehc_plan', operator: 'equal', value: 'in_assessment' }],
  ])('is taken where it holds for %s', (_title, leaf) => {
    expect(said(withRule(bandRule('tried', 'high', all(leaf))))).toEqual([]);
  });

  it('may take points away for reassurance, and for nothing else', () => {
    expect(said(withRule(pointsRule('calm', -1, all(reassured))))).toEqual([]);
    expect(said(withRule(pointsRule('worse', -1, all({ ...reassured, value: 'yes' }))))).toEqual([
      expect.stringMatching(
        /rules\[2\] \(worse\)\.conditions: .* holds for yes and not for no, which is less concerning/,
      ),
    ]);
  });

  it('places nobody by the help that a child gets, whichever way', () => {
    for (const value of ['yes', 'no'])
      expect(
        said(
          withRule(
            bandRule(
              'helped',
              'high',
              all({ fact: 'education_measures_in_place', operator: 'equal', value }),
            ),
          ),
        ),
      ).toEqual([expect.stringMatching(/help at school places nobody, remove it/)]);
  });

  it('may ask because an answer reassures: a question moves nobody', () => {
    const reason = { clinician: 'To be sure.', family: null };
    const params = { question: 'Does the child say so too?', of: 'child' as const, withinDays: 7, reason };
    expect(
      said(withRule({ ...bandRule('ask', 'high', all(reassured)), event: { type: 'ask', params } })),
    ).toEqual([]);
  });

  it('may not hide a more urgent one after it where the first match decides', () => {
    const worse = bandRule('worse', 'medium', all({ ...reassured, value: 'yes' }));
    const harm = bandRule('harm', 'high', all({ fact: 'self_harm', operator: 'equal', value: 'current' }));
    const firstMatch = (rules: Rule[], defaultBand = 'routine'): string[] =>
      said(smallSet({ combine: 'first-match', rules, defaultBand }));
    expect(firstMatch([worse, harm])).toEqual([
      'rules[0] (worse): gives medium and hides harm, which gives high: put the more urgent first',
    ]);
    expect(firstMatch([harm, worse])).toEqual([]);
    expect(
      firstMatch([
        { ...worse, services: ['slt'] },
        { ...harm, services: ['physio'] },
      ]),
    ).toEqual([]);
    expect(firstMatch([harm, worse], 'high')).toEqual([
      expect.stringMatching(/rules\[1\] \(worse\): gives medium and hides the default, high/),
    ]);
    const young = bandRule('young', 'medium', all({ fact: 'age_months', operator: 'lessThan', value: 12 }));
    expect(firstMatch([young, harm])).toEqual([
      'rules[0] (young): gives medium and hides harm, which gives high: put the more urgent first',
    ]);
  });

  it('is held to the same in a need', () => {
    const needs = [{ domain: 'safety' as const, source: 'Invented.', conditions: all(reassured) }];
    expect(said(smallSet({ needs }))).toEqual([expect.stringMatching(/^needs \(safety\)\.conditions: /)]);
  });

  it('may say what it likes in a published tool, which decides no queue', () => {
    const fact = { title: 'T', meaning: 'M', type: 'yes_no', concern: 'risk-yes' } as const;
    const tool = smallTool({ facts: [{ ...fact, code: 'getting_worse' }] });
    expect(checkConcern({ ...tool, rules: [bandRule('calm', 'p1', all(reassured))] })).toEqual([]);
  });

  it('rewards no reassurance in the shipped set', () => {
    const text = readFileSync('rules/multi-need/1.0.0/rule-set.json', 'utf8');
    expect(checkConcern(JSON.parse(text) as RuleSet)).toEqual([]);
  });
});

type Known = Readonly<Record<string, FactValue | undefined>>;

function boundsOf(set: RuleSet, known: Known): Bounds {
  const ruleSet = compile(set);
  const own = ruleSet.nothingKnown.slice();
  ruleSet.facts.forEach((cells, i) => {
    const value = known[cells.fact.code];
    if (value !== undefined) own[i] = cellOf(cells, value);
  });
  return bounds(planFor(ruleSet, 'slt'), own);
}

/** The same knowledge with one known fact more concerning, in every way there is. */
function worsened(known: Known): Known[] {
  return Object.entries(drawnFacts).flatMap(([code, values]) => {
    const value = known[code];
    const worry = ruleFact(code)?.worry;
    if (value === undefined || worry === 'not') return [];
    const at = values.indexOf(value);
    const worse = worry === 'up' ? values.slice(at + 1) : values.slice(0, at);
    return worse.map((more) => ({ ...known, [code]: more }));
  });
}

function lowers(set: RuleSet, known: Known): boolean {
  const before = boundsOf(set, known);
  return worsened(known).some((more) => {
    const after = boundsOf(set, more);
    return after.certain > before.certain || after.possible > before.possible;
  });
}

/** A drawn set with each comparison the check refuses turned round, so that most drawn sets pass and all are drawn. */
function turnedRound(set: RuleSet): RuleSet {
  const refused = (leaf: Leaf, rule: Rule): boolean =>
    checkConcern(smallSet({ rules: [{ ...rule, conditions: all(leaf) }] })).length > 0;
  const turned = (part: Group | Leaf, rule: Rule): Group | Leaf => {
    if ('all' in part) return { all: part.all.map((inner) => turned(inner, rule)) };
    if ('any' in part) return { any: part.any.map((inner) => turned(inner, rule)) };
    const other = { ...part, operator: opposite[part.operator] };
    return refused(part, rule) ? (refused(other, rule) ? all() : other) : part;
  };
  const rules = set.rules
    .map((rule) => ({ ...rule, conditions: turned(rule.conditions, rule) as Group }))
    .filter(({ conditions }) => !JSON.stringify(conditions).includes('[]'));
  return { ...set, rules };
}
const opposite = {
  equal: 'notEqual',
  notEqual: 'equal',
  in: 'notIn',
  notIn: 'in',
  lessThan: 'greaterThanInclusive',
  greaterThanInclusive: 'lessThan',
  lessThanInclusive: 'greaterThan',
  greaterThan: 'lessThanInclusive',
} as const;

describe('a set that passes', () => {
  it('never places a child lower, nor lets them be placed lower, because something more concerning is told', () => {
    let [passed, compared] = [0, 0];
    fc.assert(
      fc.property(anyRuleSet.map(turnedRound), anyKnowledge, (set, known) => {
        if (checkConcern(set).length > 0) return;
        passed++;
        compared += worsened(known).length;
        expect(lowers(set, known)).toBe(false);
      }),
      { seed: 20_261_125, numRuns: 2000 },
    );
    expect(passed).toBeGreaterThan(1000);
    expect(compared).toBeGreaterThan(2000);
  });

  it('is not refused for nothing: one comparison alone is refused exactly where it lowers somebody', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyRuleSet, (set) => {
        for (const rule of set.rules.slice(0, 2))
          for (const leaf of leavesOf(rule.conditions)) {
            if (rule.event.type !== 'band' || rule.event.params.band === 'routine') continue;
            const alone = smallSet({ rules: [{ ...rule, conditions: all(leaf) }] });
            const isRefused = checkConcern(alone).length > 0;
            const values = drawnFacts[leaf.fact] ?? [];
            expect(values.some((value) => lowers(alone, { [leaf.fact]: value }))).toBe(isRefused);
            if (isRefused) refused++;
          }
      }),
      { seed: 20_261_125, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});
