/** A column of an `unnest`: its SQL type, and its value in a row. */
export type UnnestedColumns<T> = Readonly<
  Record<string, readonly [type: string, value: (row: T) => unknown]>
>;

/**
 * Rows as one `unnest(…) AS r (…)`: bulk SQL takes one array parameter a column, however many rows there are.
 * `first` is the number of its first parameter, for statements that have others before it.
 */
export function unnest<T>(
  rows: readonly T[],
  columns: UnnestedColumns<T>,
  first = 1,
): { sql: string; names: string; parameters: unknown[][] } {
  const named = Object.entries(columns);
  const names = named.map(([name]) => name).join(', ');
  const arrays = named.map(([, [type]], index) => `$${String(first + index)}::${type}[]`).join(', ');
  return {
    sql: `unnest(${arrays}) AS r (${names})`,
    names,
    parameters: named.map(([, [, value]]) => rows.map((row) => value(row) ?? null)),
  };
}

/** `name = excluded.name, …` for an upsert of every column but the key. */
export function excluded(names: string, ...key: readonly string[]): string {
  return names
    .split(', ')
    .filter((name) => !key.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');
}
