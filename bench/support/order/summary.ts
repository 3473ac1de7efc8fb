import type { Waited } from './simulate.js';

/** How long children of one band waited. */
export interface Summary {
  seen: number;
  /** Percent seen within the safe wait, the last day included. */
  within: number;
  /** Days within which nine in ten were seen (nearest rank). */
  p90: number;
  longest: number;
}

export function summaryOf(waited: readonly Waited[], safeWaitDays: number): Summary {
  const days = waited.map(({ came, seen }) => seen - came).sort((a, b) => a - b);
  const at = Math.max(0, Math.ceil(days.length * 0.9) - 1);
  const within = days.filter((wait) => wait <= safeWaitDays).length;
  return {
    seen: days.length,
    within: days.length === 0 ? 0 : (100 * within) / days.length,
    p90: days[at] ?? 0,
    longest: days.at(-1) ?? 0,
  };
}
