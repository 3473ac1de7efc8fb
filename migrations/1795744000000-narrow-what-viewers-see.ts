import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A list that a child left long ago no longer makes them the viewer's: it counts while the entry is open, and from
 * `breakwater.closed_since` (src/access/scope.ts) after it was closed. Not set: no closed list counts. A child who is
 * the viewer's in another way, by an open entry or a flag, is seen with every old entry of theirs.
 *
 * What a child said in confidence does not come with an escalated task to whom it is not for in any other way; and the
 * outbox leaves out whoever's record is restricted, by whichever list or fact, as the page that shows it does.
 */
export class NarrowWhatViewersSee1795744000000 implements MigrationInterface {
  name = 'NarrowWhatViewersSee1795744000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...closed, ...escalated, ...outbox]) await queryRunner.query(statement);
  }

  /** Forward only: what has been closed is not opened by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const STABLE = (language: string): string =>
  `LANGUAGE ${language} STABLE SECURITY DEFINER SET search_path = public, pg_temp`;

const closed: readonly string[] = [
  `CREATE FUNCTION closed_lists_since() RETURNS date LANGUAGE sql STABLE AS $$
     SELECT nullif(current_setting('breakwater.closed_since', true), '')::date $$`,
  `CREATE OR REPLACE FUNCTION viewer_works_with(a_child uuid) RETURNS boolean ${STABLE('plpgsql')} AS $$
     DECLARE
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       localities text[] := scope_of('localities');
       boards text[] := scope_of('boards');
       since date := closed_lists_since();
     BEGIN
       IF EXISTS (SELECT FROM referral AS r JOIN child AS c ON c.id = r.child_id
                  WHERE r.child_id = a_child AND (r.state = 'open' OR r.closed_on >= since)
                    AND scope_has(providers, r.provider) AND scope_has(services, r.service)
                    AND scope_has(localities, c.locality)) THEN
         RETURN true;
       END IF;
       RETURN boards <> '{}' AND EXISTS (
         SELECT FROM flag AS f WHERE f.child_id = a_child AND f.state <> 'declined' AND f.board = ANY (boards)
           AND (boards = '{access}' OR scope_has(localities, f.locality)));
     END $$`,
  `CREATE OR REPLACE FUNCTION viewer_sees_referral(a_referral uuid) RETURNS boolean ${STABLE('plpgsql')} AS $$
     DECLARE
       found record;
     BEGIN
       SELECT r.child_id, r.provider, r.service, c.locality, coalesce(r.state = 'open' OR r.closed_on >= closed_lists_since(), false) AS counts
       INTO found FROM referral AS r JOIN child AS c ON c.id = r.child_id WHERE r.id = a_referral;
       RETURN coalesce(
         (viewer_works_on(found.provider, found.service, found.locality)
           AND (found.counts OR viewer_works_with(found.child_id)))
         OR found.child_id::text = ANY (scope_of('opened'))
         OR (scope_has(scope_of('also_from'), found.provider) AND viewer_sees_child(found.child_id)), false);
     END $$`,
  `CREATE OR REPLACE FUNCTION viewer_works_on_referral(a_referral uuid) RETURNS boolean ${STABLE('sql')} AS $$
     SELECT EXISTS (SELECT FROM referral AS r JOIN child AS c ON c.id = r.child_id
       WHERE r.id = a_referral AND viewer_works_on(r.provider, r.service, c.locality)
         AND (r.state = 'open' OR r.closed_on >= closed_lists_since() OR viewer_works_with(r.child_id))) $$`,
  // As viewer_sees_child, for all children at once.
  `CREATE OR REPLACE FUNCTION viewer_children() RETURNS SETOF uuid ${STABLE('plpgsql')} ROWS 5000 AS $$
     DECLARE
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       localities text[] := scope_of('localities');
       boards text[] := scope_of('boards');
       opened text[] := scope_of('opened');
       since date := closed_lists_since();
     BEGIN
       RETURN QUERY
         SELECT c.id FROM child AS c WHERE scope_has(localities, c.locality) AND c.id IN (
           SELECT r.child_id FROM referral AS r
           WHERE (r.state = 'open' OR r.closed_on >= since)
             AND scope_has(providers, r.provider) AND scope_has(services, r.service))
         UNION
         SELECT f.child_id FROM flag AS f WHERE f.state <> 'declined' AND f.board = ANY (boards)
           AND (boards = '{access}' OR scope_has(localities, f.locality))
         UNION
         SELECT o::uuid FROM unnest(opened) AS o;
     END $$`,
  // As viewer_sees_referral, for all referrals at once. Whoever works with a child is among those who see them, and
  // whoever only opened the record sees each of its entries anyway.
  `CREATE OR REPLACE FUNCTION viewer_referrals() RETURNS SETOF uuid ${STABLE('plpgsql')} ROWS 5000 AS $$
     DECLARE
       providers text[] := scope_of('providers');
       services text[] := scope_of('services');
       localities text[] := scope_of('localities');
       also_from text[] := scope_of('also_from');
       opened text[] := scope_of('opened');
       since date := closed_lists_since();
     BEGIN
       RETURN QUERY
         SELECT r.id FROM referral AS r JOIN child AS c ON c.id = r.child_id
         WHERE (scope_has(providers, r.provider) AND scope_has(services, r.service) AND scope_has(localities, c.locality)
             AND (r.state = 'open' OR r.closed_on >= since OR r.child_id IN (SELECT viewer_children())))
           OR r.child_id::text = ANY (opened)
           OR (scope_has(also_from, r.provider) AND r.child_id IN (SELECT viewer_children()));
     END $$`,
];

const AMONG_ESCALATED = (column: string, what: string): string =>
  `${column} = ANY ((SELECT viewer_escalated_${what}())::uuid[])`;
const FACTS = `(SELECT scope_of('facts'))::text[]`;

/** As migrations/1795740000000 has it, to which confidence is added as in fact_viewer. */
const escalated: readonly string[] = [
  `ALTER POLICY fact_viewer_escalated ON fact USING (
     ${AMONG_ESCALATED('child_id', 'children')} AND (referral_id IS NULL OR ${AMONG_ESCALATED('referral_id', 'referrals')})
     AND (organisation || '/' || code = ANY (${FACTS}) OR organisation || '/*' = ANY (${FACTS}) OR '*' = ANY (${FACTS}))
     AND (confidence <> 'child_in_confidence' OR (SELECT current_setting('breakwater.confidential', true)) = 'yes'))`,
];

const outbox: readonly string[] = [
  `CREATE OR REPLACE FUNCTION viewer_recorded_messages() RETURNS TABLE (message_id uuid, recorded_at timestamptz)
   ${STABLE('plpgsql')} ROWS 2000 AS $$
     BEGIN
       RETURN QUERY
         SELECT kept.message_id, kept.recorded_at FROM recorded_message AS kept
         JOIN viewer_messages() AS seen ON seen.id = kept.message_id
         WHERE NOT child_is_restricted(seen.child_id);
     END $$`,
];
