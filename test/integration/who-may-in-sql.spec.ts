import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../src/kernel/viewer.js';
import { emptyScope } from '../../src/kernel/viewer.js';
import { type ScopeReader, SCOPES } from '../../src/platform/auth/ports.js';
import { beginAsViewer } from '../../src/platform/auth/scope-settings.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { type Asker, askers } from '../support/who-asks.js';
import { viewerOf } from '../support/viewers.js';
import { buildWorld, childKeys, TODAY, type World } from '../support/world.js';

/** What the database itself holds, whatever a query forgets: as the roles that the service works under. */
let database: FreshDatabase;
let booted: BootedApp;
let world: World;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  world = await buildWorld(booted, database.dataSource);
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const tables = (): Promise<{ name: string }[]> =>
  database.dataSource.query(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);

/** The tables that viewers' role may read at all. */
async function granted(): Promise<string[]> {
  const rows: { name: string }[] = await database.dataSource.query(
    `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')
     AND relnamespace = 'public'::regnamespace AND has_table_privilege('breakwater_viewer', oid, 'SELECT') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every row of every table that is granted, as one text a table, read under that scope. */
async function everythingUnder(begin: string): Promise<Map<string, string>> {
  const runner = database.dataSource.createQueryRunner();
  try {
    await runner.query(begin);
    const found = new Map<string, string>();
    for (const table of await granted()) {
      const [row]: { text: string | null }[] = await runner.query(
        `SELECT string_agg(t::text, E'\\n') AS text FROM "${table}" AS t`,
      );
      found.set(table, (row?.text ?? '').toLowerCase());
    }
    return found;
  } finally {
    await runner.query('ROLLBACK');
    await runner.release();
  }
}

async function runsAs(role: string, statement: string): Promise<string> {
  const runner = database.dataSource.createQueryRunner();
  try {
    await runner.query('BEGIN');
    await runner.query(`SET LOCAL ROLE ${role}`);
    await runner.query(statement);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    await runner.query('ROLLBACK');
    await runner.release();
  }
}

const scopeOf = ({ as }: Asker): Promise<Scope> =>
  booted.app.get<ScopeReader>(SCOPES, { strict: false }).scopeOf(viewerOf(as));

describe('the database role that reads for viewers', () => {
  it.each(askers)('finds in no table a row of a child who is not theirs: $who', async (asker) => {
    const found = await everythingUnder(beginAsViewer(await scopeOf(asker)));
    const leaks: string[] = [];
    for (const key of childKeys) {
      const { stem, ids, nhsNumber } = world[key];
      const marks = [stem.toLowerCase(), nhsNumber, ...Object.values(ids).flat()];
      for (const [table, text] of found)
        if (!asker.sees.includes(key) && marks.some((mark) => text.includes(mark)))
          leaks.push(`${key} in ${table}`);
      if (asker.sees.includes(key))
        expect([key, found.get('child')]).toEqual([key, expect.stringContaining(nhsNumber)]);
    }
    expect(leaks).toEqual([]);
  });

  it.each([
    ['no scope is set', 'BEGIN; SET LOCAL ROLE breakwater_viewer'],
    ['the scope is of nothing', beginAsViewer(emptyScope)],
  ])('finds nobody where %s', async (_words, begin) => {
    const found = await everythingUnder(begin);
    // Which lists there are, and how old their extracts: of nobody.
    expect([...found].filter(([, text]) => text !== '').map(([table]) => table)).toEqual(['referral_source']);
  });

  it('may write nothing but its own lines of the trail, which it cannot read', async () => {
    for (const { name } of await tables())
      for (const right of ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] as const) {
        const [row]: { may: boolean }[] = await database.dataSource.query(
          `SELECT has_table_privilege('breakwater_viewer', quote_ident($1), $2) AS may`,
          [name, right],
        );
        expect([name, right, row?.may]).toEqual([name, right, name === 'trail' && right === 'INSERT']);
      }
    expect(await granted()).not.toContain('trail');
    expect(await runsAs('breakwater_viewer', 'UPDATE child SET given_name = given_name')).toContain('denied');
  });

  it('reads no table that holds a child without row-level security on it', async () => {
    const open: { name: string }[] = await database.dataSource.query(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND NOT relrowsecurity AND has_table_privilege('breakwater_viewer', oid, 'SELECT')`,
    );
    expect(open).toEqual([]);
  });

  it('is given no role and no function with which to become another', async () => {
    const [row]: { member: number; login: boolean; above: boolean }[] = await database.dataSource.query(
      `SELECT (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS member, rolcanlogin AS login,
              (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AS above
       FROM pg_roles AS r WHERE rolname = 'breakwater_viewer'`,
    );
    expect(row).toEqual({ member: 0, login: false, above: false });
    // Whoever may call them calls them with the owner's rights: each fixes where it looks for what it names.
    const unfixed: { name: string }[] = await database.dataSource.query(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
       AND NOT coalesce(proconfig::text LIKE '%search_path=%', false)`,
    );
    expect(unfixed).toEqual([]);
  });
});

describe('the database role that the service works as', () => {
  const APPEND_ONLY = [
    'trail',
    'trail_link',
    'decision',
    'confirmation',
    'flag_move',
    'clock_event',
    'opened_record_look',
    'sharing_agreement',
    'sharing_approval',
    'sharing_withdrawal',
    'unusual_viewing_review',
    'migrations',
  ];

  it.each(APPEND_ONLY)('may not alter or remove what %s keeps', async (table) => {
    const [column]: { name: string }[] = await database.dataSource.query(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 LIMIT 1`,
      [table],
    );
    const name = column?.name ?? '';
    expect(await runsAs('breakwater_service', `UPDATE ${table} SET "${name}" = DEFAULT`)).toContain(
      'permission denied',
    );
    expect(await runsAs('breakwater_service', `DELETE FROM ${table}`)).toContain('permission denied');
    expect(await runsAs('breakwater_service', `TRUNCATE ${table} CASCADE`)).toContain('permission denied');
  });

  it('keeps who opened a record and why: only the privacy officer’s look is added', async () => {
    expect(await runsAs('breakwater_service', `UPDATE opened_record SET reason = 'x'`)).toContain(
      'permission denied',
    );
    expect(await runsAs('breakwater_service', 'DELETE FROM opened_record')).toContain('permission denied');
  });

  it('is nobody above others, and owns no table', async () => {
    const [row]: { above: boolean; owns: number }[] = await database.dataSource.query(
      `SELECT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AS above,
              (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owns
       FROM pg_roles AS r WHERE rolname = 'breakwater_service'`,
    );
    expect(row).toEqual({ above: false, owns: 0 });
    expect(await runsAs('breakwater_service', 'CREATE TABLE more (id int)')).toContain('permission denied');
    expect(await runsAs('breakwater_service', 'ALTER TABLE trail DISABLE TRIGGER ALL')).toContain(
      'must be owner',
    );
  });
});
