import { isGroup, partsOf } from './condition-words.js';
import type { Condition, Leaf } from './rule-set.js';

/**
 * A condition in the one form of all ways of writing it that differ in nothing a reader would call a change: groups
 * inside groups of their own kind are opened, a group of one is that one, repetitions go, and order plays no part.
 */
export type Plain = Leaf | { kind: 'all' | 'any'; parts: readonly Plain[] };

export function plainly(condition: Condition): Plain {
  if (!isGroup(condition)) return condition;
  const kind = 'all' in condition ? 'all' : 'any';
  const parts = new Map<string, Plain>();
  for (const part of partsOf(condition).map(plainly))
    for (const inner of 'kind' in part && part.kind === kind ? part.parts : [part])
      parts.set(keyOf(inner), inner);
  const [only] = parts.values();
  if (only && parts.size === 1) return only;
  return { kind, parts: [...parts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part) };
}

/** Equal where, and only where, two conditions differ in nothing but the way they are written. */
export function keyOf(condition: Plain): string {
  if ('kind' in condition) return `${condition.kind}(${condition.parts.map(keyOf).join(',')})`;
  const { fact, operator, value } = condition;
  const values = (Array.isArray(value) ? [...(value as readonly unknown[])] : [value])
    .map((one) => JSON.stringify(one))
    .sort();
  const single = values.length === 1 && (operator === 'in' || operator === 'notIn');
  const meant = single ? (operator === 'in' ? 'equal' : 'notEqual') : operator;
  return `${fact} ${meant} ${values.join('|')}`;
}

/** The condition as it would be written. */
export function written(condition: Plain): Condition {
  if (!('kind' in condition)) return condition;
  const parts = condition.parts.map(written);
  return condition.kind === 'all' ? { all: parts } : { any: parts };
}
