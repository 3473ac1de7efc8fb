import { describe, expect, it } from '@jest/globals';
import { modifyRule, smallSet } from '../../test/support/rule-sets.js';
import { smallTool } from '../../test/support/tools.js';
import { parseAnySet } from './parse-rule-set.js';
import type { Group, Rule, RuleSet } from './rule-set.js';
import type { ToolFact, ToolSet } from './tool-set.js';

function faultsOf(set: unknown): string {
  const parsed = parseAnySet(JSON.stringify(set));
  return parsed.ok ? '' : parsed.faults.map(({ at, message }) => `${at}: ${message}`).join('\n');
}

const { facts, rules, bands } = smallTool();
const withFact = (fact: Partial<ToolFact> & { code: string }): unknown =>
  smallTool({ facts: [...facts, { title: 'x', type: 'yes_no', concern: 'neutral', meaning: 'x', ...fact }] });
const withRule = (rule: Partial<Rule>, changes: Partial<ToolSet> = {}): unknown =>
  smallTool({ ...changes, rules: [...rules, { ...(rules[0] as Rule), id: 'tried', ...rule }] });
const acute: Group = { all: [{ fact: 'acute', operator: 'equal', value: 'no' }] };
const reason = { clinician: 'x', family: null };

describe('a published tool', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a fact named like one of the vocabulary',
      withFact({ code: 'self_harm' }),
      /means something in the voc/,
    ],
    ['a fact named like a worked-out one', withFact({ code: 'open_lists' }), /means something in the voc/],
    ['a fact named like a need', withFact({ code: 'need_help' }), /means something in the voc/],
    ['a fact on who the child is', withFact({ code: 'sex' }), /sex is forbidden: sex or gender/],
    ['a fact on ethnicity', withFact({ code: 'ethnic_group' }), /is forbidden: ethnicity/],
    ['a fact on deprivation', withFact({ code: 'imd_decile' }), /is forbidden: deprivation/],
    ['a fact on missed appointments', withFact({ code: 'not_brought' }), /is forbidden: non-attendance/],
    ['a fact named like what every object has', withFact({ code: 'constructor' }), /every object has/],
    ['a fact twice', withFact({ code: 'acute' }), /facts: has acute twice/],
    ['a fact no rule looks at', withFact({ code: 'unused' }), /facts \(unused\): is looked at by no rule/],
    ['a count without a range', withFact({ code: 'n', type: 'count', unit: 'x' }), /range: is missing/],
    [
      'a range that does not rise',
      withFact({ code: 'n', type: 'count', unit: 'x', range: [3, 3] }),
      /must rise: 3 is not above 3/,
    ],
    ['words without values', withFact({ code: 'w', type: 'one_of' }), /values: is missing/],
    [
      'a value called unknown',
      withFact({
        code: 'w',
        type: 'one_of',
        values: ['a', 'unknown'].map((value) => ({ value, title: value })),
      }),
      /must not name unknown/,
    ],
    [
      'a concern that does not fit its type',
      withFact({ code: 'w', concern: 'risk-high' }),
      /must be one of risk-yes/,
    ],
    [
      'a fact of the vocabulary in a condition',
      withRule({ conditions: { all: [{ fact: 'self_harm', operator: 'equal', value: 'current' }] } }),
      /self_harm is not a fact of this tool/,
    ],
    [
      'a forbidden fact in a condition',
      withRule({ conditions: { all: [{ fact: 'sex', operator: 'equal', value: 'x' }] } }),
      /sex is forbidden/,
    ],
    [
      'a value the fact does not have',
      withRule({ conditions: { all: [{ fact: 'harm', operator: 'equal', value: 'Severe' }] } }),
      /must be one of none, moderate, severe/,
    ],
    [
      'two ages that follow from one another',
      withRule({
        conditions: {
          all: [
            { fact: 'age_months', operator: 'lessThan', value: 30 },
            { fact: 'age_years', operator: 'lessThan', value: 2 },
          ],
        },
      }),
      /compare age_years and age_months/,
    ],
    [
      'a gap that is not described',
      withRule({ conditions: acute, event: { type: 'gap', params: { gap: 'two', reason } } }),
      /two is not an id of gaps/,
    ],
    [
      'an open result above which is nothing',
      withRule({ conditions: acute, event: { type: 'band', params: { band: 'p1', orAbove: true, reason } } }),
      /has nothing above it/,
    ],
    [
      'an open result where the most urgent wins',
      smallTool({ combine: 'most-urgent' }),
      /only for sets that take the first match/,
    ],
    [
      'words for families',
      withRule({ event: { type: 'band', params: { band: 'p1', reason: { clinician: 'x', family: 'y' } } } }),
      /must be null: a tool speaks to clinicians/,
    ],
    ['services', withRule({ services: ['slt'] }), /services: is not a key known here/],
    [
      'a list it is chosen for',
      { ...smallTool(), serviceLines: ['slt'] },
      /serviceLines: is not a key known here/,
    ],
    [
      'a wait that ends before it begins',
      smallTool({
        bands: bands.map((band) => ({ ...band, wait: { words: 'x', withinDays: 1, atLeastDays: 2 } })),
      }),
      /must not be below atLeastDays/,
    ],
    [
      'a wait for a band it does not have',
      smallTool({ waitTables: [{ id: 'a', title: 'a', source: 'a', waits: { p9: { words: 'x' } } }] }),
      /p9 is not a band/,
    ],
    [
      'a move to a band it does not have',
      withRule(modifyRule('m', [{ from: 'p3', to: ['p9'] }], acute)),
      /p9 is not a band/,
    ],
    [
      'a move from one band twice',
      withRule(
        modifyRule(
          'm',
          [
            { from: 'p3', to: ['p2'] },
            { from: 'p3', to: ['p1'] },
          ],
          acute,
        ),
      ),
      /has p3 twice/,
    ],
    [
      'a move that is none',
      withRule(modifyRule('m', [{ from: 'p3', to: ['p3'] }], acute)),
      /moves p3 to itself/,
    ],
    [
      'a rule never reached',
      withRule({ conditions: { all: [{ fact: 'rating', operator: 'equal', value: 4 }] } }),
      /tried\): is never reached/,
    ],
    ['another kind of set', { ...smallSet(), kind: 'game' }, /kind: must be one of queue, tool/],
  ])('with %s is refused', (_title, set, sentence) => {
    expect(faultsOf(set)).toMatch(sentence);
  });

  it('may lower a band, which no set of the queue may', () => {
    expect(faultsOf(withRule(modifyRule('lowers', [{ from: 'p1', to: ['p2', 'p3'] }], acute)))).toBe('');
  });
});

