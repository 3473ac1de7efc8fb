/**
 * Keys written twice in one JSON object, as paths. JSON.parse keeps the last and drops the first without a word, and half
 * a rule is worse than none. The text must be valid JSON.
 */
export function repeatedKeys(text: string): string[] {
  const repeated: string[] = [];
  let at = 0;

  const skipSpace = (): void => {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at++;
  };
  const readString = (): string => {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return JSON.parse(text.slice(start, ++at)) as string;
  };
  const readValue = (path: string): void => {
    skipSpace();
    if (text[at] === '{') readObject(path);
    else if (text[at] === '[') readArray(path);
    else if (text[at] === '"') readString();
    else while (at < text.length && !',]} \n\r\t'.includes(text[at] ?? '')) at++;
    skipSpace();
  };
  const readObject = (path: string): void => {
    const seen = new Set<string>();
    at++;
    skipSpace();
    while (at < text.length && text[at] !== '}') {
      const key = readString();
      const inner = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) repeated.push(inner);
      seen.add(key);
      skipSpace();
      at++; // the colon
      readValue(inner);
      if (text[at] === ',') at++;
      skipSpace();
    }
    at++;
  };
  const readArray = (path: string): void => {
    at++;
    skipSpace();
    for (let i = 0; at < text.length && text[at] !== ']'; i++) {
      readValue(`${path}[${i}]`);
      if (text[at] === ',') at++;
      skipSpace();
    }
    at++;
  };

  readValue('');
  return repeated;
}
