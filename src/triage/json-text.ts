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

/** An object with few parts, most of them words, in JSON, its parts in its own order. */
export function flatText(parts: object): string {
  let text = '';
  for (const part in parts) {
    const value: unknown = parts[part as keyof object];
    if (value === undefined) continue;
    const written =
      typeof value === 'string' ? quoted(value) : value === null ? 'null' : JSON.stringify(value);
    text += text === '' ? `{"${part}":${written}` : `,"${part}":${written}`;
  }
  return text === '' ? '{}' : `${text}}`;
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
