import type { FactValue } from '../facts/fact.js';
import type { Condition, Leaf } from './rule-set.js';
import type { RuleFact } from './rule-fact.js';

/**
 * The values of one fact, grouped into cells that no comparison of a rule set can tell apart: each word, or each stretch
 * of whole numbers between the thresholds the set compares with. A set of possible values is a bit mask over the cells:
 * one bit where the value is known, several where it is not. Trying one value of each cell tries them all.
 */
export interface Cells {
  fact: RuleFact;
  /** One value of each cell, in ascending order: the word, or the smallest number of the stretch. */
  values: readonly FactValue[];
  /** Every cell. */
  full: number;
}

/** Bits of a mask that stay positive in 32-bit arithmetic. */
export const MOST_CELLS = 30;

export function cellsOf(fact: RuleFact, leaves: readonly Leaf[]): Cells {
  const values = fact.kind === 'words' ? fact.values : stretches(fact.least, fact.most, leaves);
  return { fact, values, full: values.length > MOST_CELLS ? 0 : 2 ** values.length - 1 };
}

/** The smallest number of each stretch between thresholds. */
function stretches(least: number, most: number, leaves: readonly Leaf[]): number[] {
  const starts = new Set([least]);
  for (const leaf of leaves)
    for (const start of startsOf(leaf)) if (start > least && start <= most) starts.add(start);
  return [...starts].sort((a, b) => a - b);
}

function startsOf(leaf: Leaf): number[] {
  const operands = (Array.isArray(leaf.value) ? leaf.value : [leaf.value]).map(Number);
  switch (leaf.operator) {
    case 'lessThan':
    case 'greaterThanInclusive':
      return operands;
    case 'lessThanInclusive':
    case 'greaterThan':
      return operands.map((operand) => operand + 1);
    case 'equal':
    case 'notEqual':
    case 'in':
    case 'notIn':
    default:
      return operands.flatMap((operand) => [operand, operand + 1]);
  }
}

/** The cells for whose values a comparison holds. */
export function cellsWhere(cells: Cells, leaf: Leaf): number {
  let mask = 0;
  cells.values.forEach((value, cell) => {
    if (holdsFor(value, leaf)) mask |= 1 << cell;
  });
  return mask;
}

/**
 * Whether a comparison holds for a known value, as json-rules-engine compares (rules-performance.md §3): the one place that
 * says what an operator means.
 */
export function holdsFor(value: FactValue, leaf: Leaf): boolean {
  const operand = leaf.value;
  switch (leaf.operator) {
    case 'equal':
      return value === operand;
    case 'notEqual':
      return value !== operand;
    case 'in':
      return Array.isArray(operand) && operand.includes(value);
    case 'notIn':
      return Array.isArray(operand) && !operand.includes(value);
    case 'lessThan':
      return Number(value) < Number(operand);
    case 'lessThanInclusive':
      return Number(value) <= Number(operand);
    case 'greaterThan':
      return Number(value) > Number(operand);
    case 'greaterThanInclusive':
      return Number(value) >= Number(operand);
    default:
      return false;
  }
}

/** The one cell of a value. A value outside the fact's range counts as its nearest end. */
export function cellOf(cells: Cells, value: FactValue): number {
  if (cells.fact.kind === 'words') {
    const cell = cells.values.indexOf(value);
    return cell < 0 ? cells.full : 1 << cell;
  }
  let cell = 0;
  while (cell + 1 < cells.values.length && Number(cells.values[cell + 1]) <= Number(value)) cell++;
  return 1 << cell;
}

/** The cells of the counts from `least` to `most`, both included. */
export function cellsBetween(cells: Cells, least: number, most: number): number {
  const from = cellOf(cells, least);
  const to = cellOf(cells, most);
  return to * 2 - from;
}

/** The values of the cells in a mask. */
export function valuesIn(cells: Cells, mask: number): FactValue[] {
  return cells.values.filter((_, cell) => (mask & (1 << cell)) !== 0);
}

/** The lowest and highest count in a mask, both included; for facts that are counts. */
export function countsIn(cells: Cells, mask: number): [number, number] {
  const lowest = 31 - Math.clz32(mask & -mask);
  const highest = 31 - Math.clz32(mask);
  const most = cells.fact.kind === 'count' ? cells.fact.most : 0;
  const after = cells.values[highest + 1];
  return [Number(cells.values[lowest]), after === undefined ? most : Number(after) - 1];
}

/**
 * What the more concerning of two values may be, each of which may be any of its cells: the child-wide view of a fact
 * that several referrals speak of. Without an order of concern either may count.
 */
export function mostConcerning(cells: Cells, a: number, b: number): number {
  if (cells.fact.worry === 'not') return a | b;
  if (cells.fact.worry === 'up') {
    const atLeast = Math.max(a & -a, b & -b);
    return (a | b) & ~(atLeast - 1);
  }
  const atMost = Math.min(highestBit(a), highestBit(b));
  return (a | b) & (atMost * 2 - 1);
}

export function highestBit(mask: number): number {
  return 1 << (31 - Math.clz32(mask));
}

/** Every comparison of a condition. */
export function leavesOf(condition: Condition): Leaf[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  return [condition];
}
