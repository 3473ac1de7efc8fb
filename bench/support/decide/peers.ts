import { createRequire } from 'node:module';
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { LogicEngine } from 'json-logic-engine';
import type { Condition, Leaf, RuleSet } from '../../../src/rule-sets/rule-set.js';
import type { Known } from './children.js';

/** Totals of children, by another engine. */
export type Totals = (children: readonly Known[]) => Promise<number[]> | number[];

/** json-rules-engine as its documentation shows it: one engine, one run after the other. */
export function jsonRulesEngine(set: RuleSet): Totals {
  const engine = new Engine(
    set.rules.map((rule) => ({
      conditions: structuredClone(rule.conditions) as TopLevelCondition,
      event: { type: 'points', params: { points: pointsOf(rule) } },
    })),
  );
  return async (children) => {
    const totals: number[] = [];
    for (const child of children) {
      const { events } = await engine.run(child);
      totals.push(events.reduce((total, event) => total + Number(event.params?.['points']), 0));
    }
    return totals;
  };
}

/** json-logic-engine: all rules as one expression, compiled once. */
export function jsonLogicEngine(set: RuleSet): Totals {
  const added = set.rules.map((rule) => ({ if: [logicOf(rule.conditions), pointsOf(rule), 0] }));
  const total = new LogicEngine().build({ '+': added }) as (child: Known) => number;
  return (children) => children.map((child) => total(child));
}

interface Zen {
  ZenEngine: new () => {
    createDecision(content: object): {
      evaluate(context: object): Promise<{ result: { totals: { points: number }[][] } }>;
    };
  };
}
const [AT_ONCE, A_CALL] = [4, 500];

/**
 * @gorules/zen-engine at its best of those tried (several calls at once, each of many children): one decision table in
 * loop mode. Its package holds a native binary for each system; where there is none this throws, saying so.
 */
export function zenEngine(set: RuleSet): Totals {
  const { ZenEngine } = createRequire(import.meta.url)('@gorules/zen-engine') as Zen;
  const decision = new ZenEngine().createDecision(tableOf(set));
  return async (children) => {
    const totals: number[] = [];
    const chunks: Known[][] = [];
    for (let from = 0; from < children.length; from += A_CALL)
      chunks.push(children.slice(from, from + A_CALL));
    for (let from = 0; from < chunks.length; from += AT_ONCE) {
      const answers = await Promise.all(
        chunks.slice(from, from + AT_ONCE).map((rows) => decision.evaluate({ rows })),
      );
      for (const { result } of answers)
        for (const hits of result.totals) totals.push(hits.reduce((total, { points }) => total + points, 0));
    }
    return totals;
  };
}

function pointsOf({ event }: RuleSet['rules'][number]): number {
  return event.type === 'points' ? event.params.points : 0;
}

function logicOf(condition: Condition): object {
  if ('all' in condition) return { and: condition.all.map(logicOf) };
  if ('any' in condition) return { or: condition.any.map(logicOf) };
  const value = { var: condition.fact };
  switch (condition.operator) {
    case 'equal':
      return { '===': [value, condition.value] };
    case 'in':
      return { in: [value, condition.value] };
    case 'lessThan':
      return { '<': [value, condition.value] };
    case 'greaterThanInclusive':
      return { '>=': [value, condition.value] };
    case 'notEqual':
    case 'notIn':
    case 'lessThanInclusive':
    case 'greaterThan':
    default:
      return notUsed(condition);
  }
}

function tableOf(set: RuleSet): object {
  const table = {
    ...{
      hitPolicy: 'collect',
      passThrough: false,
      inputField: 'rows',
      outputPath: 'totals',
      executionMode: 'loop',
    },
    inputs: [{ id: 'when', name: 'when' }],
    outputs: [{ id: 'then', name: 'then', field: 'points' }],
    rules: set.rules.map((rule) => ({
      _id: rule.id,
      when: zenOf(rule.conditions),
      then: String(pointsOf(rule)),
    })),
  };
  const node = (id: string, type: string, content: object): object => ({ id, name: id, type, content });
  return {
    nodes: [
      node('in', 'inputNode', {}),
      node('table', 'decisionTableNode', table),
      node('out', 'outputNode', {}),
    ],
    edges: [
      { id: 'to', type: 'edge', sourceId: 'in', targetId: 'table' },
      { id: 'from', type: 'edge', sourceId: 'table', targetId: 'out' },
    ],
  };
}

function zenOf(condition: Condition): string {
  if ('all' in condition) return `(${condition.all.map(zenOf).join(' and ')})`;
  if ('any' in condition) return `(${condition.any.map(zenOf).join(' or ')})`;
  const value = JSON.stringify(condition.value);
  switch (condition.operator) {
    case 'equal':
      return `${condition.fact} == ${value}`;
    case 'in':
      return `${condition.fact} in ${value}`;
    case 'lessThan':
      return `${condition.fact} < ${value}`;
    case 'greaterThanInclusive':
      return `${condition.fact} >= ${value}`;
    case 'notEqual':
    case 'notIn':
    case 'lessThanInclusive':
    case 'greaterThan':
    default:
      return notUsed(condition);
  }
}

function notUsed({ fact, operator }: Leaf): never {
  throw new RangeError(`the forty rules do not use ${operator}, as for ${fact}`);
}
