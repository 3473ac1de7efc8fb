import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the latest decision about each referral saw, compactly, and runs that look at every decision under another version
 * of the rules: whom it does not concern is confirmed by the run and not decided again (ADR 0016). New tables only.
 */
export class KeepWhatDecisionsSaw1795750100000 implements MigrationInterface {
  name = 'KeepWhatDecisionsSaw1795750100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only: what confirmed a decision is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  // Made again with the next decision wherever it is missing; of another decision than the one that stands it says nothing.
  // Self-contained, so that all of it is read from end to end without looking anything up.
  `CREATE SEQUENCE decision_basis_number`,
  `CREATE TABLE decision_basis (
     referral_id uuid NOT NULL,
     child_id uuid NOT NULL,
     decision_id uuid NOT NULL,
     number bigint NOT NULL,
     service text NOT NULL,
     birth_date date NOT NULL,
     waiting_since date NOT NULL,
     rule_set_hash char(64) NOT NULL,
     layout char(16) NOT NULL,
     steady boolean NOT NULL,
     holds_until date,
     seen_until date,
     seen bytea NOT NULL,
     CONSTRAINT decision_basis_pk PRIMARY KEY (referral_id)
   )`,
  `ALTER SEQUENCE decision_basis_number OWNED BY decision_basis.number`,
  // Of decisions from before nothing was kept: under other rules they are decided again in full, once.
  `INSERT INTO decision_basis (referral_id, child_id, decision_id, number, service, birth_date, waiting_since, rule_set_hash,
     layout, steady, holds_until, seen)
   SELECT e.referral_id, e.child_id, e.decision_id, nextval('decision_basis_number'), e.service, e.birth_date, e.waiting_since, d.rule_set_hash,
     'nothing was kept', false, e.holds_until, ''
   FROM waiting_list_entry e JOIN decision d ON d.id = e.decision_id`,
  `CREATE TABLE decision_run (
     id uuid NOT NULL DEFAULT gen_random_uuid(),
     began_at timestamptz NOT NULL DEFAULT now(),
     began_by text NOT NULL,
     decided_for date NOT NULL,
     engine text NOT NULL,
     rule_set_id text NOT NULL,
     rule_set_version text NOT NULL,
     rule_set_hash char(64) NOT NULL,
     services text[] NOT NULL,
     from_rules char(64)[] NOT NULL,
     through bigint NOT NULL,
     lies_in bigint NOT NULL,
     CONSTRAINT decision_run_pk PRIMARY KEY (id),
     CONSTRAINT decision_run_of_some_service CHECK (services <> '{}')
   )`,
  `CREATE INDEX decision_run_rules ON decision_run (rule_set_hash)`,
  `CREATE TABLE decision_run_part (
     run_id uuid NOT NULL,
     part integer NOT NULL,
     last boolean NOT NULL,
     to_block bigint NOT NULL,
     looked integer NOT NULL,
     same integer NOT NULL,
     changed integer NOT NULL,
     unread integer NOT NULL,
     left_over uuid[] NOT NULL,
     ended_at timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT decision_run_part_pk PRIMARY KEY (run_id, part),
     CONSTRAINT decision_run_part_of_run FOREIGN KEY (run_id) REFERENCES decision_run (id),
     CONSTRAINT decision_run_part_adds_up CHECK (looked = same + changed + unread)
   )`,
  `CREATE UNIQUE INDEX decision_run_part_one_last ON decision_run_part (run_id) WHERE last`,
  ...['decision_run', 'decision_run_part'].flatMap((table) => [
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    `REVOKE UPDATE, DELETE ON ${table} FROM breakwater_service`,
  ]),
  // Last: from here on, and no longer, whoever writes about an entry waits.
  `ALTER TABLE decision_basis ADD CONSTRAINT decision_basis_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id)`,
];
