import type { PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import { overlaps, serviceShapes, shapeOf, type WaitBand } from './caseload-shape.js';
import { scattered } from './random.js';

export interface DemoSettings {
  seed: number;
  /** Day of the census; facts and referrals lie on or before it. */
  census: PlainDate;
  /** 1: Plymouth's size. 20: some 92,000 open referrals, for benches. */
  scale: number;
}

/**
 * Who waits where: children are numbered from 0, in runs that share the same lists, so that any child's lists, and any
 * list's children, are found by arithmetic and no caseload is ever held in memory.
 */
export class WaitingPlan {
  private readonly runs: readonly { lists: readonly ServiceLineId[]; from: number; children: number }[];
  /** Children who wait on at least one list. */
  readonly children: number;

  constructor(private readonly settings: Pick<DemoSettings, 'seed' | 'scale'>) {
    let from = 0;
    this.runs = overlaps.map(({ lists, children }) => {
      const run = { lists, from, children: Math.round(children * settings.scale) };
      from += run.children;
      return run;
    });
    this.children = from;
  }

  listsOf(child: number): readonly ServiceLineId[] {
    const run = this.runs.find((candidate) => child < candidate.from + candidate.children);
    if (!run || child < 0) throw new RangeError(`no waiting child ${child}`);
    return run.lists;
  }

  /** Open referrals of a list. */
  open(service: ServiceLineId): number {
    return this.runs.filter((run) => run.lists.includes(service)).reduce((sum, run) => sum + run.children, 0);
  }

  /** The child who holds the `rank`-th place of a list's file. */
  childAt(service: ServiceLineId, rank: number): number {
    let left = scattered(rank, this.open(service), this.settings.seed);
    for (const run of this.runs) {
      if (!run.lists.includes(service)) continue;
      if (left < run.children) return run.from + left;
      left -= run.children;
    }
    throw new RangeError(`no place ${rank} on ${service}`);
  }

  /** Days this child has waited on this list: over all children exactly the list's bands. */
  daysWaited(service: ServiceLineId, child: number): number {
    const size = this.open(service);
    const place = scattered(this.placeOf(service, child), size, this.settings.seed + 31);
    return atQuantile(shapeOf(service).waiting, (place + 0.5) / size);
  }

  private placeOf(service: ServiceLineId, child: number): number {
    let before = 0;
    for (const run of this.runs) {
      if (!run.lists.includes(service)) continue;
      if (child >= run.from && child < run.from + run.children) return before + child - run.from;
      before += run.children;
    }
    throw new RangeError(`child ${child} is not on ${service}`);
  }

  /** A number of its own for the open referral of this child on this list. */
  requestNumber(service: ServiceLineId, child: number): number {
    return 1_000_000 + this.placeOf(service, child);
  }
}

/** The days at a quantile of bands, even within each band. */
export function atQuantile(bands: readonly WaitBand[], quantile: number): number {
  const total = bands.reduce((sum, [, , parts]) => sum + parts, 0);
  let left = quantile * total;
  for (const [from, to, parts] of bands) {
    if (left < parts) return from + Math.floor((left / parts) * (to - from + 1));
    left -= parts;
  }
  return bands.at(-1)?.[1] ?? 0;
}

export const allServices: readonly ServiceLineId[] = serviceShapes.map((shape) => shape.service);
