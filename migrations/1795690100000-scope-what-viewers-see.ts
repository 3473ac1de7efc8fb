import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two roles of the database and, behind every query, row-level security: `breakwater_service` is what the running
 * service works as (it may add to append-only tables and nothing more); `breakwater_viewer` is what a signed-in
 * viewer's reads run as, and sees only what the scope set for its transaction allows. Nothing set: nothing seen.
 */
export class ScopeWhatViewersSee1795690100000 implements MigrationInterface {
  name = 'ScopeWhatViewersSee1795690100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...roles, ...queue, ...grants, ...scope, ...policies()])
      await queryRunner.query(statement);
  }

  /** Forward only: what has been closed is not opened by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

/** Roles belong to the whole server: another database's migration may have made them, or be making them just now. */
const roles: readonly string[] = [
  `DO $$
   DECLARE
     wanted text;
   BEGIN
     FOREACH wanted IN ARRAY ARRAY['breakwater_service', 'breakwater_viewer'] LOOP
       IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
         BEGIN
           EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
         END;
       END IF;
       IF NOT pg_has_role(current_user, wanted, 'SET') THEN
         EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
       END IF;
     END LOOP;
   END $$`,
];

/** The queue by list: a list is a provider's, so how many wait and in which order are known for each provider. */
const TALLIED =
  'provider, service, locality, act_today, order_group, band, band_rank, safe_wait_days, protected_from_share';
const BY = '1, 2, 3, 4, 5, 6, 7, 8, 9';
const queue: readonly string[] = [
  'LOCK TABLE waiting_list_entry IN SHARE ROW EXCLUSIVE MODE',
  `ALTER TABLE waiting_list_tally ADD COLUMN provider text NOT NULL DEFAULT ''`,
  'DELETE FROM waiting_list_tally',
  `INSERT INTO waiting_list_tally (${TALLIED}, entries) SELECT ${TALLIED}, count(*) FROM waiting_list_entry GROUP BY ${BY}`,
  'ALTER TABLE waiting_list_tally ALTER COLUMN provider DROP DEFAULT',
  `CREATE OR REPLACE FUNCTION tally_waiting_list() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
     DECLARE tallied bigint;
     BEGIN
       IF TG_OP = 'TRUNCATE' THEN
         DELETE FROM waiting_list_tally;
         RETURN NULL;
       END IF;
       IF TG_OP = 'INSERT' THEN
         INSERT INTO waiting_list_tally (${TALLIED}, entries)
         SELECT ${TALLIED}, count(*) FROM came GROUP BY ${BY};
       ELSIF TG_OP = 'DELETE' THEN
         INSERT INTO waiting_list_tally (${TALLIED}, entries)
         SELECT ${TALLIED}, -count(*) FROM went GROUP BY ${BY};
       ELSE
         INSERT INTO waiting_list_tally (${TALLIED}, entries)
         SELECT ${TALLIED}, sum(entries)
         FROM (SELECT *, 1 AS entries FROM came UNION ALL SELECT *, -1 FROM went) AS moved
         GROUP BY ${BY} HAVING sum(entries) <> 0;
       END IF;
       SELECT count(*) INTO tallied FROM waiting_list_tally;
       IF tallied > 1000 AND tallied > 2 * (SELECT count(*) FROM (SELECT DISTINCT ${TALLIED} FROM waiting_list_tally)) THEN
         WITH folded AS (
           DELETE FROM waiting_list_tally
           WHERE id IN (SELECT id FROM waiting_list_tally FOR UPDATE SKIP LOCKED)
           RETURNING *
         )
         INSERT INTO waiting_list_tally (${TALLIED}, entries)
         SELECT ${TALLIED}, sum(entries) FROM folded GROUP BY ${BY} HAVING sum(entries) <> 0;
       END IF;
       RETURN NULL;
     END $$`,
  // Which lists a child is on is read from the entries themselves, so that each reader sees those they may. The release
  // before still reads the column; it goes with the next one.
  `ALTER TABLE waiting_list_entry ALTER COLUMN lists SET DEFAULT '{}', ADD COLUMN top_reason_facts text[]`,
  // What a reason rests on is known when it is decided: until then it is shown to nobody, so everybody is decided again.
  `UPDATE referral SET decision_due_since = now() WHERE state = 'open' AND decision_due_since IS NULL`,
  'DROP INDEX waiting_list_entry_service_order',
  'DROP INDEX waiting_list_entry_locality_order',
  `CREATE INDEX waiting_list_entry_list_order ON waiting_list_entry (service, provider, order_group, counted_from, waiting_since, referral_id) WHERE NOT act_today`,
  `CREATE INDEX waiting_list_entry_locality_order ON waiting_list_entry (locality, service, provider, order_group, counted_from, waiting_since, referral_id) WHERE NOT act_today`,
];

