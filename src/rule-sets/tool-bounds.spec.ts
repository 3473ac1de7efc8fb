import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyKnowledge, completions } from '../../test/support/arbitrary-rules.js';
import { anyTool } from '../../test/support/arbitrary-tools.js';
import type { FactValue } from '../facts/fact.js';
import { compile, planFor } from './compile.js';
import { runEngine } from './engine.js';
import { bounds } from './evaluate.js';
import { askTool } from './tool-decision.js';
import { masksOf, type ToolAnswers } from './tool-facts.js';
import { TOOL_PLAN, type ToolSet } from './tool-set.js';

const seed = 20_261_125;

function said(known: Readonly<Record<string, FactValue | undefined>>): ToolAnswers {
  return Object.fromEntries(
    Object.entries(known).flatMap(([code, value]) => (value === undefined ? [] : [[code, value]])),
  );
}

const allowedBy = (set: ToolSet, facts: ToolAnswers): string[] =>
  askTool(set, facts).allowed.map(({ band }) => band);

describe('a published tool', () => {
  it('allows on complete facts the bands that json-rules-engine allows, or none, which is a gap', async () => {
    await fc.assert(
      fc.asyncProperty(anyTool, fc.nat(), async (set, pick) => {
        const all = completions({});
        const facts = all[pick % all.length] ?? {};
        const { allowed, band } = await runEngine(set, TOOL_PLAN, facts);
        const ours = askTool(set, facts);
        expect(ours.allowed.map((entry) => entry.band)).toEqual(allowed);
        expect(ours.band).toBe(band);
        expect(ours.result).toBe(allowed.length === 0 ? 'gap' : allowed.length === 1 ? 'band' : 'choose');
        expect(ours.exact).toBe(true);
      }),
      { seed, numRuns: 400 },
    );
  });

  it('allows under unknowns all that json-rules-engine could, and where it is exact nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(anyTool, anyKnowledge, async (set, known) => {
        const ways = completions(known);
        fc.pre(ways.length <= 60);
        const outcomes = [];
        for (const facts of ways) outcomes.push((await runEngine(set, TOOL_PLAN, facts)).allowed);
        checkAgainst(set, known, outcomes);
      }),
      { seed, numRuns: 80 },
    );
  });

  it('does so over many more tools and unknowns, by its own complete form', () => {
    fc.assert(
      fc.property(anyTool, anyKnowledge, (set, known) => {
        checkAgainst(
          set,
          known,
          completions(known).map((facts) => allowedBy(set, facts)),
        );
      }),
      { seed, numRuns: 600 },
    );
  });
});

function checkAgainst(
  set: ToolSet,
  known: Readonly<Record<string, FactValue | undefined>>,
  outcomes: readonly (readonly string[])[],
): void {
  const ours = askTool(set, said(known));
  const reached = new Set(outcomes.flat());
  const gap = outcomes.some((allowed) => allowed.length === 0);
  const bands = set.bands.map(({ id }) => id);
  const ruleSet = compile(set);
  const own = masksOf(ruleSet, said(known));
  const bound = bounds(planFor(ruleSet, TOOL_PLAN), own);
  const ranks = outcomes.flatMap((allowed) =>
    allowed.length === 0 ? [bands.length] : allowed.map((band) => bands.indexOf(band)),
  );
  expect(bound).toEqual({ certain: Math.max(...ranks), possible: Math.min(...ranks), exact: true });
  expect(ours.exact).toBe(true);
  expect(ours.gaps.length > 0).toBe(gap);
  expect(ours.clinicianMustChoose).toBe(outcomes.every((allowed) => allowed.length > 1));
  // By points the first and the last of the bands are reached; those between them may not be.
  if (set.combine === 'sum')
    expect(ours.allowed.map(({ band }) => band)).toEqual(expect.arrayContaining([...reached]));
  else expect(ours.allowed.map(({ band }) => band)).toEqual(bands.filter((band) => reached.has(band)));
}
