import { plainDate } from '../../src/kernel/plain-date.js';
import type { Group, Rule, RuleEvent } from '../../src/rule-sets/rule-set.js';
import type { ToolSet } from '../../src/rule-sets/tool-set.js';

const reason = { clinician: 'As the table says.', family: null };
const rule = (id: string, conditions: Group, event: RuleEvent): Rule => ({
  id,
  title: `Rule ${id}`,
  source: 'Table 1',
  conditions,
  event,
});

/** A published tool as small as can be: a rating gives a level, open at 2, and harm already done may move it. */
export function smallTool(changes: Partial<ToolSet> = {}): ToolSet {
  return {
    kind: 'tool',
    id: 'small-tool',
    version: '1.0.0',
    title: 'A small tool',
    purpose: 'To test with.',
    intendedUse: 'Tests.',
    signOff: 'None: an example.',
    verificationOnly: false,
    sources: [{ id: 'none', title: 'Invented', where: 'here' }],
    licence: 'Invented here.',
    polarity: 'lower_rank_is_more_urgent',
    effectiveFrom: plainDate('2026-01-01'),
    effectiveTo: null,
    facts: [
      {
        code: 'rating',
        title: 'Rating',
        type: 'count',
        range: [0, 4],
        unit: 'points from none to very severe',
        concern: 'risk-high',
        meaning: 'How severe it is.',
      },
      {
        code: 'harm',
        title: 'Harm so far',
        type: 'one_of',
        values: [
          { value: 'none', title: 'No harm' },
          { value: 'moderate', title: 'Some harm' },
          { value: 'severe', title: 'Severe harm' },
        ],
        concern: 'risk-order',
        meaning: 'What waiting has done.',
      },
      { code: 'acute', title: 'Acute', type: 'yes_no', concern: 'risk-yes', meaning: 'Began this week.' },
    ],
    combine: 'first-match',
    bands: [
      { id: 'p1', title: 'P1', rank: 0, wait: { words: 'within 3 days', withinDays: 3 } },
      { id: 'p2', title: 'P2', rank: 1, wait: { words: 'up to 4 weeks', withinDays: 28 } },
      { id: 'p3', title: 'P3', rank: 2, wait: { words: 'more than 3 months', atLeastDays: 92 } },
    ],
    defaultBand: null,
    gaps: [{ id: 'one', what: 'A rating of 1 stands in no row.', source: 'Table 1' }],
    notEncoded: [{ what: 'The second page', why: 'It could not be read.' }],
    waitTables: [],
    rules: [
      rule(
        'worst',
        { all: [{ fact: 'rating', operator: 'equal', value: 4 }] },
        { type: 'band', params: { band: 'p1', reason } },
      ),
      rule(
        'open',
        { all: [{ fact: 'rating', operator: 'in', value: [2, 3] }] },
        { type: 'band', params: { band: 'p2', orAbove: true, reason } },
      ),
      rule(
        'one',
        { all: [{ fact: 'rating', operator: 'equal', value: 1 }] },
        { type: 'gap', params: { gap: 'one', reason } },
      ),
      rule(
        'mild-and-acute',
        {
          all: [
            { fact: 'rating', operator: 'equal', value: 0 },
            { fact: 'acute', operator: 'equal', value: 'yes' },
          ],
        },
        { type: 'band', params: { band: 'p3', reason } },
      ),
      rule(
        'severe-harm',
        { all: [{ fact: 'harm', operator: 'equal', value: 'severe' }] },
        { type: 'modify', params: { moves: [{ from: 'p3', to: ['p2', 'p1'] }], reason } },
      ),
      rule(
        'some-harm',
        { all: [{ fact: 'harm', operator: 'equal', value: 'moderate' }] },
        { type: 'advise', params: { whatToDo: 'Tell the family doctor.', reason } },
      ),
    ],
    ...changes,
  };
}
