import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { DataSource, type EntityManager, type QueryRunner, QueryFailedError } from 'typeorm';

/** A statement that is one of few, and its values. */
export interface Question {
  text: string;
  values: readonly unknown[];
}

/**
 * Asks a statement that pages ask again and again: the database plans it once for each connection and not for each
 * request (a prepared statement, https://www.postgresql.org/docs/current/sql-prepare.html). A plan made under one
 * database role is never used under another: PostgreSQL plans anew where row-level security depends on who asks.
 *
 * The text should be one of few, for every connection keeps each: past a hundred texts the others are planned each time.
 * `on` a data source takes a connection and gives it back; `on` a transaction uses the transaction's own.
 * Throws QueryFailedError, as every query does.
 */
export async function prepared<Row>(
  on: DataSource | EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  if (!(on instanceof DataSource)) {
    if (!on.queryRunner) throw new Error('a prepared statement is asked within a transaction');
    return ask(on.queryRunner, text, values);
  }
  const runner = on.createQueryRunner();
  try {
    return await ask(runner, text, values);
  } finally {
    await runner.release();
  }
}

async function ask<Row>(runner: QueryRunner, text: string, values: readonly unknown[]): Promise<Row[]> {
  return preparedOn<Row>((await runner.connect()) as PoolClient, text, values);
}

/** The same on a connection in hand: it is sent at once, behind what was sent before. */
export async function preparedOn<Row>(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    const name = nameOf(text);
    const { rows } = await client.query<Row & object>({
      ...(name === undefined ? {} : { name }),
      text,
      values: [...values],
    });
    return rows;
  } catch (error) {
    throw new QueryFailedError(text, [...values], error instanceof Error ? error : new Error(String(error)));
  }
}

/** One text, one name, in every process; undefined where enough are kept. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= KEPT) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

const KEPT = 100;
const names = new Map<string, string>();
