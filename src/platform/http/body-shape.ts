/** No request of ours is nested deeper than three levels; what is nested without end is sent to break whoever walks it. */
export const DEEPEST = 20;

/** Names that objects have already: a field called so could become a part of the object. Reading a form drops them. */
const BUILT_IN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What is wrong with the shape of a JSON text, as one sentence, or null. It is told from the text alone, in one pass and
 * without recursion, before anything is made of it: once read, the first of two fields of the same name is gone.
 * Whether it is JSON at all is for the reader of JSON to say.
 */
export function faultOfJson(text: string): string | null {
  /** The names of each object that is open, null for a list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '{' || sign === '[') {
      if (open.length === DEEPEST) return `It is nested deeper than ${String(DEEPEST)} levels.`;
      open.push(sign === '{' ? new Set() : null);
    } else if (sign === '}' || sign === ']') open.pop();
    else if (sign === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (names && isName(text, end)) {
        const fault = faultOfName(nameIn(text.slice(at, end + 1)), names);
        if (fault !== null) return fault;
      }
      at = end;
    }
  }
  return null;
}

function faultOfName(name: string | null, names: Set<string>): string | null {
  if (name === null) return null;
  if (BUILT_IN.has(name)) return `A field may not be called ${name}.`;
  if (names.has(name)) return 'A field is there twice, and only one of them could be read.';
  names.add(name);
  return null;
}

/** Where the quote stands that closes the string opened at `start`; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

const COLON_NEXT = /[ \t\r\n]*:/y;

function isName(text: string, end: number): boolean {
  COLON_NEXT.lastIndex = end + 1;
  return COLON_NEXT.test(text);
}

/** As it reads once its escapes are resolved; null where they are none. */
function nameIn(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
