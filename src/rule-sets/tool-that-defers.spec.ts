import { describe, expect, it } from '@jest/globals';
import { modifyRule, pointsRule, smallSet } from '../../test/support/rule-sets.js';
import { smallTool } from '../../test/support/tools.js';
import { compile, planFor } from './compile.js';
import { describeSet } from './describe-set.js';
import { bounds } from './evaluate.js';
import { parseAnySet } from './parse-rule-set.js';
import { askTool } from './tool-decision.js';
import type { Group } from './rule-set.js';
import { masksOf } from './tool-facts.js';
import { TOOL_PLAN, type ToolSet } from './tool-set.js';

const { facts } = smallTool();

/** A score of who may wait, the way MeNTS-like sums are read: the higher the total, the less urgent. */
function defers(changes: Partial<ToolSet> = {}): ToolSet {
  return smallTool({
    combine: 'sum',
    polarity: 'higher_is_less_urgent',
    facts: facts.filter(({ code }) => code !== 'harm'),
    defaultBand: 'p3',
    gaps: [],
    rules: [
      pointsRule('not-acute', 4, { all: [{ fact: 'acute', operator: 'equal', value: 'no' }] }),
      pointsRule('rated-low', 3, { all: [{ fact: 'rating', operator: 'lessThan', value: 2 }] }),
      pointsRule('rated-high', -1, { all: [{ fact: 'rating', operator: 'equal', value: 4 }] }),
    ],
    totals: [
      { band: 'p1', from: -1 },
      { band: 'p2', from: 3 },
      { band: 'p3', from: 7 },
    ],
    ...changes,
  });
}

function faultsOf(set: unknown): string[] {
  const parsed = parseAnySet(JSON.stringify(set));
  return parsed.ok ? [] : parsed.faults.map(({ at, message }) => `${at}: ${message}`);
}
const written = ({ waitTables: _, ...set }: ToolSet): unknown => set;

describe('a tool whose higher total may defer', () => {
  it('gives the less urgent band the higher the total', () => {
    expect(faultsOf(written(defers()))).toEqual([]);
    expect(askTool(defers(), { acute: 'yes', rating: 4 })).toMatchObject({ result: 'band', band: 'p1' });
    expect(askTool(defers(), { acute: 'no', rating: 3 })).toMatchObject({ result: 'band', band: 'p2' });
    expect(askTool(defers(), { acute: 'no', rating: 0 })).toMatchObject({ result: 'band', band: 'p3' });
  });

  it('takes what is certain from the highest total still possible, and what could be from the lowest', () => {
    expect(askTool(defers(), { acute: 'no' })).toMatchObject({
      result: 'ask',
      band: 'p3',
      couldBe: 'p2',
      total: { least: 3, most: 7 },
      exact: true,
    });
    expect(askTool(defers(), {})).toMatchObject({ band: 'p3', couldBe: 'p1', total: { least: -1, most: 7 } });
  });

  it('knows that points that defer and a modifier that raises pull against each other', () => {
    const yes: Group = { all: [{ fact: 'acute', operator: 'equal', value: 'yes' }] };
    const set = defers({
      facts: facts.filter(({ code }) => code === 'acute'),
      rules: [pointsRule('acute', 7, yes), modifyRule('raised', [{ from: 'p3', to: ['p2'] }], yes)],
      totals: [
        { band: 'p1', from: 0 },
        { band: 'p3', from: 7 },
      ],
    });
    expect(faultsOf(written(set))).toEqual([]);
    const ruleSet = compile(set);
    expect(bounds(planFor(ruleSet, TOOL_PLAN), masksOf(ruleSet, {}))).toEqual({
      certain: 1,
      possible: 0,
      exact: true,
    });
  });

  it('says so where it is described', () => {
    expect(describeSet(defers()).howItCombines).toMatch(/the higher the total, the less urgent/);
  });

  it.each<[string, Partial<ToolSet>, RegExp]>([
    [
      'bands that grow more urgent with the total',
      {
        totals: [
          { band: 'p3', from: -1 },
          { band: 'p1', from: 3 },
        ],
      },
      /totals: contradict the bands: p1 starts at 3, above p3, but is not less urgent/,
    ],
    [
      'a low total left out, which would be the most urgent',
      {
        totals: [
          { band: 'p1', from: 0 },
          { band: 'p3', from: 7 },
        ],
        defaultBand: null,
      },
      /totals: leave a gap: a total of -1 is possible/,
    ],
    [
      'another way to combine',
      { combine: 'most-urgent' },
      /polarity: must be lower_rank_is_more_urgent for a tool that combines by most-urgent/,
    ],
  ])('is refused with %s', (_title, changes, sentence) => {
    expect(faultsOf(written(defers(changes))).join('\n')).toMatch(sentence);
  });

  it('is no way to read a set that decides the queue, where points say concern', () => {
    const totals = [{ band: 'routine', from: 0 }];
    const set = smallSet({ combine: 'sum', polarity: 'higher_is_less_urgent', totals });
    expect(faultsOf(set)).toContain(
      'polarity: must be higher_is_more_urgent for a queue that combines by sum',
    );
  });
});
