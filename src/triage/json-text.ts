/**
 * Letters that stand in JSON as they are. Whatever else a string holds, accents included, is left to JSON.stringify().
 */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Whether a string stands in JSON as it is, between quotation marks. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

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
  for (let nth = 0; nth < list.length; nth++)
    text += nth === 0 ? one(list[nth] as T) : `,${one(list[nth] as T)}`;
  return `${text}]`;
}

/** A list of objects each written up to, and without, the brace that ends it: fewer pieces to put together. */
export function listOfObjects<T>(list: readonly T[], opened: (item: T) => string): string {
  if (list.length === 0) return '[]';
  const last = list.length - 1;
  let text = '[';
  for (let nth = 0; nth < last; nth++) text += `${opened(list[nth] as T)}},`;
  return `${text}${opened(list[last] as T)}}]`;
}
