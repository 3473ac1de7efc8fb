import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../support/database.js';

/** What the database itself holds of rows that are only ever added: read from its catalogue, not from migrations. */
let database: FreshDatabase;
let tables: string[];

/** Whatever else is to be append-only is put here, so that a trigger that goes missing is missed. */
const APPEND_ONLY = [
  'clock_event',
  'confirmation',
  'decision',
  'decision_run',
  'decision_run_part',
  'flag_move',
  'opened_record_look',
  'sharing_agreement',
  'sharing_approval',
  'sharing_withdrawal',
  'trail',
  'trail_link',
  'unusual_viewing_review',
];
const ROLES = ['breakwater_service', 'breakwater_viewer'];

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  database.dataSource.query(sql, [...values]);

beforeAll(async () => {
  database = await freshDatabase();
  const found = await rows<{ name: string }>(
    `SELECT relname AS name FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
     WHERE tgname LIKE '%\\_append\\_only' ORDER BY 1`,
  );
  tables = found.map(({ name }) => name);
});
afterAll(() => database?.drop());

describe('a table that is only added to', () => {
  it('is one of these, each with a trigger that refuses an owner too', async () => {
    expect(tables).toEqual(APPEND_ONLY);
    // Before each statement (bit 1), not each row (bit 0); on DELETE, UPDATE and TRUNCATE (bits 3, 4, 5); not disabled.
    const triggers = await rows<{ kind: number; enabled: string; does: string }>(
      `SELECT DISTINCT tgtype::int AS kind, tgenabled AS enabled, proname AS does
       FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgname LIKE '%\\_append\\_only'`,
    );
    expect(triggers).toEqual([{ kind: 0b111010, enabled: 'O', does: 'refuse_change' }]);
  });

  it.each(ROLES)('lets %s change nothing: no row, no column, not all at once', async (role) => {
    const granted: string[] = [];
    for (const table of tables) {
      for (const right of ['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'])
        if (
          (
            await rows<{ may: boolean }>(`SELECT has_table_privilege($1, quote_ident($2), $3) AS may`, [
              role,
              table,
              right,
            ])
          )[0]?.may
        )
          granted.push(`${right} ${table}`);
      if (
        (
          await rows<{ may: boolean }>(
            `SELECT has_any_column_privilege($1, quote_ident($2), 'UPDATE') AS may`,
            [role, table],
          )
        )[0]?.may
      )
        granted.push(`UPDATE of a column of ${table}`);
    }
    expect(granted).toEqual([]);
  });

  it('belongs to neither of the roles that the service works as, and they to nobody who could change it', async () => {
    const owned = await rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
       AND pg_get_userbyid(relowner) = ANY ($1)`,
      [ROLES],
    );
    expect(owned).toEqual([]);
    const more = await rows<{ role: string }>(
      `SELECT rolname AS role FROM pg_roles
       WHERE rolname = ANY ($1) AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolcanlogin
         OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid AND roleid <> ALL
           (SELECT oid FROM pg_roles WHERE rolname = ANY ($1))))`,
      [ROLES],
    );
    expect(more).toEqual([]);
  });
});

describe('a function that works with its owner’s rights', () => {
  it('says where it looks for names, ours first and never where others may put them', async () => {
    const functions = await rows<{ name: string; config: string[] | null; owner: string }>(
      `SELECT proname AS name, proconfig AS config, pg_get_userbyid(proowner) AS owner FROM pg_proc
       WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`,
    );
    expect(functions.length).toBeGreaterThan(8);
    expect(functions.filter(({ config }) => !config?.includes('search_path=public, pg_temp'))).toEqual([]);
    expect(functions.filter(({ owner }) => ROLES.includes(owner))).toEqual([]);
  });

  it('stands in a schema in which neither role may make anything', async () => {
    for (const role of ROLES) {
      const [may] = await rows<{ create: boolean }>(
        `SELECT has_schema_privilege($1, 'public', 'CREATE') AS create`,
        [role],
      );
      expect([role, may?.create]).toEqual([role, false]);
    }
  });
});
