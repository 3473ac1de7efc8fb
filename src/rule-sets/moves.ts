import type { Test } from './conditions.js';
import type { RuleEvent } from './rule-set.js';

/** Bands of one set: their ranks, and the gap after them, fit one positive 32-bit mask. */
export const MOST_BANDS = 29;

/** The ranks an outcome rule allows: its own, and the more urgent ones where it says "or above". */
export function allowsOf(event: RuleEvent, rank: number): number {
  if (rank < 0) return 0;
  return event.type === 'band' && event.params.orAbove === true ? 2 ** (rank + 1) - 1 : 1 << rank;
}

/** Where a modifier moves each rank, the gap (which stays) included; empty where the event moves nobody. */
export function movesOf(event: RuleEvent, rankOf: (band: string) => number, gapRank: number): number[] {
  if (event.type !== 'modify') return [];
  const moves = Array.from({ length: gapRank + 1 }, (_, rank) => 1 << rank);
  for (const { from, to } of event.params.moves)
    moves[rankOf(from)] = to.reduce((mask, band) => mask | (1 << rankOf(band)), 0);
  return moves;
}

/** Every band goes to one band, no less urgent than itself, and a more urgent band never ends below a less urgent one. */
export function raises(moves: readonly number[]): boolean {
  return moves.every(
    (mask, rank) =>
      (mask & (mask - 1)) === 0 && mask <= 1 << rank && (rank === 0 || (moves[rank - 1] ?? 0) <= mask),
  );
}

/** Every rank of a mask moved. */
export function moved(moves: readonly number[], mask: number): number {
  let after = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) after |= moves[firstRank(rest)] ?? 0;
  return after;
}

export function firstRank(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}

export function lastRank(mask: number): number {
  return 31 - Math.clz32(mask);
}

/**
 * The rank after every modifier that holds: what is certain with `none` as flags, what is possible with `every`. For
 * modifiers that raise.
 */
export function raisedFrom(
  rank: number,
  modifiers: readonly { moves: readonly number[]; test: Test }[],
  own: Int32Array,
  flags: Uint8Array,
): number {
  let at = rank;
  for (const { moves, test } of modifiers) if (test(own, flags)) at = firstRank(moves[at] ?? 1 << at);
  return at;
}
