import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A flag for ACCESS that was declined took the child from the view of every ACCESS member at once, and the decision with
 * it. For 28 days (src/flags/declined-lately.ts) they see the flag, the moves made on it and whose it is; of the lists,
 * facts and decisions of that child they see nothing, because that need ended with the decision.
 */
export class ShowWhatAccessDeclined1795741000000 implements MigrationInterface {
  name = 'ShowWhatAccessDeclined1795741000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

/** Whoever sees a child by ACCESS alone; everybody else sees a declined flag where they see its child. Read once a query. */
const BY_ACCESS_ALONE = `(SELECT scope_of('boards')) = '{access}'`;

const statements: readonly string[] = [
  `CREATE FUNCTION access_declined_lately(a_child uuid) RETURNS boolean
   LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
     SELECT EXISTS (SELECT FROM flag AS f WHERE f.child_id = a_child AND f.board = 'access' AND f.state = 'declined'
       AND f.moved_at > now() - interval '28 days') $$`,
  `ALTER POLICY child_viewer ON child USING (
     viewer_sees_child(id) OR (${BY_ACCESS_ALONE} AND access_declined_lately(id)))`,
  `ALTER POLICY flag_viewer ON flag USING (
     (viewer_sees_child(child_id) AND (board = 'access' OR (SELECT scope_of('boards')) <> '{access}'))
     OR (${BY_ACCESS_ALONE} AND board = 'access' AND state = 'declined' AND moved_at > now() - interval '28 days'))`,
];