/** Append-only by grant, beside the triggers: who cannot update needs no trigger to be refused. */
const APPEND_ONLY = ['trail', 'decision', 'confirmation', 'flag_move'];
const VIEWED = [
  'child',
  'child_record',
  'referral',
  'referral_source',
  'finding',
  'fact',
  'decision',
  'confirmation',
  'act_today_episode',
  'waiting_list_entry',
  'waiting_list_tally',
  'flag',
  'flag_move',
  'message',
  'recorded_message',
  'task',
];
const grants: readonly string[] = [
  'GRANT USAGE ON SCHEMA public TO breakwater_service, breakwater_viewer',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO breakwater_service',
  'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO breakwater_service, breakwater_viewer',
  'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO breakwater_service',
  'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO breakwater_service',
  `REVOKE UPDATE, DELETE ON ${APPEND_ONLY.join(', ')} FROM breakwater_service`,
  'REVOKE INSERT, UPDATE, DELETE ON trail_link, waiting_list_tally FROM breakwater_service',
  'REVOKE INSERT, UPDATE, DELETE ON migrations FROM breakwater_service',
  `GRANT SELECT ON ${VIEWED.join(', ')} TO breakwater_viewer`,
  'GRANT INSERT ON trail TO breakwater_viewer',
];

/**
 * What the transaction's viewer may see (src/platform/auth/scope-settings.ts sets it). A setting that is not there
 * reads NULL, and NULL lets nothing through. The functions that look at other tables run with the owner's rights, so
 * that one table's policy never waits for another's.
 */
const scope: readonly string[] = [
  `CREATE FUNCTION scope_of(what text) RETURNS text[] LANGUAGE sql STABLE AS $$
     SELECT nullif(current_setting('breakwater.' || what, true), '')::text[] $$`,
  `CREATE FUNCTION scope_has(given text[], word text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
     SELECT word = ANY (given) OR '*' = ANY (given) $$`,
  // Entries on the viewer's own lists: what they may work on.
  `CREATE FUNCTION viewer_works_on(a_provider text, a_service text, a_locality text) RETURNS boolean
   LANGUAGE sql STABLE AS $$
     SELECT scope_has(scope_of('providers'), a_provider) AND scope_has(scope_of('services'), a_service)
       AND scope_has(scope_of('localities'), a_locality) $$`,
  `CREATE FUNCTION viewer_works_with(a_child uuid) RETURNS boolean
   LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
     DECLARE
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       localities text[] := scope_of('localities');
       boards text[] := scope_of('boards');
     BEGIN
       IF EXISTS (SELECT FROM referral AS r JOIN child AS c ON c.id = r.child_id
                  WHERE r.child_id = a_child AND scope_has(providers, r.provider)
                    AND scope_has(services, r.service) AND scope_has(localities, c.locality)) THEN
         RETURN true;
       END IF;
       RETURN boards <> '{}' AND EXISTS (
         SELECT FROM flag AS f WHERE f.child_id = a_child AND f.state <> 'declined' AND f.board = ANY (boards)
           AND (boards = '{access}' OR scope_has(localities, f.locality)));
     END $$`,
  `CREATE FUNCTION viewer_sees_child(a_child uuid) RETURNS boolean
   LANGUAGE sql STABLE AS $$
     SELECT a_child::text = ANY (scope_of('opened')) OR viewer_works_with(a_child) $$`,
  `CREATE FUNCTION viewer_sees_referral(a_referral uuid) RETURNS boolean
   LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
     DECLARE
       found record;
     BEGIN
       SELECT r.child_id, r.provider, r.service, c.locality INTO found
       FROM referral AS r JOIN child AS c ON c.id = r.child_id WHERE r.id = a_referral;
       RETURN coalesce(viewer_works_on(found.provider, found.service, found.locality)
         OR found.child_id::text = ANY (scope_of('opened'))
         OR (scope_has(scope_of('also_from'), found.provider) AND viewer_sees_child(found.child_id)), false);
     END $$`,
  // Only where the viewer works on that very list; a list merely shown by agreement is not theirs to change.
  `CREATE FUNCTION viewer_works_on_referral(a_referral uuid) RETURNS boolean
   LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
     SELECT EXISTS (SELECT FROM referral AS r JOIN child AS c ON c.id = r.child_id
       WHERE r.id = a_referral AND viewer_works_on(r.provider, r.service, c.locality)) $$`,
];

