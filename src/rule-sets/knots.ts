import { highestBit } from './cells.js';
import { leafNodes, type Node, type PreparedFacts } from './conditions.js';
import { alwaysKnown, isDerived } from './rule-fact.js';

/** A fact compared in ways that are not nested within each other, so that three-valued reading may be inexact. */
export interface Knot {
  fact: number;
  masks: readonly number[];
}

/**
 * A fact whose comparisons are nested within one another (more and more concerning, say) has, among any values still
 * possible, one for which the fewest of them hold and one for which the most do. Only facts without that are knots. For
 * points taken away, a comparison that holds lowers the total, so its complement is what must be nested.
 */
export function knotsOf(nodes: readonly { node: Node; falling: boolean }[], facts: PreparedFacts): Knot[] {
  const full = [...facts.values()].map(({ cells }) => cells.full);
  const masks = new Map<number, Set<number>>();
  for (const { node, falling } of nodes)
    for (const leaf of leafNodes(node)) {
      const mask = falling ? (full[leaf.fact] ?? 0) & ~leaf.mask : leaf.mask;
      masks.set(leaf.fact, (masks.get(leaf.fact) ?? new Set<number>()).add(mask));
    }
  return [...masks]
    .map(([fact, ofFact]) => ({ fact, masks: [...ofFact] }))
    .filter((knot) => !nested(knot.masks));
}

/**
 * Needs, absence and highest impact grow with the facts they rest on. Where every comparison of those facts is nested with
 * every other, and the derived facts are only ever compared upwards, all of them can be at their least, or all at their
 * greatest, at once: bounds over them are then exact although the derived facts do not vary by themselves.
 */
export function agrees(
  rules: readonly { node: Node; points: number }[],
  needs: readonly { node: Node; facts: readonly number[] }[],
  facts: PreparedFacts,
): boolean {
  const cells = [...facts.values()].map((fact) => fact.cells);
  const derived = (fact: number): boolean => {
    const code = cells[fact]?.fact.code ?? '';
    return isDerived(code) && !alwaysKnown.has(code);
  };
  const behind = new Set([...needs.flatMap((need) => need.facts), facts.get('functional_impact')?.index]);
  const matters = (fact: number): boolean => {
    const code = cells[fact]?.fact.code ?? '';
    return derived(fact) || (behind.has(fact) && !alwaysKnown.has(code));
  };
  const parts = [...rules, ...needs];
  const knots = knotsOf(
    parts.map(({ node }) => ({ node, falling: false })),
    facts,
  );
  return (
    rules.every(({ points }) => points >= 0) &&
    knots.every(({ fact }) => !matters(fact)) &&
    parts
      .flatMap(({ node }) => leafNodes(node))
      .every(({ fact, mask }) => !derived(fact) || (mask & highestBit(cells[fact]?.full ?? 1)) !== 0)
  );
}

function nested(masks: readonly number[]): boolean {
  return masks.every((a) => masks.every((b) => (a & b) === a || (a & b) === b));
}
