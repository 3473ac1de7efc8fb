/**
 * Letters that stand in JSON as they are. Whatever else a string holds, accents included, is left to JSON.stringify().
 */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A string in JSON. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

export function quotedOrNull(text: string | null): string {
  return text === null ? 'null' : quoted(text);
}

const kept = new WeakMap<object, string>();

/** An object that many decisions share and nobody writes to, in JSON: put together once. */
export function textOf(shared: object): string {
  let text = kept.get(shared);
  if (text === undefined) kept.set(shared, (text = JSON.stringify(shared)));
  return text;
}

export function listText<T>(list: readonly T[], one: (item: T) => string): string {
  if (list.length === 0) return '[]';
  let text = '[';
  for (let nth = 0; nth < list.length; nth++) {
    if (nth > 0) text += ',';
    text += one(list[nth] as T);
  }
  return `${text}]`;
}

/** Beyond so many pairs of words pieces are put together each time: what comes in must not fill the memory. */
const MOST_KEPT = 20_000;

/**
 * Pieces of JSON made of two words that come in few combinations (a code and its value, a source and its organisation),
 * each put together once.
 */
export function pieces(make: (a: string, b: string) => string): (a: string, b: string) => string {
  const made = new Map<string, Map<string, string>>();
  let count = 0;
  return (a, b) => {
    let ofFirst = made.get(a);
    const before = ofFirst?.get(b);
    if (before !== undefined) return before;
    const text = make(a, b);
    if (count >= MOST_KEPT) return text;
    if (!ofFirst) made.set(a, (ofFirst = new Map<string, string>()));
    ofFirst.set(b, text);
    count++;
    return text;
  };
}
