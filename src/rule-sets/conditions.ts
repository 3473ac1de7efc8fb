import { cellsWhere, type Cells } from './cells.js';
import type { Condition } from './rule-set.js';

/** A condition over cells: each leaf says for which cells of which fact (by index) it holds. */
export type Node =
  | { kind: 'leaf'; fact: number; mask: number }
  | { kind: 'all' | 'any'; of: readonly Node[] }
  | { kind: 'always' }
  | { kind: 'never' };

export type LeafNode = Extract<Node, { kind: 'leaf' }>;

/**
 * Reads a condition under three values. `possible[fact]` is the mask of cells still possible. Where `some[fact]` is 0 a
 * leaf holds if it holds for every possible cell (certain); where it is 1, if it holds for some (still possible).
 */
export type Test = (possible: Int32Array, some: Uint8Array) => boolean;

/** Facts of a set with their place in a mask array, by code. */
export type PreparedFacts = ReadonlyMap<string, { index: number; cells: Cells }>;

/**
 * The condition with nested groups of one kind flattened, and comparisons of one fact side by side merged into one: what
 * is left repeats a fact only where it has to, and only a repeated fact can make three-valued reading inexact.
 */
export function nodeOf(condition: Condition, facts: PreparedFacts): Node {
  if ('all' in condition)
    return group(
      'all',
      condition.all.map((inner) => nodeOf(inner, facts)),
      facts,
    );
  if ('any' in condition)
    return group(
      'any',
      condition.any.map((inner) => nodeOf(inner, facts)),
      facts,
    );
  const fact = facts.get(condition.fact);
  if (!fact) throw new Error(`a condition names a fact that was not prepared: ${condition.fact}`);
  return leaf(fact.index, cellsWhere(fact.cells, condition), fact.cells.full);
}

function leaf(fact: number, mask: number, full: number): Node {
  if (mask === 0) return { kind: 'never' };
  return mask === full ? { kind: 'always' } : { kind: 'leaf', fact, mask };
}

function group(kind: 'all' | 'any', parts: readonly Node[], facts: PreparedFacts): Node {
  const [decides, changesNothing] = kind === 'all' ? ['never', 'always'] : ['always', 'never'];
  const flat = parts.flatMap((part) => (part.kind === kind ? part.of : [part]));
  if (flat.some((part) => part.kind === decides)) return { kind: decides } as Node;
  const masks = new Map<number, number>();
  const groups: Node[] = [];
  for (const part of flat) {
    if (part.kind === 'leaf') {
      const before = masks.get(part.fact);
      masks.set(
        part.fact,
        before === undefined ? part.mask : kind === 'all' ? before & part.mask : before | part.mask,
      );
    } else if (part.kind !== changesNothing) groups.push(part);
  }
  const full = new Map([...facts.values()].map((fact) => [fact.index, fact.cells.full]));
  const leaves = [...masks].map(([fact, mask]) => leaf(fact, mask, full.get(fact) ?? 0));
  if (leaves.some((part) => part.kind === decides)) return { kind: decides } as Node;
  const of = [...leaves, ...groups];
  const [only] = of;
  if (only === undefined) return { kind: changesNothing } as Node;
  return of.length === 1 ? only : { kind, of };
}

/** The condition as one function; no text is ever turned into code. */
export function testOf(node: Node): Test {
  switch (node.kind) {
    case 'always':
      return () => true;
    case 'never':
      return () => false;
    case 'leaf': {
      const { fact, mask } = node;
      return (possible, some) => {
        const cells = possible[fact] as number;
        const holding = cells & mask;
        return some[fact] === 0 ? holding === cells : holding !== 0;
      };
    }
    case 'all':
      return allOf(node.of.map(testOf));
    case 'any':
    default:
      return anyOf(node.of.map(testOf));
  }
}

function allOf(tests: readonly Test[]): Test {
  const [a, b] = tests;
  if (tests.length === 2 && a && b) return (possible, some) => a(possible, some) && b(possible, some);
  return (possible, some) => {
    for (const test of tests) if (!test(possible, some)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  const [a, b] = tests;
  if (tests.length === 2 && a && b) return (possible, some) => a(possible, some) || b(possible, some);
  return (possible, some) => {
    for (const test of tests) if (test(possible, some)) return true;
    return false;
  };
}

export function leafNodes(node: Node): LeafNode[] {
  if (node.kind === 'leaf') return [node];
  return node.kind === 'all' || node.kind === 'any' ? node.of.flatMap(leafNodes) : [];
}

/** One way for a condition to hold: every fact in it within its cells. */
export type Way = readonly { fact: number; mask: number }[];

/** Beyond this many ways a condition is not spelled out. */
export const MOST_WAYS = 256;

/** Every way a condition can hold (its disjunctive form), impossible ones left out; undefined where there are too many. */
export function waysOf(node: Node): readonly Way[] | undefined {
  switch (node.kind) {
    case 'never':
      return [];
    case 'always':
      return [[]];
    case 'leaf':
      return [[{ fact: node.fact, mask: node.mask }]];
    case 'any': {
      const ways: Way[] = [];
      for (const part of node.of) {
        const more = waysOf(part);
        if (!more || ways.length + more.length > MOST_WAYS) return undefined;
        ways.push(...more);
      }
      return ways;
    }
    case 'all':
    default: {
      let ways: readonly Way[] = [[]];
      for (const part of node.of) {
        const more = waysOf(part);
        if (!more || ways.length * more.length > MOST_WAYS) return undefined;
        ways = ways.flatMap((way) => more.flatMap((other) => both(way, other)));
      }
      return ways;
    }
  }
}

function both(a: Way, b: Way): Way[] {
  const masks = new Map(a.map(({ fact, mask }) => [fact, mask]));
  for (const { fact, mask } of b) masks.set(fact, (masks.get(fact) ?? mask) & mask);
  return [...masks.values()].includes(0) ? [] : [[...masks].map(([fact, mask]) => ({ fact, mask }))];
}
