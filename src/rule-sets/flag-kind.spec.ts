import { expect, it } from '@jest/globals';
import { smallSet } from '../../test/support/rule-sets.js';
import { smallTool } from '../../test/support/tools.js';
import { askQueueSet } from './queue-answer.js';
import type { FlagKind, Group, Rule } from './rule-set.js';
import { askTool } from './tool-decision.js';

const flag = (id: string, fact: string, kind?: FlagKind): Rule => {
  const conditions: Group = { all: [{ fact, operator: 'equal', value: 'yes' }] };
  const reason = { clinician: 'Soon 16.', family: null };
  const params = { board: 'locality', ...(kind ? { kind } : {}), reason } as const;
  return { id, title: id, source: 'Invented.', conditions, event: { type: 'flag', params } };
};

it('a flag is answered with its kind, by a set of the queue and by a tool, and without one where none is said', () => {
  const said = { rule: 'a', board: 'locality', kind: 'transition', reason: 'Soon 16.' };
  const { kind: _, ...without } = said;
  const worse = { getting_worse: 'yes' };
  const rules = [flag('a', 'getting_worse', 'transition'), flag('b', 'getting_worse')];
  expect(askQueueSet(smallSet({ rules }), 'slt', worse, null).flags).toEqual([
    said,
    { ...without, rule: 'b' },
  ]);
  const tool = smallTool({ rules: [...smallTool().rules, flag('a', 'acute', 'transition')] });
  expect(askTool(tool, { acute: 'yes' }).flags).toEqual([said]);
});
