import type { DataSource } from 'typeorm';

/**
 * A hash of the contents of each table, without what differs from run to run (moments, random ids and what points to
 * them), so that two databases, or two moments of one, can be held side by side.
 */
export async function tableContents(
  dataSource: DataSource,
  tables: readonly string[] = Object.keys(columns),
): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const table of tables) {
    const [row]: { n: number; hash: string | null }[] = await dataSource.query(
      `SELECT count(*)::int AS n, md5(string_agg(line, E'\\n' ORDER BY line)) AS hash
       FROM (SELECT (${columns[table] ?? 't.*'})::text AS line FROM ${table} t) AS lines`,
    );
    contents[table] = `${String(row?.n)} rows ${row?.hash ?? ''}`;
  }
  return contents;
}

/** The child a row belongs to, said without its random id: by its number, or by the referrals that are its own. */
const child = (id: string): string =>
  `(SELECT coalesce(c.nhs_number, '') || (SELECT coalesce(string_agg(r.id::text, ',' ORDER BY r.id), '')
     FROM referral r WHERE r.child_id = c.id) FROM child c WHERE c.id = ${id})`;

const columns: Readonly<Record<string, string>> = {
  installation: 'ROW(t.kind)',
  import_file: 'ROW(t.sha256, t.kind, t.census_on, t.extract_created_at, t.counts, t.imported_by)',
  quarantined_row: 'ROW(t.row_number, t.kind, t.reason, t.cells, t.state, t.owner_role)',
  child: `ROW(${child('t.id')}, t.identity, t.nhs_number, t.birth_date, t.given_name, t.family_name, t.locality, t.died_on, t.restricted)`,
  child_record: `ROW(to_jsonb(t) - 'child_id', ${child('t.child_id')})`,
  referral_source: 'ROW(t.provider, t.service, t.first_census_on, t.latest_extract_on)',
  referral: `ROW(to_jsonb(t) - '{child_id,import_file_id,decision_due_since,created_at,updated_at}'::text[], ${child('t.child_id')})`,
  clock_event: `ROW(t.referral_id, t.kind, t.happened_on, t.communicated_on, t.detail, t.source, t.said_by, t.withdraws IS NOT NULL)`,
  finding: 'ROW(t.referral_id, t.code, t.detail, t.owner_role, t.resolved_at IS NOT NULL)',
  fact: `ROW(${child('t.child_id')}, t.referral_id, t.code, t.value, t.source, t.organisation, t.recorded_on, t.withdrawn_at IS NOT NULL)`,
  trail: `ROW(t.actor_name, t.action, t.subject_kind, ${child('t.child_id')},
    CASE WHEN t.action ~ '^(referral|import_file|facts)[.]' THEN t.detail - '{importFile,decisionId}'::text[] END)`,
};
