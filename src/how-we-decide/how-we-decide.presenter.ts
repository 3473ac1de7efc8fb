import { dayInWords } from '../kernel/plain-words.js';
import type { HowWeDecide } from './how-we-decide.js';
import { neverLookedAt } from './never-looked-at.js';

export interface HowWeDecideView {
  sets: readonly (Omit<HowWeDecide, 'log'> & {
    log: readonly { version: string; since: string | null; changed: readonly string[] | null }[];
  })[];
  neverLookedAt: readonly string[];
}

export function howWeDecideView(sets: readonly HowWeDecide[]): HowWeDecideView {
  return {
    sets: sets.map((set) => ({
      ...set,
      log: set.log.map((entry) => ({
        ...entry,
        since: entry.since === null ? null : dayInWords(entry.since),
      })),
    })),
    neverLookedAt: neverLookedAt.map(({ words }) => words),
  };
}
