/** One part of something that changed, in words. */
export interface Change {
  part: string;
  /** null: it was not there. */
  was: string | null;
  /** null: it is there no longer. */
  now: string | null;
  /** Where a part is long, what changed in it, a line each; empty where `was` and `now` say it best. */
  lines: readonly string[];
}

/** Every change of one part. */
export type Compare<V> = (before: V, after: V) => readonly Change[];

/** A comparison for every part of T: a part that T gains later does not compile until somebody says how it is compared. */
export type Parts<T> = { readonly [K in keyof T]-?: Compare<T[K]> };

export function changesIn<T extends object>(parts: Parts<T>, before: T, after: T): Change[] {
  return (Object.keys(parts) as (keyof T)[]).flatMap((key) => parts[key](before[key], after[key]));
}

/** The comparison of a whole of which every part is compared. */
export function changes<T extends object>(parts: Parts<T>): Compare<T> {
  return (before, after) => changesIn(parts, before, after);
}

/**
 * A part that is said whole. `words` gives one text for what is the same, and different texts for what is not; `absent`
 * says what it means where it is not there.
 */
export function said<V>(
  part: string,
  words: (value: V) => string = String,
  absent: string | null = null,
): Compare<V | null | undefined> {
  const say = (value: V | null | undefined): string | null =>
    value === undefined || value === null ? absent : words(value);
  return (before, after) => {
    const [was, now] = [say(before), say(after)];
    return was === now ? [] : [{ part, was, now, lines: [] }];
  };
}

/** Not compared: it says which one this is. */
export const itsName: Compare<unknown> = () => [];

/** Pairs what has one name before and after; `undefined` where one side has none of it. Names in order. */
export function byName<T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (one: T) => string,
): [name: string, before: T | undefined, after: T | undefined][] {
  const [was, now] = [before, after].map((side) => new Map(side.map((one) => [nameOf(one), one])));
  return [...new Set([...(was?.keys() ?? []), ...(now?.keys() ?? [])])]
    .sort()
    .map((name) => [name, was?.get(name), now?.get(name)]);
}
