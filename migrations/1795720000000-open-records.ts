import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A record that somebody opened with a reason: who, whose, why, from when until when, and what the privacy officer made
 * of it. Nothing of it is ever altered but the privacy officer's look, once.
 */
export class OpenRecords1795720000000 implements MigrationInterface {
  name = 'OpenRecords1795720000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only: who opened which record is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  `CREATE TABLE opened_record (
     id uuid NOT NULL,
     kind text NOT NULL,
     viewer_id text NOT NULL,
     viewer_name text NOT NULL,
     viewer_role text NOT NULL,
     organisation text NOT NULL,
     child_id uuid NOT NULL,
     reason_code text NOT NULL,
     reason text NOT NULL,
     opened_at timestamptz NOT NULL,
     ends_at timestamptz NOT NULL,
     looked_at_by text,
     looked_at timestamptz,
     outcome text,
     outcome_note text,
     CONSTRAINT opened_record_pk PRIMARY KEY (id),
     CONSTRAINT opened_record_of_child FOREIGN KEY (child_id) REFERENCES child (id),
     CONSTRAINT opened_record_kind CHECK (kind IN ('out_of_scope', 'restricted_details')),
     CONSTRAINT opened_record_has_a_reason CHECK (char_length(trim(reason)) >= 20),
     CONSTRAINT opened_record_ends CHECK (ends_at > opened_at),
     CONSTRAINT opened_record_outcome CHECK (outcome IN ('appropriate', 'not_appropriate')),
     CONSTRAINT opened_record_looked_at_whole CHECK (
       (looked_at IS NULL) = (looked_at_by IS NULL) AND (looked_at IS NULL) = (outcome IS NULL)
       AND (outcome_note IS NULL OR outcome IS NOT NULL)
       AND (outcome IS DISTINCT FROM 'not_appropriate' OR outcome_note IS NOT NULL))
   )`,
  // Asked for at every request of a viewer: what is open to them now.
  'CREATE INDEX opened_record_viewer ON opened_record (viewer_id, ends_at)',
  'CREATE INDEX opened_record_child ON opened_record (child_id, opened_at)',
  'CREATE INDEX opened_record_page ON opened_record (opened_at, id)',
  'CREATE INDEX opened_record_not_looked_at ON opened_record (opened_at, id) WHERE looked_at IS NULL',
  // By grant: a row is added, and its four columns of the privacy officer's look are filled in. By trigger: once.
  'REVOKE UPDATE, DELETE ON opened_record FROM breakwater_service',
  'GRANT UPDATE (looked_at_by, looked_at, outcome, outcome_note) ON opened_record TO breakwater_service',
  `CREATE FUNCTION refuse_second_look() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'this opened record has been looked at already' USING ERRCODE = 'check_violation';
     END $$`,
  `CREATE TRIGGER opened_record_looked_at_once BEFORE UPDATE ON opened_record
     FOR EACH ROW WHEN (OLD.looked_at IS NOT NULL) EXECUTE FUNCTION refuse_second_look()`,
  `CREATE TRIGGER opened_record_kept BEFORE DELETE OR TRUNCATE ON opened_record
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,

  // How often a viewer has tried to open a record lately. One row a viewer, so that tries at once count one by one.
  `CREATE TABLE opening_tries (
     viewer_id text NOT NULL,
     since timestamptz NOT NULL,
     tries integer NOT NULL,
     CONSTRAINT opening_tries_pk PRIMARY KEY (viewer_id),
     CONSTRAINT opening_tries_counted CHECK (tries > 0)
   )`,

  // Whether a child's place, contact and school must not be shown. With the owner's rights on purpose: a restriction on a
  // list, or a concern of an organisation, that the viewer may not see binds them all the same. Of each source and
  // organisation the latest answer counts, and a yes of any of them. A child that is not there is restricted.
  `CREATE FUNCTION child_is_restricted(a_child uuid) RETURNS boolean
   LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
     SELECT coalesce((SELECT c.restricted FROM child AS c WHERE c.id = a_child), true)
       OR EXISTS (SELECT FROM child_record AS r WHERE r.child_id = a_child
            AND (coalesce(r.contact_restriction, '') <> '' OR r.child_protection_plan = 'Y'))
       OR EXISTS (SELECT FROM (
            SELECT DISTINCT ON (source, organisation) value FROM fact
            WHERE child_id = a_child AND code = 'child_protection_plan' AND withdrawn_at IS NULL AND value <> 'unknown'
            ORDER BY source, organisation, recorded_on DESC) AS latest WHERE latest.value = 'yes') $$`,
];
