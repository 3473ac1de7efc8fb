import type { Answerer, Reason, RuleEvent } from './rule-set.js';
import { join, type Shape } from './shape.js';

export const answerers: readonly Answerer[] = ['parent', 'child', 'school', 'clinician', 'council'];
const eventTypes = ['points', 'band', 'route', 'flag', 'ask'] as const;

/** What a rule contributes. */
export function parseEvent(shape: Shape, value: unknown, at: string): RuleEvent | undefined {
  const event = shape.object(value, at, ['type', 'params']);
  const type = event && shape.oneOf(event['type'], join(at, 'type'), eventTypes);
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
      const params = paramsWith('band');
      return {
        type,
        params: { band: shape.text(params['band'], join(inside, 'band')), reason: reasonOf(params) },
      };
    }
    case 'route': {
      const params = paramsWith('to', 'whatToDo');
      shape.oneOf(params['to'], join(inside, 'to'), ['act_today']);
      const whatToDo = shape.text(params['whatToDo'], join(inside, 'whatToDo'));
      return { type, params: { to: 'act_today', reason: reasonOf(params), whatToDo } };
    }
    case 'flag': {
      const params = paramsWith('board');
      const board = shape.oneOf(params['board'], join(inside, 'board'), ['locality', 'access'] as const);
      return board && { type, params: { board, reason: reasonOf(params) } };
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

function parseReason(shape: Shape, value: unknown, at: string): Reason {
  const reason = shape.object(value, at, ['clinician', 'family']) ?? {};
  const family = reason['family'];
  return {
    clinician: shape.text(reason['clinician'], join(at, 'clinician')),
    family: family === null ? null : shape.text(family, join(at, 'family')),
  };
}
