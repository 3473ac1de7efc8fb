/** Which of a fact's possible values to take, by fact index and how many there are. */
export type Fill = (fact: number, choices: number) => number;

/** Four ways to fill in what is unknown: least, most, and two mixtures. */
export const fills: readonly Fill[] = [
  () => 0,
  (_, choices) => choices - 1,
  (fact, choices) => (fact * 7 + 3) % choices,
  (fact, choices) => (fact * 5 + 1) % choices,
];

/** One of the cells of a mask. */
export function pick(mask: number, fact: number, fill: Fill): number {
  const bits: number[] = [];
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits.push(rest & -rest);
  return bits[fill(fact, bits.length)] ?? mask;
}
