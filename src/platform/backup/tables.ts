import type { EntityManager } from 'typeorm';

/**
 * Rows that are not kept. A session that ended after the backup must not live again with it, and how often somebody
 * tried a password last month is of no use.
 */
export const LEFT_OUT: readonly string[] = ['session', 'sign_in_attempt', 'rate_limit'];

/** The migrations' own table: made again by running them. */
const MADE_BY_MIGRATIONS = 'migrations';

export interface TableShape {
  table: string;
  /** Those that hold a value of their own; what the database works out itself it works out again. */
  columns: string[];
}

/** Every table whose rows are kept, each after those its foreign keys point to. */
export async function tablesInOrder(tx: EntityManager): Promise<TableShape[]> {
  const tables: TableShape[] = await tx.query(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attgenerated = '' AND c.relname <> ALL ($1::text[])
     GROUP BY c.relname ORDER BY c.relname`,
    [[...LEFT_OUT, MADE_BY_MIGRATIONS]],
  );
  const keys: { table: string; to: string }[] = await tx.query(
    `SELECT conrelid::regclass::text AS "table", confrelid::regclass::text AS "to"
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`,
  );
  const ordered: TableShape[] = [];
  const left = new Set(tables);
  while (left.size > 0) {
    const waiting = new Set([...left].map(({ table }) => table));
    const ready = [...left].filter(
      ({ table }) => !keys.some((key) => key.table === table && waiting.has(key.to)),
    );
    if (ready.length === 0)
      throw new Error(`tables point to each other in a circle: ${[...waiting].join(', ')}`);
    for (const table of ready) {
      ordered.push(table);
      left.delete(table);
    }
  }
  return ordered;
}

export async function sequences(tx: EntityManager): Promise<{ name: string; lastValue: string | null }[]> {
  return tx.query(
    `SELECT sequencename AS name, last_value::text AS "lastValue" FROM pg_sequences
     WHERE schemaname = 'public' ORDER BY sequencename`,
  );
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `COPY`'s part that names a table and its columns. */
export const copied = ({ table, columns }: TableShape): string =>
  `${quoted(table)} (${columns.map(quoted).join(', ')})`;

/** So that what is written reads the same wherever it is loaded. */
export const PLAIN_TEXT: readonly string[] = [
  `SET LOCAL DateStyle = 'ISO, YMD'`,
  `SET LOCAL IntervalStyle = 'postgres'`,
  `SET LOCAL TimeZone = 'UTC'`,
  `SET LOCAL extra_float_digits = 3`,
  `SET LOCAL client_encoding = 'UTF8'`,
  // Rows that a policy would hide are an error, never a silent gap.
  `SET LOCAL row_security = off`,
];
