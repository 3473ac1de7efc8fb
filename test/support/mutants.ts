/**
 * The same JSON with one key removed, one added, or one value of another kind; and with nothing changed. Paths
 * that match `freeNames` are left as they are: names the document chooses itself, or what is no matter of shape.
 */
export function* mutants(whole: unknown, freeNames: RegExp): Generator<{ what: string; value: unknown }> {
  yield { what: 'unchanged', value: whole };
  for (const path of paths(whole, [])) {
    const at = path.join('.');
    if (freeNames.test(at)) continue;
    // Without one of a list, names may lead nowhere, which is no matter of shape.
    if (typeof path.at(-1) === 'string')
      yield { what: `${at} removed`, value: changed(whole, path, () => undefined) };
    for (const other of /\.value(\.\d+)?$/.test(at)
      ? [0.5, true, {}, [], null]
      : [0.5, true, {}, [], null, ' ', ''])
      yield { what: `${at} = ${JSON.stringify(other)}`, value: changed(whole, path, () => other) };
    const inside = path.reduce(within, whole);
    if (typeof inside === 'object' && inside !== null && !Array.isArray(inside) && !freeNames.test(`${at}.x`))
      yield {
        what: `${at}.extra added`,
        value: changed(whole, path, (value) => ({ ...(value as object), extra: 1 })),
      };
  }
}

function* paths(value: unknown, at: readonly (string | number)[]): Generator<readonly (string | number)[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    yield path;
    yield* paths(inner, path);
  }
}

function changed(
  whole: unknown,
  path: readonly (string | number)[],
  change: (value: unknown) => unknown,
): unknown {
  const copy: unknown = structuredClone(whole);
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce(within, copy) as Record<string | number, unknown> | unknown[];
  const value = change(within(parent, last));
  if (Array.isArray(parent)) parent[Number(last)] = value;
  else if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function within(value: unknown, key: string | number): unknown {
  return (value as Record<string | number, unknown>)[key];
}
