import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { codeInWords } from '../kernel/plain-words.js';

export interface Rung {
  id: string;
  title: string;
  /** 0 is the most urgent. */
  rank: number;
}

/** Every band a decision may name, most urgent first. Where versions differ, the one that takes effect last speaks. */
export class BandLadder {
  readonly rungs: readonly Rung[];
  private readonly byId: ReadonlyMap<string, Rung>;

  constructor(ruleSets: readonly LoadedRuleSet[]) {
    const newestLast = [...ruleSets].sort((a, b) => (a.set.effectiveFrom < b.set.effectiveFrom ? -1 : 1));
    const rungs = newestLast.flatMap(({ set }) =>
      set.bands.map(({ id, title, rank }) => ({ id, title, rank })),
    );
    this.byId = new Map(rungs.map((rung) => [rung.id, rung]));
    this.rungs = [...this.byId.values()].sort((a, b) => a.rank - b.rank);
  }

  title(id: string): string {
    return this.byId.get(id)?.title ?? codeInWords(id);
  }

  /** 0 is the most urgent; a band nobody knows comes after all. */
  rank(id: string): number {
    return this.byId.get(id)?.rank ?? this.rungs.length;
  }

  isMoreUrgent(id: string, than: string): boolean {
    const [a, b] = [this.byId.get(id), this.byId.get(than)];
    return a !== undefined && b !== undefined && a.rank < b.rank;
  }

  /** A tag's colour; the band's name always stands in it, so that colour is never the only sign. */
  tagClass(id: string): string {
    const colours = ['nhsuk-tag--red', 'nhsuk-tag--orange', 'nhsuk-tag--yellow', 'nhsuk-tag--aqua-green'];
    return colours[this.byId.get(id)?.rank ?? colours.length] ?? 'nhsuk-tag--grey';
  }
}
