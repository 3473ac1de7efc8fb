import type { DataSource } from 'typeorm';

const TABLES = ['trail', 'trail_link'];

/**
 * A trail of so many lines, as a year up to 15 November 2026 leaves it, line after line: 300 people of three organisations, seven in
 * ten lines a look at one of `children` children, two a page of a list with 25, one a change or nothing of a child. The
 * children are those of `manyEntries`. Lines are not chained, which nobody who reads them asks. What stood there before goes.
 */
export async function manyLooks(
  owner: DataSource,
  { lines, children }: { lines: number; children: number },
): Promise<void> {
  for (const table of TABLES) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await owner.query(`TRUNCATE ${TABLES.join(', ')}`);
  await owner.query(
    `INSERT INTO trail (at, actor_kind, actor_name, actor_role, actor_id, organisation, agency, act, action,
       subject_kind, subject_id, child_id, child_ids)
     SELECT TIMESTAMPTZ '2025-11-16 08:00Z' + (i * 365 / $1::bigint) * interval '1 day' + (i * 540 / ($1::bigint / 365) % 540) * interval '1 minute'
         + CASE WHEN i % 50 = 0 THEN interval '12 hours' ELSE interval '0' END,
       'person', 'Person ' || chr(65 + who % 26) || ' Surname' || who, role, 'bench#' || who, organisation, 'health',
       CASE kind WHEN 7 THEN 'search' WHEN 9 THEN 'change' ELSE 'view' END,
       CASE kind WHEN 7 THEN 'queue.searched' WHEN 8 THEN 'queue.viewed' WHEN 9 THEN 'task.done' ELSE 'referral.viewed' END,
       'referral', i::text,
       CASE WHEN kind < 7 OR (kind = 9 AND i % 3 = 0) THEN md5('child' || (1 + i * 31 % $2))::uuid END,
       CASE WHEN kind IN (7, 8) THEN ARRAY(SELECT md5('child' || (1 + (i * 17 + n) % $2))::uuid FROM generate_series(0, 24) AS n)
         ELSE '{}'::uuid[] END
     FROM generate_series(1, $1::bigint) AS i
     CROSS JOIN LATERAL (SELECT (i * 7 % 300)::int AS who, (i * 13 % 10)::int AS kind) AS a
     CROSS JOIN LATERAL (SELECT CASE WHEN who % 10 < 6 THEN 'NR5' WHEN who % 10 < 9 THEN 'RK9' ELSE 'PLYMOUTH-CC' END AS organisation,
       (ARRAY['clinician', 'list_office', 'mdt_coordinator', 'navigator'])[1 + who % 4] AS role) AS b`,
    [lines, children],
  );
  for (const table of TABLES) await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  await owner.query('VACUUM ANALYZE trail');
}
