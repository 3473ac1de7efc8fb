import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { dataSourceOptions } from '../../src/platform/database/data-source.js';

/**
 * A region's queue made inside the database: `count` open referrals with their children and decisions, in four services,
 * six localities and four bands, a hundredth of them for today. The same `count` and `seed` give the same rows.
 */
export async function manyEntries(database: DataSource, count: number, seed = 1): Promise<void> {
  await database.query(`CREATE TEMPORARY TABLE made AS
    SELECT i, md5('child' || i)::uuid AS child, md5('referral' || i)::uuid AS referral, md5('decision' || i)::uuid AS decision,
      a.draw[1] / 4294967296.0 AS one, a.draw[2] / 4294967296.0 AS two, a.draw[3] / 4294967296.0 AS three, a.draw[4] / 4294967296.0 AS four
    FROM generate_series(1, ${count}) AS i
    CROSS JOIN LATERAL (SELECT array_agg(('x' || substr(md5(i || '/' || ${seed}), n * 8 + 1, 8))::bit(32)::bigint ORDER BY n) AS draw
      FROM generate_series(0, 3) AS n) AS a`);
  await database.query(`CREATE TEMPORARY TABLE placed AS
    SELECT m.*, (ARRAY['slt', 'community_paediatrics', 'neurodiversity', 'mental_health'])[1 + floor(one * 4)::int] AS service,
      (ARRAY['north', 'east', 'south', 'west', 'none', 'away'])[1 + floor(least(two * 4.4, 5.9))::int] AS locality,
      CASE WHEN three < 0.03 THEN 0 WHEN three < 0.15 THEN 1 WHEN three < 0.5 THEN 2 ELSE 3 END AS rank,
      DATE '2026-11-15' - floor(four * 700)::int AS since,
      (ARRAY['Amy', 'Noah', 'Zoe', 'Ana', 'Sean', 'Lucja', 'Leo', 'Ivy', 'Max', 'Isla'])[1 + floor(one * 1000)::int % 10]
        AS given,
      (ARRAY['Ashdown', 'Brook', 'Carew', 'Drake', 'Eddystone', 'Foxhole', 'Gorse', 'Hoe', 'Ivybridge', 'Jennycliff'])[1 + floor(two * 1000)::int % 10]
        || i % 400 AS family
    FROM made AS m`);
  await database.query(`INSERT INTO child (id, identity, birth_date, given_name, family_name, locality)
    SELECT child, 'local', since - 1500 - i % 2500, given, family, locality FROM placed`);
  await database.query(`INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier,
      team_type, team_code_system, received_on, waiting_since, state, reported_on, content_hash)
    SELECT referral, child, 'NR5', service, 'made', 'SR-' || lpad(i::text, 7, '0'), '33', 'CSDS', since, since, 'open',
      DATE '2026-11-15', repeat('0', 64) FROM placed`);
  // One decision stands for all: the queue only points at it.
  await database.query(`INSERT INTO decision (id, referral_id, child_id, decided_for, decided_by, rule_set_id,
      rule_set_version, rule_set_hash, band, standing_band, could_be, act_today, standing_since, input_hash, receipt)
    SELECT decision, referral, child, DATE '2026-11-15', 'made', 'multi-need', '1.0.0', repeat('0', 64), 'routine',
      'routine', 'routine', false, since, repeat('0', 64), '{}' FROM placed WHERE i = 1`);
  await database.query(`INSERT INTO waiting_list_entry (referral_id, child_id, service, provider, decision_id, act_today,
      band, band_rank, order_group, could_be, safe_wait_days, counted_from, waiting_since, protected_from_share, top_reason,
      review_on, holds_until, lists, locality, child_name, birth_date, reported_on, search)
    SELECT referral, child, service, 'NR5', md5('decision1')::uuid, four < 0.01, band, rank,
      rank || '/' || band || '/' || safe || '/' || coalesce(protected_from::text, 'never'), band, safe,
      ((since - DATE '1970-01-01')::bigint * 1000000000) - (i % 3) * 333333333::bigint, since, protected_from,
      'Two need domains with high impact', DATE '2026-12-15',
      DATE '2026-11-16' + i % 300, ARRAY[service], locality, given || ' ' || family, since - 1500 - i % 2500, DATE '2026-11-15',
      array_to_tsvector(ARRAY[lower(given), lower(family), lpad(i::text, 7, '0'), 'sr'])
    FROM placed CROSS JOIN LATERAL (SELECT (ARRAY['urgent', 'high', 'medium', 'routine'])[rank + 1] AS band,
      (CASE WHEN service = 'mental_health' THEN ARRAY[7, 14, 28, 28] WHEN service = 'neurodiversity' THEN ARRAY[14, 28, 84, 91]
        ELSE ARRAY[14, 28, 84, 126] END)[rank + 1] AS safe,
      CASE rank WHEN 0 THEN 0 WHEN 1 THEN 25 END AS protected_from) AS b`);
  await database.query('DROP TABLE placed, made');
}

/** The same, and the tables tidied up, by whoever owns them: the service's own role may do neither. */
export async function filledByOwner(url: string, count: number, seed: number): Promise<void> {
  const owner = await new DataSource(dataSourceOptions(url, { entities, migrations }, 'owner')).initialize();
  try {
    await manyEntries(owner, count, seed);
    await tidiedUp(owner);
  } finally {
    await owner.destroy();
  }
}

/** What the database does by itself when it has time: counts rows for the planner, and marks pages that all may read. */
export async function tidiedUp(database: DataSource): Promise<void> {
  await database.query('VACUUM ANALYZE waiting_list_entry, waiting_list_tally, child, referral, decision');
}
