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
  evaluateExpressionSync(expression: string, context: object): number[];
}
const A_CALL = 500;

/**
 * @gorules/zen-engine at the best of what was tried: one expression over many children a call, three times as fast here
 * as a decision table or an expression node in loop mode. Its package holds a native binary for each system; where there
 * is none this throws, saying so.
 */
export function zenEngine(set: RuleSet): Totals {
  const zen = createRequire(import.meta.url)('@gorules/zen-engine') as Zen;
  const added = set.rules.map((rule) => `(${zenOf(rule.conditions)} ? ${pointsOf(rule)} : 0)`);
  const expression = `map(children, ${added.join(' + ')})`;
  return (children) => {
    const totals: number[] = [];
    for (let from = 0; from < children.length; from += A_CALL)
      totals.push(
        ...zen.evaluateExpressionSync(expression, { children: children.slice(from, from + A_CALL) }),
      );
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

function zenOf(condition: Condition): string {
  if ('all' in condition) return `(${condition.all.map(zenOf).join(' and ')})`;
  if ('any' in condition) return `(${condition.any.map(zenOf).join(' or ')})`;
  const value = JSON.stringify(condition.value);
  switch (condition.operator) {
    case 'equal':
      return `#.${condition.fact} == ${value}`;
    case 'in':
      return `#.${condition.fact} in ${value}`;
    case 'lessThan':
      return `#.${condition.fact} < ${value}`;
    case 'greaterThanInclusive':
      return `#.${condition.fact} >= ${value}`;
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
