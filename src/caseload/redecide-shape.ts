import type { CompiledRuleSet } from '../rule-sets/compile.js';
import { leafNodes, type LeafNode, type Node } from '../rule-sets/conditions.js';

export const [HOLDS, CANNOT_HOLD] = ['holds', 'cannot hold'] as const;

/**
 * What is left of a condition once what is known is put in: `holds`, `cannot hold`, or which facts it still waits for and
 * how. Whatever a decision reads of a rule whose facts each stand in it once, it reads of this: a comparison that is
 * neither certain nor ruled out is open, whichever values would settle it. `own`: cells still possible, by fact.
 * `undefined`: a fact is waited for in two places, where which values would settle it matters.
 */
export function shapeOf(ruleSet: CompiledRuleSet, node: Node, own: ArrayLike<number>): string | undefined {
  const shape = shapeIn(ruleSet, node, own);
  const waits = leafNodes(node).filter(({ fact, mask }) => isOpen(own[fact] ?? 0, mask));
  return new Set(waits.map(({ fact }) => fact)).size === waits.length ? shape : undefined;
}

function shapeIn(ruleSet: CompiledRuleSet, node: Node, own: ArrayLike<number>): string {
  switch (node.kind) {
    case 'always':
      return HOLDS;
    case 'never':
      return CANNOT_HOLD;
    case 'leaf': {
      const cells = own[node.fact] ?? 0;
      if (isOpen(cells, node.mask)) return openName(ruleSet, node);
      return (cells & node.mask) === 0 ? CANNOT_HOLD : HOLDS;
    }
    case 'all':
    case 'any':
    default: {
      const [decides, changesNothing] = node.kind === 'all' ? [CANNOT_HOLD, HOLDS] : [HOLDS, CANNOT_HOLD];
      const parts = node.of.map((part) => shapeIn(ruleSet, part, own));
      if (parts.includes(decides)) return decides;
      const left = parts.filter((part) => part !== changesNothing).sort();
      const [only] = left;
      if (only === undefined) return changesNothing;
      return left.length === 1 ? only : `${node.kind}(${left.join(', ')})`;
    }
  }
}

/** How many needs could still come together is narrowed where answers are hoped for (could-be.ts): there the number matters. */
function openName(ruleSet: CompiledRuleSet, { fact, mask }: LeafNode): string {
  const code = ruleSet.facts[fact]?.fact.code ?? '';
  return fact === ruleSet.needDomains ? `${code} ${String(mask)}` : code;
}

function isOpen(cells: number, mask: number): boolean {
  return (cells & mask) !== 0 && (cells & ~mask) !== 0;
}
