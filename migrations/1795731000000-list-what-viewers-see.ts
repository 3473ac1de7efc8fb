import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a viewer sees of long lists, found in one go. Row-level security asks a function about every row, which a
 * worklist of thousands cannot wait for: these functions find the rows within the same scope by sets, with the owner's
 * rights, and give out ids and what a list is sorted and counted by. The rows themselves are then read under row-level
 * security, one page of them. That both say the same is a test (test/integration/lists-within-scope.spec.ts).
 */
export class ListWhatViewersSee1795731000000 implements MigrationInterface {
  name = 'ListWhatViewersSee1795731000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const OWNERS_RIGHTS = 'LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp';

const statements: readonly string[] = [
  // As viewer_sees_child, for all children at once.
  `CREATE FUNCTION viewer_children() RETURNS SETOF uuid ${OWNERS_RIGHTS} ROWS 5000 AS $$
     DECLARE
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       localities text[] := scope_of('localities');
       boards text[] := scope_of('boards');
       opened text[] := scope_of('opened');
     BEGIN
       RETURN QUERY
         SELECT c.id FROM child AS c WHERE scope_has(localities, c.locality) AND c.id IN (
           SELECT r.child_id FROM referral AS r
           WHERE scope_has(providers, r.provider) AND scope_has(services, r.service))
         UNION
         SELECT f.child_id FROM flag AS f WHERE f.state <> 'declined' AND f.board = ANY (boards)
           AND (boards = '{access}' OR scope_has(localities, f.locality))
         UNION
         SELECT o::uuid FROM unnest(opened) AS o;
     END $$`,
  // As viewer_sees_referral, for all referrals at once.
  `CREATE FUNCTION viewer_referrals() RETURNS SETOF uuid ${OWNERS_RIGHTS} ROWS 5000 AS $$
     DECLARE
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       localities text[] := scope_of('localities');
       also_from text[] := scope_of('also_from');
       opened text[] := scope_of('opened');
     BEGIN
       RETURN QUERY
         SELECT r.id FROM referral AS r JOIN child AS c ON c.id = r.child_id
         WHERE (scope_has(providers, r.provider) AND scope_has(services, r.service) AND scope_has(localities, c.locality))
           OR r.child_id::text = ANY (opened)
           OR (scope_has(also_from, r.provider) AND r.child_id IN (SELECT viewer_children()));
     END $$`,
  `CREATE FUNCTION viewer_open_tasks() RETURNS TABLE (id uuid, kind text, owner_role text, due_at timestamptz)
   ${OWNERS_RIGHTS} ROWS 2000 AS $$
     DECLARE
       tasks_of text[] := scope_of('tasks_of');
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
     BEGIN
       RETURN QUERY
         SELECT t.id, t.kind, t.owner_role, t.due_at FROM task AS t
         WHERE t.state <> 'done' AND (t.owner_role = ANY (tasks_of) OR (t.owner_role <> 'privacy officer' AND CASE
           WHEN t.referral_id IS NOT NULL THEN t.referral_id IN (SELECT viewer_referrals())
           WHEN t.child_id IS NOT NULL THEN t.child_id IN (SELECT viewer_children())
           ELSE coalesce(scope_has(providers, split_part(t.detail ->> 'list', '/', 1))
             AND scope_has(services, split_part(t.detail ->> 'list', '/', 2)), false) END));
     END $$`,
  // A message names every list it speaks of: all of them must be the viewer's to know.
  `CREATE FUNCTION viewer_messages() RETURNS TABLE
     (id uuid, child_id uuid, state text, planned_at timestamptz, hold_reasons text[], referral_ids uuid[])
   ${OWNERS_RIGHTS} ROWS 2000 AS $$
     BEGIN
       RETURN QUERY
         SELECT m.id, m.child_id, m.state, m.planned_at, m.hold_reasons, m.referral_ids FROM message AS m
         WHERE m.child_id IN (SELECT viewer_children()) AND NOT EXISTS (
           SELECT FROM unnest(m.referral_ids) AS r (id) WHERE r.id NOT IN (SELECT viewer_referrals()));
     END $$`,
  // Nothing that was written about a restricted child is on a list.
  `CREATE FUNCTION viewer_recorded_messages() RETURNS TABLE (message_id uuid, recorded_at timestamptz)
   ${OWNERS_RIGHTS} ROWS 2000 AS $$
     BEGIN
       RETURN QUERY
         SELECT kept.message_id, kept.recorded_at FROM recorded_message AS kept
         JOIN viewer_messages() AS seen ON seen.id = kept.message_id
         JOIN child AS c ON c.id = seen.child_id AND NOT c.restricted;
     END $$`,
];
