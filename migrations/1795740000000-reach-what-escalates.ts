import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two ways in which a task says whom it is for, beside the list it is about.
 *
 * An act-today task that nobody acknowledged in time used to change its owner's name alone: whoever could not see the
 * child still saw nothing. Until it is done it now reaches `escalated_from`, the providers whose escalations a viewer
 * takes on (src/access/scope.ts): the task itself, and the record of that child as one reads it to act. What else lies
 * there about the child, other tasks and messages, stays with those whose list it is.
 *
 * A task of the privacy officers was every privacy officer's. It is now theirs whose people it is about
 * (`for_organisations`), or on whose lists the child is or was; one that says neither stays everybody's of that role.
 */
export class ReachWhatEscalates1795740000000 implements MigrationInterface {
  name = 'ReachWhatEscalates1795740000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...escalated, ...policies(), ...privacy])
      await queryRunner.query(statement);
  }

  /** Forward only: who may act on a child in danger is not taken back by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const OWNERS_RIGHTS = 'LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp';

const columns: readonly string[] = [
  'ALTER TABLE task ADD COLUMN for_organisations text[]',
  `CREATE INDEX task_escalated ON task (referral_id) WHERE escalated_at IS NOT NULL AND state <> 'done'`,
  `UPDATE task SET for_organisations = ARRAY[o.organisation] FROM opened_record AS o
   WHERE task.kind = 'record_opened' AND task.key = 'record_opened:' || o.id`,
  // Its words said whom the person acted for, and nothing else did.
  `UPDATE task SET for_organisations = ARRAY[substring(detail -> 'lines' ->> 0 FROM '^They act for (.+), and tried')]
   WHERE kind = 'record_opening_locked' AND detail -> 'lines' ->> 0 ~ '^They act for .+, and tried'`,
];

/** Few at any time, and found by their own small index; most viewers take on none, and nothing is asked for them. */
const REACHED = `task AS t JOIN referral AS r ON r.id = t.referral_id
  WHERE t.escalated_at IS NOT NULL AND t.state <> 'done' AND scope_has(taken_from, r.provider)`;
const found = (name: string, query: string): string =>
  `CREATE FUNCTION ${name}() RETURNS uuid[] ${OWNERS_RIGHTS} AS $$
     DECLARE
       taken_from text[] := coalesce(scope_of('escalated_from'), '{}');
     BEGIN
       IF taken_from = '{}' THEN
         RETURN '{}';
       END IF;
       RETURN ARRAY(${query});
     END $$`;
const escalated: readonly string[] = [
  found('viewer_escalated_tasks', `SELECT t.id FROM ${REACHED}`),
  found('viewer_escalated_children', `SELECT DISTINCT r.child_id FROM ${REACHED}`),
  // The provider's own lists of that child, whichever the service line, and those that an agreement shows anyway.
  found(
    'viewer_escalated_referrals',
    `SELECT o.id FROM (SELECT DISTINCT r.child_id, r.provider FROM ${REACHED}) AS reached
     JOIN referral AS o ON o.child_id = reached.child_id
     WHERE o.provider = reached.provider OR scope_has(scope_of('also_from'), o.provider)`,
  ),
];

/** Each is read once a query, and only where the viewer does not see the row in any other way. */
const among = (column: string, what: string): string =>
  `${column} = ANY ((SELECT viewer_escalated_${what}())::uuid[])`;
const FACTS = `(SELECT scope_of('facts'))::text[]`;
const VISIBLE: Readonly<Record<string, string>> = {
  task: among('id', 'tasks'),
  child: among('id', 'children'),
  referral: among('id', 'referrals'),
  child_record: among('referral_id', 'referrals'),
  waiting_list_entry: among('referral_id', 'referrals'),
  decision: among('referral_id', 'referrals'),
  confirmation: among('referral_id', 'referrals'),
  act_today_episode: among('referral_id', 'referrals'),
  finding: among('referral_id', 'referrals'),
  flag: among('child_id', 'children'),
  // What others said stays as it is agreed.
  fact: `${among('child_id', 'children')} AND (referral_id IS NULL OR ${among('referral_id', 'referrals')})
     AND (organisation || '/' || code = ANY (${FACTS}) OR organisation || '/*' = ANY (${FACTS}) OR '*' = ANY (${FACTS}))`,
};

/** A policy of its own beside each: PostgreSQL lets through what any of them does, and asks them in this order. */
function policies(): string[] {
  return Object.entries(VISIBLE).map(
    ([table, visible]) =>
      `CREATE POLICY ${table}_viewer_escalated ON ${table} FOR SELECT TO breakwater_viewer USING (${visible})`,
  );
}

const privacy: readonly string[] = [
  `CREATE FUNCTION task_is_theirs(for_organisations text[], a_child uuid) RETURNS boolean ${OWNERS_RIGHTS} AS $$
     DECLARE
       theirs text[] := coalesce(scope_of('tasks_for'), '{}');
     BEGIN
       RETURN (for_organisations IS NULL AND a_child IS NULL) OR coalesce(for_organisations && theirs, false)
         OR EXISTS (SELECT FROM referral AS r WHERE r.child_id = a_child AND r.provider = ANY (theirs));
     END $$`,
  `ALTER POLICY task_viewer ON task USING (
     (owner_role = ANY ((SELECT scope_of('tasks_of'))::text[]) AND task_is_theirs(for_organisations, child_id))
     OR (owner_role <> 'privacy officer' AND CASE
       WHEN referral_id IS NOT NULL THEN viewer_sees_referral(referral_id)
       WHEN child_id IS NOT NULL THEN viewer_sees_child(child_id)
       ELSE coalesce(scope_has(scope_of('providers'), split_part(detail ->> 'list', '/', 1))
         AND scope_has(scope_of('services'), split_part(detail ->> 'list', '/', 2)), false) END))`,
  `CREATE OR REPLACE FUNCTION viewer_open_tasks() RETURNS TABLE (id uuid, kind text, owner_role text, due_at timestamptz)
   ${OWNERS_RIGHTS} ROWS 2000 AS $$
     DECLARE
       tasks_of text[] := scope_of('tasks_of');
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       escalated uuid[] := viewer_escalated_tasks();
     BEGIN
       RETURN QUERY
         SELECT t.id, t.kind, t.owner_role, t.due_at FROM task AS t
         WHERE t.state <> 'done' AND ((t.owner_role = ANY (tasks_of) AND task_is_theirs(t.for_organisations, t.child_id))
           OR t.id = ANY (escalated)
           OR (t.owner_role <> 'privacy officer' AND CASE
             WHEN t.referral_id IS NOT NULL THEN t.referral_id IN (SELECT viewer_referrals())
             WHEN t.child_id IS NOT NULL THEN t.child_id IN (SELECT viewer_children())
             ELSE coalesce(scope_has(providers, split_part(t.detail ->> 'list', '/', 1))
               AND scope_has(services, split_part(t.detail ->> 'list', '/', 2)), false) END));
     END $$`,
];
