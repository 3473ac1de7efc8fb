import type { CompiledRule } from './compile.js';
import type { Knot } from './knots.js';

/** Values of unknown facts are tried together up to this many combinations; beyond it bounds stay sound, not exact. */
export const MOST_COMBINATIONS = 4096;

/** Rules that share a knotted fact, directly or through others, with those facts; rules that share none are left out. */
export function sharing(
  rules: readonly CompiledRule[],
  facts: readonly number[],
): { rules: CompiledRule[]; facts: number[] }[] {
  const groups: { rules: CompiledRule[]; facts: number[] }[] = [];
  for (const rule of rules) {
    const own = rule.facts.filter((fact) => facts.includes(fact));
    if (own.length === 0) continue;
    const joined = groups.filter((group) => group.facts.some((fact) => own.includes(fact)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    const members = new Set(joined.flatMap((group) => group.rules).concat(rule));
    groups.push({
      rules: rules.filter((member) => members.has(member)),
      facts: [...new Set(joined.flatMap((group) => group.facts).concat(own))],
    });
  }
  return groups;
}

/** Knots whose comparisons have, among the cells still possible, no value that is least and greatest for all of them. */
export function stillOpen(knots: readonly Knot[], possible: Int32Array): readonly number[] {
  if (knots.every((knot) => hasEnds(knot, possible[knot.fact] as number))) return [];
  return knots.filter((knot) => !hasEnds(knot, possible[knot.fact] as number)).map((knot) => knot.fact);
}

function hasEnds({ masks }: Knot, cells: number): boolean {
  if ((cells & (cells - 1)) === 0) return true;
  let least = cells;
  let greatest = cells;
  for (const mask of masks) {
    if ((mask & cells) !== cells) least &= ~mask;
    if ((mask & cells) !== 0) greatest &= mask;
  }
  return least !== 0 && greatest !== 0;
}

export function severalIn(possible: Int32Array, fact: number): boolean {
  const cells = possible[fact] as number;
  return (cells & (cells - 1)) !== 0;
}

/** Runs `visit` with every combination of cells of these facts written in place; false, and nothing run, if too many. */
export function tryAll(facts: readonly number[], possible: Int32Array, visit: () => void): boolean {
  let combinations = 1;
  for (const fact of facts) combinations *= bitsIn(possible[fact] as number);
  if (combinations > MOST_COMBINATIONS) return false;
  const step = (at: number): void => {
    const fact = facts[at];
    if (fact === undefined) return visit();
    const cells = possible[fact] as number;
    for (let rest = cells; rest !== 0; rest &= rest - 1) {
      possible[fact] = rest & -rest;
      step(at + 1);
    }
    possible[fact] = cells;
  };
  step(0);
  return true;
}

function bitsIn(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
