import type { DataSource } from 'typeorm';

/**
 * Children with open referrals that nobody has decided yet, made inside the database: every third child is on two
 * lists, every fifth in care, every fortieth says they do not feel safe. The same `count` gives the same rows.
 */
export async function dueChildren(database: DataSource, count: number): Promise<void> {
  const referrals = `SELECT i, n, md5('due child' || i)::uuid AS child, md5('due referral' || i || '/' || n)::uuid AS id,
      (ARRAY['slt', 'community_paediatrics', 'neurodiversity', 'mental_health'])[1 + (i + n) % 4] AS service,
      DATE '2026-11-01' - i % 300 AS since
    FROM generate_series(1, ${count}) AS i CROSS JOIN generate_series(0, 1) AS n WHERE n = 0 OR i % 3 = 0`;
  await database.query(`INSERT INTO child (id, identity, birth_date, given_name, family_name, locality)
    SELECT md5('due child' || i)::uuid, 'local', DATE '2022-01-01' - (i * 7) % 4000, 'Given', 'Family', 'none'
    FROM generate_series(1, ${count}) AS i`);
  await database.query(`INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier,
      team_type, team_code_system, received_on, waiting_since, state, reported_on, content_hash, decision_due_since)
    SELECT id, child, 'NR5', service, 'made', 'DUE-' || i || '-' || n, '33', 'CSDS', since, since, 'open',
      DATE '2026-11-15', repeat('0', 64), now() FROM (${referrals}) AS r`);
  await database.query(`INSERT INTO child_record (referral_id, child_id, provider, local_patient_identifier, given_name,
      family_name, birth_date, reported_on)
    SELECT r.id, r.child, 'NR5', 'L' || i, 'Given', 'Family', c.birth_date, DATE '2026-11-15'
    FROM (${referrals}) AS r JOIN child c ON c.id = r.child`);
  await database.query(`INSERT INTO fact (id, child_id, code, value, source, organisation, recorded_on)
    SELECT md5(code || i)::uuid, md5('due child' || i)::uuid, code, value, 'council', 'PCC', DATE '2026-11-10'
    FROM generate_series(1, ${count}) AS i
    CROSS JOIN (VALUES ('looked_after', 'yes', 5), ('feels_safe', 'no', 40)) AS f (code, value, every) WHERE i % every = 0`);
}