/** Own lists in line, because pages of the queue pass many rows by it; each array is read once a query. */
const listed = (what: string, column: string): string =>
  `(${column} = ANY ((SELECT scope_of('${what}'))::text[]) OR '*' = ANY ((SELECT scope_of('${what}'))::text[]))`;
/** A record opened with a reason is seen whole, whatever is agreed: that is what it was opened for. */
const OPENED = `child_id::text = ANY ((SELECT scope_of('opened'))::text[])`;
const OWN_LIST = `(${listed('providers', 'provider')} AND ${listed('services', 'service')} AND ${listed('localities', 'locality')})`;

const VISIBLE: Readonly<Record<string, string>> = {
  child: 'viewer_sees_child(id)',
  child_record: 'viewer_sees_referral(referral_id)',
  referral: 'viewer_sees_referral(id)',
  // Which lists there are and how old their extracts are: of nobody.
  referral_source: 'true',
  finding: 'viewer_sees_referral(referral_id)',
  fact: `viewer_sees_child(child_id) AND (referral_id IS NULL OR viewer_sees_referral(referral_id))
     AND (${OPENED} OR organisation || '/' || code = ANY ((SELECT scope_of('facts'))::text[])
       OR organisation || '/*' = ANY ((SELECT scope_of('facts'))::text[])
       OR '*' = ANY ((SELECT scope_of('facts'))::text[]))`,
  decision: 'viewer_sees_referral(referral_id)',
  confirmation: 'viewer_sees_referral(referral_id)',
  act_today_episode: 'viewer_sees_referral(referral_id)',
  waiting_list_entry: `${OWN_LIST} OR ${OPENED} OR (${listed('also_from', 'provider')} AND viewer_sees_child(child_id))`,
  waiting_list_tally: OWN_LIST,
  flag: `viewer_sees_child(child_id) AND (board = 'access' OR (SELECT scope_of('boards')) <> '{access}')`,
  flag_move: 'EXISTS (SELECT FROM flag WHERE flag.id = flag_id)',
  // A message names every list it speaks of: all of them must be the viewer's to know.
  message: `viewer_sees_child(child_id)
     AND NOT EXISTS (SELECT FROM unnest(referral_ids) AS r (id) WHERE NOT viewer_sees_referral(r.id))`,
  recorded_message: 'EXISTS (SELECT FROM message WHERE message.id = message_id)',
  task: `owner_role = ANY ((SELECT scope_of('tasks_of'))::text[])
     OR (owner_role <> 'privacy officer' AND CASE
       WHEN referral_id IS NOT NULL THEN viewer_sees_referral(referral_id)
       WHEN child_id IS NOT NULL THEN viewer_sees_child(child_id)
       ELSE coalesce(scope_has(scope_of('providers'), split_part(detail ->> 'list', '/', 1))
         AND scope_has(scope_of('services'), split_part(detail ->> 'list', '/', 2)), false) END)`,
};

function policies(): string[] {
  const rows = Object.entries(VISIBLE).flatMap(([table, visible]) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY ${table}_service ON ${table} TO breakwater_service USING (true) WITH CHECK (true)`,
    `CREATE POLICY ${table}_viewer ON ${table} FOR SELECT TO breakwater_viewer USING (${visible})`,
  ]);
  return [
    ...rows,
    'ALTER TABLE trail ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY trail_service ON trail TO breakwater_service USING (true) WITH CHECK (true)',
    // Whoever looks adds their line, and reads none.
    'CREATE POLICY trail_viewer ON trail FOR INSERT TO breakwater_viewer WITH CHECK (true)',
  ];
}
