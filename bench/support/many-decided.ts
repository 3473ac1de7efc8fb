import type { DataSource } from 'typeorm';

/** How many children are decided by the service itself, once; all others are copies of them. */
const MODELS = 3_000;
/** Referrals of the models: every third child is on two lists. */
export const REFERRALS_A_COPY = MODELS + MODELS / 3;
/** Of 20 children one has moderate impact on daily life: whom a rule concerns that begins there. */
const ONE_IN = 20;

/** Children with open referrals, due, each with some eight things said about them: models of a caseload. */
export async function modelChildren(owner: DataSource): Promise<void> {
  const referrals = `SELECT i, n, md5('model' || i)::uuid AS child, md5('model referral' || i || '/' || n)::uuid AS id,
      (ARRAY['slt', 'community_paediatrics', 'neurodiversity', 'mental_health'])[1 + (i + n) % 4] AS service,
      DATE '2026-11-01' - i % 300 AS since
    FROM generate_series(1, ${MODELS}) AS i CROSS JOIN generate_series(0, 1) AS n WHERE n = 0 OR i % 3 = 0`;
  await owner.query(`INSERT INTO child (id, identity, birth_date, given_name, family_name, locality)
    SELECT md5('model' || i)::uuid, 'local', DATE '2022-01-11' - (i * 7) % 4000, 'Given', 'Family' || i,
      (ARRAY['north', 'east', 'south', 'west', 'none'])[1 + i % 5] FROM generate_series(1, ${MODELS}) AS i`);
  await owner.query(`INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier,
      team_type, team_code_system, received_on, waiting_since, state, reported_on, content_hash, decision_due_since)
    SELECT id, child, 'NR5', service, 'made', 'SR-' || i || '-' || n, '33', 'CSDS', since, since, 'open',
      DATE '2026-11-15', repeat('0', 64), now() FROM (${referrals}) AS r`);
  await owner.query(`INSERT INTO child_record (referral_id, child_id, provider, local_patient_identifier, given_name,
      family_name, birth_date, reported_on)
    SELECT r.id, r.child, 'NR5', 'L' || i, 'Given', 'Family' || i, c.birth_date, DATE '2026-11-15'
    FROM (${referrals}) AS r JOIN child c ON c.id = r.child`);
  await owner.query(`INSERT INTO fact (id, child_id, referral_id, code, value, source, organisation, recorded_on)
    SELECT md5(r.id || f.code)::uuid, r.child, CASE WHEN f.own THEN r.id END, f.code,
      CASE WHEN f.code = 'functional_impact' AND i % ${ONE_IN} = 0 THEN '2'
        ELSE f.vals[1 + (i * 7 + i / 11 + length(f.code)) % array_length(f.vals, 1)] END, 'parent', 'PCC',
      DATE '2026-11-10' - (i + length(f.code)) % 20
    FROM (${referrals}) AS r CROSS JOIN (VALUES ('functional_impact', true, '{0,1,1,0,3}'::text[]),
      ('single_words', true, '{4,30,60,100,300,400}'), ('combines_words', true, '{yes,yes,no}'),
      ('getting_worse', false, '{no,no,no,no,no,no,no,no,no,yes}'), ('self_harm', false, '{none,none,none,none,past}'),
      ('developmental_delay', false, '{none,none,mild,mild,significant}'),
      ('parent_carer_not_coping', false, '{no,no,no,no,no,no,no,yes}'), ('ehc_plan', false, '{none,requested,issued}'),
      ('suspension_days_this_year', false, '{0,0,0,1,3,7}')) AS f (code, own, vals) WHERE f.own OR r.n = 0`);
}

/** What is another row's id in each table that is copied: a copy has its own, made from both. */
const COPIED: Readonly<Record<string, readonly string[]>> = {
  child: ['id'],
  referral: ['id', 'child_id'],
  child_record: ['referral_id', 'child_id'],
  fact: ['id', 'child_id', 'referral_id'],
  decision: ['id', 'referral_id', 'child_id'],
  decision_basis: ['referral_id', 'child_id', 'decision_id'],
  waiting_list_entry: ['referral_id', 'child_id', 'decision_id'],
  flag: ['id', 'child_id', 'decision_id'],
  task: ['id', 'child_id', 'referral_id'],
  message: ['id', 'child_id'],
};

const own = (column: string): string => `md5(${column} || '/' || n)::uuid`;

/** What of a copy is otherwise than in its model, but for ids. A decision's record is not read here, and left empty. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  child: { family_name: `family_name || '-' || n` },
  child_record: { family_name: `family_name || '-' || n` },
  waiting_list_entry: { child_name: `child_name || '-' || n` },
  referral: { service_request_identifier: `service_request_identifier || '/' || n` },
  decision: { receipt: `'{}'::jsonb` },
  decision_basis: { number: `nextval('decision_basis_number')` },
  task: { key: `replace(key, child_id::text, ${own('child_id')}::text)` },
  message: { referral_ids: `ARRAY(SELECT ${own('r.id')} FROM unnest(referral_ids) AS r (id))` },
};

/**
 * Copies everything about the models so many times, inside the database, without triggers and with indexes made
 * afterwards. Only whoever may set session_replication_role can.
 */
export async function copyModels(owner: DataSource, copies: number): Promise<void> {
  const runner = owner.createQueryRunner();
  const ask = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => runner.query(text, values);
  try {
    await ask(`SET session_replication_role = replica`);
    await ask(`SET synchronous_commit = off`);
    await ask(`SET maintenance_work_mem = '1GB'`);
    for (const [table, ids] of Object.entries(COPIED)) {
      const indexes = await ask<{ name: string; made: string }>(
        `SELECT i.indexname AS name, i.indexdef AS made FROM pg_indexes i WHERE schemaname = 'public' AND tablename = $1
           AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)`,
        [table],
      );
      for (const { name } of indexes) await ask(`DROP INDEX ${name}`);
      const columns = await ask<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO' AND is_generated = 'NEVER'`,
        [table],
      );
      const names = columns.map(({ name }) => name);
      const values = names.map((name) =>
        ids.includes(name) ? own(name) : (OTHERWISE[table]?.[name] ?? name),
      );
      await ask(`INSERT INTO ${table} (${names.join(', ')})
        SELECT ${values.join(', ')} FROM ${table} CROSS JOIN generate_series(2, ${copies}) AS n
        ${table === 'task' ? 'WHERE child_id IS NOT NULL' : ''}`);
      for (const { made } of indexes) await ask(made);
    }
    const tallied =
      'provider, service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share';
    await ask('DELETE FROM waiting_list_tally');
    await ask(`INSERT INTO waiting_list_tally (${tallied}, entries)
      SELECT ${tallied}, count(*) FROM waiting_list_entry GROUP BY ${tallied}`);
    await ask('RESET session_replication_role');
    await ask(`VACUUM ANALYZE ${Object.keys(COPIED).join(', ')}, waiting_list_tally`);
  } finally {
    await runner.release();
  }
}
