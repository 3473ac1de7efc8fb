import { faulty, ok, type Fault, type Outcome } from '../kernel/outcome.js';
import { repeatedKeys } from './repeated-keys.js';
import { join, Shape } from './shape.js';

/** A cases.json, whichever kind of set it stands beside: what `read` makes of its lists, or every fault. */
export function parseCases<T>(
  text: string,
  optional: readonly string[],
  read: (shape: Shape, file: Readonly<Record<string, unknown>>) => T,
): Outcome<T> {
  const wrong = (message: string): Fault[] => [{ at: 'cases.json', message }];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return faulty(wrong(`is not JSON: ${error instanceof Error ? error.message : String(error)}`));
  }
  const twice = repeatedKeys(text);
  if (twice.length > 0)
    return faulty(
      twice.map((at) => ({ at, message: 'is written twice, and only the last would count: keep one' })),
    );
  const shape = new Shape();
  const file = shape.object(json, '', ['cases'], optional);
  if (!file) return faulty(wrong('must be an object with a list of cases'));
  const value = read(shape, file);
  return shape.faults.length > 0 ? faulty(shape.faults) : ok(value);
}

/** A list of cases, told apart by their titles. */
export function readTitled<T extends { title: string }>(
  shape: Shape,
  value: unknown,
  name: string,
  read: (item: unknown, at: string) => T | undefined,
): T[] {
  const cases = shape.list(value, name, 1).flatMap((item, i) => read(item, `${name}[${i}]`) ?? []);
  const titles = cases.map(({ title }) => title);
  for (const title of new Set(titles.filter((candidate, i) => titles.indexOf(candidate) !== i)))
    shape.fault(name, `two are called ${JSON.stringify(title)}: give each a title of its own`);
  return cases;
}

export function readTexts(shape: Shape, value: unknown, at: string, atLeast = 0): string[] {
  return shape.list(value, at, atLeast).map((text, i) => shape.text(text, `${at}[${i}]`));
}

/** The lists of names among what a case expects, each only where it is named. */
export function readNamed<K extends string>(
  shape: Shape,
  expected: Readonly<Record<string, unknown>>,
  at: string,
  keys: readonly K[],
): Partial<Record<K, string[]>> {
  return Object.fromEntries(
    keys.flatMap((key) =>
      expected[key] === undefined ? [] : [[key, readTexts(shape, expected[key], join(at, key))]],
    ),
  ) as Partial<Record<K, string[]>>;
}

export function readActToday(
  shape: Shape,
  expected: Readonly<Record<string, unknown>>,
  at: string,
): { actToday?: boolean } {
  const { actToday } = expected;
  if (typeof actToday === 'boolean') return { actToday };
  if (actToday !== undefined) shape.fault(join(at, 'actToday'), 'must be true or false');
  return {};
}

/** What differs from what the case's author expects, if anything. Only what is named is compared; lists as sets. */
export function differencesFrom<T extends object>(expected: T, found: Required<T>): string[] {
  return (Object.keys(found) as (keyof T & string)[]).flatMap((key) => {
    const wanted = expected[key];
    if (wanted === undefined || words(wanted) === words(found[key])) return [];
    return [`${key}: expected ${words(wanted)}, is ${words(found[key])}`];
  });
}

function words(value: unknown): string {
  return Array.isArray(value) ? `[${[...(value as readonly string[])].sort().join(', ')}]` : String(value);
}
