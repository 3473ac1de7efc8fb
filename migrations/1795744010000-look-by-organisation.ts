import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What privacy officers make of an opened record, one look an organisation: that of whoever opened it must not close it
 * before those of the lists the child is on have looked. The columns of the look that closed it for all stay, to be read.
 */
export class LookByOrganisation1795744010000 implements MigrationInterface {
  name = 'LookByOrganisation1795744010000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only: what was made of an opening is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  `CREATE TABLE opened_record_look (
     opened_record_id uuid NOT NULL,
     organisation text NOT NULL,
     looked_at_by text NOT NULL,
     looked_at timestamptz NOT NULL,
     outcome text NOT NULL,
     outcome_note text,
     CONSTRAINT opened_record_look_pk PRIMARY KEY (opened_record_id, organisation),
     CONSTRAINT opened_record_look_of_opening FOREIGN KEY (opened_record_id) REFERENCES opened_record (id),
     CONSTRAINT opened_record_look_outcome CHECK (outcome IN ('appropriate', 'not_appropriate')),
     CONSTRAINT opened_record_look_says_why CHECK (outcome <> 'not_appropriate' OR outcome_note IS NOT NULL)
   )`,
  'REVOKE UPDATE, DELETE ON opened_record_look FROM breakwater_service',
  `CREATE TRIGGER opened_record_look_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON opened_record_look
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];
