/**
 * Chance that can be repeated: the same seed gives the same invented child on every machine. mulberry32 over a state
 * mixed from several numbers, so that each child and each row has a stream of its own and can be made alone, in any
 * order. For invented data only; nothing here is fit for a secret.
 */
export class Random {
  private state: number;

  /** A stream for one thing: `new Random(seed, CHILD, 17)`. Whole numbers. */
  constructor(...named: readonly number[]) {
    let mixed = 0x9e3779b9;
    for (const part of named) {
      mixed = Math.imul(mixed ^ (part | 0), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13) ^ Math.floor(part / 4294967296), 0xc2b2ae35);
      mixed ^= mixed >>> 16;
    }
    this.state = mixed >>> 0;
  }

  /** At least 0, below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to pick from');
    return from[Math.floor(this.next() * from.length)] as T;
  }

  /** One of several, in proportion to the weights. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of choices) {
      left -= weight;
      if (left < 0) return value;
    }
    const last = choices.at(-1);
    if (!last) throw new RangeError('nothing to weigh');
    return last[0];
  }

  /** A count that varies as arrivals do; from a mean of 60 on by its normal approximation. */
  poisson(mean: number): number {
    if (mean >= 60) {
      const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
    }
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }
}

/**
 * Where the `index`-th of `size` things lands when they are spread evenly: every place is taken exactly once. Steps by
 * the golden section, so that any run of neighbours covers the whole range.
 */
export function scattered(index: number, size: number, seed: number): number {
  if (size <= 1) return 0;
  let step = Math.max(1, Math.round(size * 0.6180339887));
  while (commonDivisor(step, size) !== 1) step++;
  return (index * step + (Math.abs(seed) % size)) % size;
}

function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