describe('a set that decides the queue', () => {
  const worse: Group = { all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }] };
  const withMoves = (...moves: { from: string; to: string[] }[]): RuleSet =>
    smallSet({ rules: [...smallSet().rules, modifyRule('moved', moves, worse)] });

  it('may say that it is one, and may raise a band once it is found', () => {
    expect(faultsOf({ ...smallSet(), kind: 'queue' })).toBe('');
    expect(faultsOf(withMoves({ from: 'medium', to: ['high'] }, { from: 'routine', to: ['medium'] }))).toBe(
      '',
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a modifier that lowers', withMoves({ from: 'high', to: ['medium'] }), /moves: lowers high to medium/],
    [
      'a modifier that leaves a choice',
      withMoves({ from: 'medium', to: ['high', 'urgent'] }),
      /leaves high or urgent open/,
    ],
    [
      'a modifier that lifts one band over a more urgent one',
      withMoves({ from: 'routine', to: ['high'] }),
      /turns the order of bands round/,
    ],
    ['no band at all as its default', { ...smallSet(), defaultBand: null }, /defaultBand: must be text/],
    ['facts of its own', { ...smallSet(), facts }, /facts: is not a key known here/],
    [
      'an open result',
      smallSet({
        combine: 'first-match',
        rules: [
          {
            ...(smallSet().rules[0] as Rule),
            event: { type: 'band', params: { band: 'high', orAbove: true, reason } },
          },
        ],
      }),
      /orAbove: is not a key known here/,
    ],
    [
      'a gap',
      smallSet({
        rules: [{ ...(smallSet().rules[0] as Rule), event: { type: 'gap', params: { gap: 'x', reason } } }],
      }),
      /type: must be one of points, band, modify, route, flag, ask/,
    ],
  ])('with %s is refused', (_title, set, sentence) => {
    expect(faultsOf(set)).toMatch(sentence);
  });
});
