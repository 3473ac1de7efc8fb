import { dayInWords } from '../kernel/plain-words.js';
import type { HowWeDecide } from './how-we-decide.js';
import { neverLookedAt } from './never-looked-at.js';

export interface HowWeDecideView {
  sets: readonly (Omit<HowWeDecide, 'since' | 'log'> & {
    since: string;
    log: readonly { version: string; since: string; changed: readonly string[] | null }[];
  })[];
  neverLookedAt: readonly string[];
}

export function howWeDecideView(sets: readonly HowWeDecide[]): HowWeDecideView {
  return {
    sets: sets.map((set) => ({
      ...set,
      since: dayInWords(set.since),
      log: set.log.map((entry) => ({ ...entry, since: dayInWords(entry.since) })),
    })),
    neverLookedAt: neverLookedAt.map(({ words }) => words),
  };
}
