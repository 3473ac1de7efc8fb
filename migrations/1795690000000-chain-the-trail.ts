import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The trail says who exactly, acting for whom, from where and why, and keeps looks as well as changes. Every line is
 * chained to the one before by SHA-256 at the moment its transaction commits, so that a line altered, taken out or put
 * in between is found.
 */
export class ChainTheTrail1795690000000 implements MigrationInterface {
  name = 'ChainTheTrail1795690000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only: a trail that can be taken back is none. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  // Constant defaults: no row is rewritten. Lines from before sign-in are changes by whoever typed a name.
  `ALTER TABLE trail
     ADD COLUMN act text NOT NULL DEFAULT 'change',
     ADD COLUMN actor_id text,
     ADD COLUMN organisation text,
     ADD COLUMN agency text,
     ADD COLUMN from_address text,
     ADD COLUMN why text,
     ADD COLUMN request_id text,
     ADD COLUMN child_ids uuid[] NOT NULL DEFAULT '{}',
     ADD CONSTRAINT trail_act CHECK (act IN ('view', 'search', 'export', 'change'))`,
  `CREATE INDEX trail_children ON trail USING gin (child_ids) WHERE child_ids <> '{}'`,
  `CREATE INDEX trail_actor ON trail (actor_id, id) WHERE actor_id IS NOT NULL`,
  `CREATE INDEX trail_at ON trail (at)`,

  // A table of its own: the trail's rows are never touched again, not even to be chained.
  `CREATE TABLE trail_link (
     position bigint NOT NULL,
     trail_id bigint NOT NULL,
     hash bytea NOT NULL,
     CONSTRAINT trail_link_pk PRIMARY KEY (position),
     CONSTRAINT trail_link_once UNIQUE (trail_id),
     CONSTRAINT trail_link_sha256 CHECK (octet_length(hash) = 32)
   )`,
  `CREATE TRIGGER trail_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_link
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,

  // The line as the chain reads it: a JSON array, so that no two different lines read alike. The first element is the
  // version of this reading. Times in UTC, whatever the session's zone.
  `CREATE FUNCTION trail_content(line trail) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
     SELECT jsonb_build_array(1, line.id, to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
       line.actor_kind, line.actor_id, line.actor_name, line.actor_role, line.self_declared, line.organisation,
       line.agency, line.from_address, line.why, line.request_id, line.act, line.action, line.subject_kind,
       line.subject_id, line.child_id, to_jsonb(line.child_ids), line.detail)::text $$`,

  // At commit, one transaction after the other: the lock is held from the first line chained until the commit is done,
  // never while work goes on. The owner's rights: whoever adds lines may not touch links.
  `CREATE FUNCTION link_trail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
     DECLARE
       last trail_link;
     BEGIN
       PERFORM pg_advisory_xact_lock(7701950);
       SELECT * INTO last FROM trail_link ORDER BY position DESC LIMIT 1;
       INSERT INTO trail_link (position, trail_id, hash)
       VALUES (coalesce(last.position, 0) + 1, NEW.id,
         sha256(coalesce(last.hash, ''::bytea) || convert_to(trail_content(NEW), 'UTF8')));
       RETURN NULL;
     END $$`,

  // Lines from before, in their order. A row value each: a million take about half a minute, once.
  `DO $$
     DECLARE
       line trail;
       place bigint := 0;
       made bytea := ''::bytea;
     BEGIN
       LOCK TABLE trail IN SHARE ROW EXCLUSIVE MODE;
       FOR line IN SELECT * FROM trail ORDER BY id LOOP
         place := place + 1;
         made := sha256(made || convert_to(trail_content(line), 'UTF8'));
         INSERT INTO trail_link (position, trail_id, hash) VALUES (place, line.id, made);
       END LOOP;
     END $$`,
  `CREATE CONSTRAINT TRIGGER trail_linked AFTER INSERT ON trail
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_trail()`,
];
