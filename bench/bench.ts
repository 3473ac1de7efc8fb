/** One figure: what was measured, and beside it a peer or the physical limit measured in the same run. */
export interface Figure {
  metric: string;
  value: number;
  unit: string;
  /** What it is held against, in words. */
  against: string;
  againstValue: number;
}

export interface BenchContext {
  /** A migrated, empty database of this run's own. */
  databaseUrl: string;
  seed: number;
  /** Prints one JSON line. */
  figure(figure: Figure): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** What each file of this folder exports as `bench`. */
export type Bench = (context: BenchContext) => Promise<void>;

/** Milliseconds that `work` takes. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  if (low === undefined || high === undefined) throw new RangeError('the median of nothing');
  return (low + high) / 2;
}
