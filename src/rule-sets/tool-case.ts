import type { Outcome } from '../kernel/outcome.js';
import type { FactValue } from '../facts/fact.js';
import { differencesFrom, parseCases, readActToday, readNamed, readTitled } from './case-parts.js';
import { join, type Shape } from './shape.js';
import { faultsInAnswers, type ToolAnswers } from './tool-facts.js';
import type { ToolSet } from './tool-set.js';
import type { ToolDecision } from './tool-decision.js';

/** Something the published tool was given, and what it answers. Stands in cases.json beside the tool. */
export interface ToolCase {
  title: string;
  facts: ToolAnswers;
  expect: ExpectedOfTool;
}

/** Only what is named is compared. */
export interface ExpectedOfTool {
  result: ToolDecision['result'];
  /** The band that is certain at least; null in a gap, or where a gap is possible. */
  band?: string | null;
  couldBe?: string | null;
  /** Every band still allowed. */
  allowed?: readonly string[];
  /** Ids of the gaps it falls into. */
  gaps?: readonly string[];
  /** Rules that certainly hold and place: band, points, modify, route, gap. */
  reasons?: readonly string[];
  /** Rules that certainly hold and advise or flag. */
  advice?: readonly string[];
  asks?: readonly string[];
  actToday?: boolean;
  total?: number;
}

const lists = ['allowed', 'gaps', 'reasons', 'advice', 'asks'] as const;

export function parseToolCases(text: string, set: ToolSet): Outcome<readonly ToolCase[]> {
  return parseCases(text, [], (shape, file) =>
    readTitled(shape, file['cases'], 'cases', (item, at) => readCase(shape, item, at, set)),
  );
}

function readCase(shape: Shape, value: unknown, at: string, set: ToolSet): ToolCase {
  const item = shape.object(value, at, ['title', 'facts', 'expect']) ?? {};
  const facts = shape.map(item['facts'], join(at, 'facts')) ?? {};
  for (const fault of faultsInAnswers(set, facts, join(at, 'facts'))) shape.fault(fault.at, fault.message);
  return {
    title: shape.text(item['title'], join(at, 'title')),
    facts: facts as Record<string, FactValue>,
    expect: readExpected(shape, item['expect'], join(at, 'expect')),
  };
}

function readExpected(shape: Shape, value: unknown, at: string): ExpectedOfTool {
  const optional = ['band', 'couldBe', 'actToday', 'total', ...lists];
  const expected = shape.object(value, at, ['result'], optional) ?? {};
  const result = shape.oneOf(expected['result'], join(at, 'result'), [
    'band',
    'choose',
    'ask',
    'gap',
    'act_today',
  ] as const);
  const total = expected['total'];
  if (total !== undefined && !Number.isSafeInteger(total))
    shape.fault(join(at, 'total'), 'must be a whole number');
  const bands = (['band', 'couldBe'] as const).flatMap((key): [string, string | null][] =>
    expected[key] === undefined
      ? []
      : [[key, expected[key] === null ? null : shape.text(expected[key], join(at, key))]],
  );
  return {
    result: result ?? 'gap',
    ...Object.fromEntries(bands),
    ...readNamed(shape, expected, at, lists),
    ...readActToday(shape, expected, at),
    ...(typeof total === 'number' ? { total } : {}),
  };
}

/** What differs from what the case's author expects, if anything. */
export function differencesFromCase(worked: ToolCase, decision: ToolDecision): string[] {
  return differencesFrom<ExpectedOfTool>(worked.expect, {
    result: decision.result,
    band: decision.band,
    couldBe: decision.couldBe,
    allowed: decision.allowed.map(({ band }) => band),
    gaps: decision.gaps.flatMap(({ id }) => id ?? []),
    reasons: decision.reasons.map(({ rule }) => rule),
    advice: decision.advice.map(({ rule }) => rule),
    asks: decision.asks.map(({ fact }) => fact),
    actToday: decision.actToday,
    total:
      decision.total?.least === decision.total?.most ? (decision.total?.least ?? Number.NaN) : Number.NaN,
  });
}
