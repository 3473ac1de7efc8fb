import fc from 'fast-check';
import type { Rule, RuleEvent } from '../../src/rule-sets/rule-set.js';
import type { ToolFact, ToolSet } from '../../src/rule-sets/tool-set.js';
import { anyGroup, drawnFacts } from './arbitrary-rules.js';
import { smallTool } from './tools.js';

const bands = ['p1', 'p2', 'p3', 'p4'];
const reason = { clinician: 'Drawn.', family: null };

const facts = Object.entries(drawnFacts).map(([code, values]): ToolFact => {
  const said = { code, title: code, concern: 'neutral' as const, meaning: code };
  return typeof values[0] === 'number'
    ? { ...said, type: 'count', range: [0, Math.max(...values.map(Number))], unit: 'of something' }
    : { ...said, type: 'one_of', values: values.map((value) => ({ value: String(value), title: code })) };
});

const anyMoves = fc
  .uniqueArray(
    fc.record({
      from: fc.constantFrom(...bands),
      to: fc.uniqueArray(fc.constantFrom(...bands), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ from }) => from },
  )
  .map((moves): RuleEvent => ({ type: 'modify', params: { moves, reason } }));

const anyFound = (combine: ToolSet['combine']): fc.Arbitrary<RuleEvent> =>
  combine === 'sum'
    ? fc.constantFrom(-2, -1, 1, 2, 3).map((points) => ({ type: 'points', params: { points, reason } }))
    : fc.record({ band: fc.constantFrom(...bands), open: fc.boolean() }).map(({ band, open }) => ({
        type: 'band',
        params: { band, ...(open && combine === 'first-match' ? { orAbove: true as const } : {}), reason },
      }));

const raising = (lowest: number): Partial<ToolSet> => ({
  polarity: 'higher_is_more_urgent',
  totals: [
    { band: 'p4', from: lowest },
    { band: 'p2', from: 3 },
    { band: 'p1', from: 5 },
  ],
});
const deferring: Partial<ToolSet> = {
  polarity: 'higher_is_less_urgent',
  totals: [
    { band: 'p1', from: -100 },
    { band: 'p2', from: 1 },
    { band: 'p4', from: 4 },
  ],
};

/** Tools of every kind of combining, totals that defer included, with open results, gaps, and modifiers that raise, lower and leave a choice. */
export const anyTool: fc.Arbitrary<ToolSet> = fc
  .constantFrom<ToolSet['combine']>('most-urgent', 'sum', 'first-match')
  .chain((combine) =>
    fc
      .record({
        events: fc.array(
          fc.tuple(
            anyGroup,
            fc.oneof(
              { weight: 4, arbitrary: anyFound(combine) },
              { weight: 1, arbitrary: anyMoves },
              {
                weight: 1,
                arbitrary: fc.constant<RuleEvent>({ type: 'gap', params: { gap: 'one', reason } }),
              },
            ),
          ),
          { minLength: 1, maxLength: 6 },
        ),
        defaultBand: fc.constantFrom('p4', null),
        lowest: fc.constantFrom(-100, 0, 1),
        mayDefer: fc.boolean(),
      })
      .map(({ events, defaultBand, lowest, mayDefer }) =>
        smallTool({
          combine,
          facts,
          defaultBand,
          bands: bands.map((id, rank) => ({ id, title: id, rank })),
          rules: events.map(([conditions, event], i): Rule => ({
            id: `r${i}`,
            title: 'Drawn',
            source: 'Drawn.',
            conditions,
            event,
          })),
          ...(combine === 'sum' ? (mayDefer ? deferring : raising(lowest)) : {}),
        }),
      ),
  );
