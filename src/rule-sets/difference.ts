import { byName, type Compare } from './compare-parts.js';

export const abouts = [
  'set',
  'band',
  'order',
  'wait_table',
  'must_know',
  'fact',
  'need',
  'rule',
  'family_words',
  'gap',
  'source',
] as const;
export type About = (typeof abouts)[number];

/** One thing in which two versions of a rule set differ, in words a clinician reads. */
export interface Difference {
  about: About;
  /** Which of them: the id of a rule, the code of a band, `<service>/<fact>` of what must be known; else the key. */
  id: string;
  title: string;
  change: 'added' | 'removed' | 'changed';
  /** Which part of it changed; null where the whole came or went. */
  part: string | null;
  /** As it was, whole; null: not there. */
  was: string | null;
  now: string | null;
  /** Where `was` and `now` are long, what changed in them, a line each. */
  lines: readonly string[];
}

export type Section<S> = (before: S, after: S) => readonly Difference[];

/** A section about what a set has once. */
export function once<S, K extends keyof S & string>(
  about: About,
  key: K,
  compare: Compare<S[K]>,
): Section<S> {
  return (before, after) =>
    compare(before[key], after[key]).map((change) => ({
      about,
      id: key,
      title: about === 'order' ? 'The order' : 'The set',
      change: 'changed',
      ...change,
    }));
}

/** How a set's bands, rules and the like are found, named, said whole and compared. */
export interface Many<S, T> {
  about: About;
  of: (set: S) => readonly T[];
  id: (one: T) => string;
  title: (one: T) => string;
  whole: (one: T) => string;
  compare: Compare<T>;
}

/** A section about what a set has several of, each under an id of its own. */
export function each<S, T>({ about, of, id, title, whole, compare }: Many<S, T>): Section<S> {
  return (before, after) =>
    byName(of(before), of(after), id).flatMap(([name, was, now]): Difference[] => {
      if (was === undefined || now === undefined) {
        const one = now ?? was;
        if (one === undefined) return [];
        return [
          {
            about,
            id: name,
            title: title(one),
            change: now === undefined ? 'removed' : 'added',
            part: null,
            was: was === undefined ? null : whole(was),
            now: now === undefined ? null : whole(now),
            lines: [],
          },
        ];
      }
      return compare(was, now).map((change) => ({
        about,
        id: name,
        title: title(now),
        change: 'changed' as const,
        ...change,
      }));
    });
}
