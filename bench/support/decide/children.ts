import type { FactValue } from '../../../src/facts/fact.js';
import type { CompiledRuleSet } from '../../../src/rule-sets/compile.js';
import { randomFrom } from '../order/random.js';

export type Known = Record<string, FactValue>;
export type PartlyKnown = Record<string, FactValue | undefined>;

/** How likely a value is to be among the concerning ones; the reassuring ones share the rest. */
const CONCERN = 0.25;

/** Invented children with every fact known: of each fact one value of some cell, the same for the same seed. */
export function children(ruleSet: CompiledRuleSet, count: number, seed: number): Known[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      ruleSet.facts.map(({ fact, values }): [string, FactValue] => {
        const nth =
          random() < CONCERN
            ? Math.floor(random() * values.length)
            : fact.worry === 'down'
              ? values.length - 1
              : 0;
        const value = values[nth] ?? values[0] ?? '';
        return [
          fact.code,
          typeof value === 'number' ? value + Math.floor(random() * roomIn(values, nth)) : value,
        ];
      }),
    ),
  );
}

/** The same children with 3 to 30 of their facts known, the rest there and undefined. */
export function partlyKnown(of: readonly Known[], seed: number): PartlyKnown[] {
  const random = randomFrom(seed);
  return of.map((child) => {
    const codes = Object.keys(child);
    for (let i = codes.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [codes[i], codes[j]] = [codes[j] ?? '', codes[i] ?? ''];
    }
    const known = new Set(codes.slice(0, 3 + Math.floor(random() * 28)));
    return Object.fromEntries(
      Object.entries(child).map(([code, value]) => [code, known.has(code) ? value : undefined]),
    );
  });
}

/** Whole numbers of the nth stretch; a few of the last. */
function roomIn(values: readonly FactValue[], nth: number): number {
  const next = values[nth + 1];
  return next === undefined ? 1 : Number(next) - Number(values[nth]);
}
