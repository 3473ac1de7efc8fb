import type { Answerer, FlagKind, Move, Reason, RuleEvent } from './rule-set.js';
import { join, type Shape } from './shape.js';

export const answerers: readonly Answerer[] = ['parent', 'child', 'school', 'clinician', 'council'];
const flagKinds: readonly FlagKind[] = ['meeting', 'transition', 'cohort'];
const eventTypes = ['points', 'band', 'modify', 'route', 'flag', 'ask'] as const;
const toolEventTypes = [...eventTypes, 'gap', 'advise'] as const;

/** What a rule contributes. Gaps, advice and open results are for tools. */
export function parseEvent(
  shape: Shape,
  value: unknown,
  at: string,
  kind: 'queue' | 'tool' = 'queue',
): RuleEvent | undefined {
  const event = shape.object(value, at, ['type', 'params']);
  const types = kind === 'tool' ? toolEventTypes : eventTypes;
  const type = event && shape.oneOf<(typeof toolEventTypes)[number]>(event['type'], join(at, 'type'), types);
  if (!type) return undefined;
  const inside = join(at, 'params');
  const paramsWith = (...keys: string[]): Record<string, unknown> =>
    shape.object(event['params'], inside, [...keys, 'reason']) ?? {};
  const reasonOf = (params: Record<string, unknown>): Reason =>
    parseReason(shape, params['reason'], join(inside, 'reason'));
  switch (type) {
    case 'points': {
      const params = paramsWith('points');
      const points = shape.wholeNumber(params['points'], join(inside, 'points'), -1000, 1000);
      if (points === 0) shape.fault(join(inside, 'points'), 'is 0 and contributes nothing: remove the rule');
      return { type, params: { points, reason: reasonOf(params) } };
    }
    case 'band': {
      const optional = kind === 'tool' ? ['orAbove'] : [];
      const params = shape.object(event['params'], inside, ['band', 'reason'], optional) ?? {};
      const open = params['orAbove'];
      if (kind === 'tool' && open !== undefined && open !== true)
        shape.fault(join(inside, 'orAbove'), 'must be true, or be left out');
      const band = shape.text(params['band'], join(inside, 'band'));
      const above = open === true ? ({ orAbove: true } as const) : {};
      return { type, params: { band, ...above, reason: reasonOf(params) } };
    }
    case 'modify': {
      const params = paramsWith('moves');
      return {
        type,
        params: { moves: parseMoves(shape, params['moves'], inside), reason: reasonOf(params) },
      };
    }
    case 'gap': {
      const params = paramsWith('gap');
      return {
        type,
        params: { gap: shape.text(params['gap'], join(inside, 'gap')), reason: reasonOf(params) },
      };
    }
    case 'advise': {
      const params = paramsWith('whatToDo');
      const whatToDo = shape.text(params['whatToDo'], join(inside, 'whatToDo'));
      return { type, params: { whatToDo, reason: reasonOf(params) } };
    }
    case 'route': {
      const params = paramsWith('to', 'whatToDo');
      shape.oneOf(params['to'], join(inside, 'to'), ['act_today']);
      const whatToDo = shape.text(params['whatToDo'], join(inside, 'whatToDo'));
      return { type, params: { to: 'act_today', reason: reasonOf(params), whatToDo } };
    }
    case 'flag': {
      const params = shape.object(event['params'], inside, ['board', 'reason'], ['kind']) ?? {};
      const board = shape.oneOf(params['board'], join(inside, 'board'), ['locality', 'access'] as const);
      const kind = shape.oneOf(params['kind'], join(inside, 'kind'), flagKinds);
      return board && { type, params: { board, ...(kind ? { kind } : {}), reason: reasonOf(params) } };
    }
    case 'ask':
    default: {
      const params = paramsWith('question', 'of', 'withinDays');
      const question = shape.text(params['question'], join(inside, 'question'));
      const of = shape.oneOf(params['of'], join(inside, 'of'), answerers);
      const withinDays = shape.wholeNumber(params['withinDays'], join(inside, 'withinDays'), 1, 366);
      return of && { type: 'ask', params: { question, of, withinDays, reason: reasonOf(params) } };
    }
  }
}

function parseMoves(shape: Shape, value: unknown, inside: string): Move[] {
  return shape.list(value, join(inside, 'moves'), 1).map((entry, i) => {
    const at = `${join(inside, 'moves')}[${i}]`;
    const move = shape.object(entry, at, ['from', 'to']) ?? {};
    return {
      from: shape.text(move['from'], join(at, 'from')),
      to: shape
        .list(move['to'], join(at, 'to'), 1)
        .map((band, j) => shape.text(band, `${join(at, 'to')}[${j}]`)),
    };
  });
}

function parseReason(shape: Shape, value: unknown, at: string): Reason {
  const reason = shape.object(value, at, ['clinician', 'family']) ?? {};
  const family = reason['family'];
  return {
    clinician: shape.text(reason['clinician'], join(at, 'clinician')),
    family: family === null ? null : shape.text(family, join(at, 'family')),
  };
}
