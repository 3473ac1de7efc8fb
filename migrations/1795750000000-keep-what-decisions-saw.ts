import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the latest decision about each referral saw, compactly, and runs that look at every decision under another version
 * of the rules: whom it does not concern is confirmed by the run and not decided again (ADR 0016). New tables only.
 */
export class KeepWhatDecisionsSaw1795750000000 implements MigrationInterface {
  name = 'KeepWhatDecisionsSaw1795750000000';

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
  `CREATE TABLE decision_basis (
     referral_id uuid NOT NULL,
     decision_id uuid NOT NULL,
     sequence bigint NOT NULL,
     rule_set_hash char(64) NOT NULL,
     layout char(16) NOT NULL,
     steady boolean NOT NULL,
     seen_until date,
     seen bytea NOT NULL,
     CONSTRAINT decision_basis_pk PRIMARY KEY (referral_id),
     CONSTRAINT decision_basis_of_referral FOREIGN KEY (referral_id) REFERENCES referral (id)
   )`,
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
     CONSTRAINT decision_run_pk PRIMARY KEY (id),
     CONSTRAINT decision_run_of_some_service CHECK (services <> '{}')
   )`,
  `CREATE INDEX decision_run_rules ON decision_run (rule_set_hash)`,
  `CREATE TABLE decision_run_part (
     run_id uuid NOT NULL,
     part integer NOT NULL,
     last boolean NOT NULL,
     to_child uuid NOT NULL,
     looked integer NOT NULL,
     same integer NOT NULL,
     changed integer NOT NULL,
     unread integer NOT NULL,
     left_over uuid[] NOT NULL,
     digest bigint NOT NULL,
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
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY ${table}_service ON ${table} TO breakwater_service USING (true) WITH CHECK (true)`,
    `CREATE POLICY ${table}_viewer ON ${table} FOR SELECT TO breakwater_viewer USING (true)`,
  ]),
  // Which version stands is told with a decision; of children these columns say nothing.
  'GRANT SELECT ON decision_run TO breakwater_viewer',
  'GRANT SELECT (run_id, last, ended_at) ON decision_run_part TO breakwater_viewer',
];
