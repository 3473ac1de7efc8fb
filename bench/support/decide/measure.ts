import { milliseconds } from '../../bench.js';

/** Something that decides every child once; and what it said, so that answers can be held against each other. */
export interface Contestant {
  name: string;
  /** Decides each child of the bench; children of one pass. */
  pass: () => unknown;
  children: number;
}

/**
 * Decisions a second of each, the middle of several rounds. Rounds go round the contestants, so that whatever else the
 * machine does slows all of them alike; each has warmed up, and runs for at least `atLeast` milliseconds a round.
 */
export async function perSecond(
  contestants: readonly Contestant[],
  signal: AbortSignal,
  { rounds = 7, atLeast = 400 } = {},
): Promise<Map<string, number[]>> {
  const taken = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++)
    for (const { name, pass, children } of contestants) {
      signal.throwIfAborted();
      let [passes, ms] = [0, 0];
      while (ms < atLeast) {
        ms += await milliseconds(pass);
        passes++;
      }
      if (round >= 0) taken.get(name)?.push((passes * children * 1000) / ms);
    }
  return taken;
}
