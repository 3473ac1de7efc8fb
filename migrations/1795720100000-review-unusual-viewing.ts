import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody who watches over the trail made of unusual viewing. Findings are worked out anew; looks are kept. */
export class ReviewUnusualViewing1795720100000 implements MigrationInterface {
  name = 'ReviewUnusualViewing1795720100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  `CREATE TABLE unusual_viewing_review (
     finding_id uuid NOT NULL,
     kind text NOT NULL,
     viewer_id text NOT NULL,
     day date NOT NULL,
     child_id uuid,
     looked_at timestamptz NOT NULL,
     looked_at_by text NOT NULL,
     note text NOT NULL,
     CONSTRAINT unusual_viewing_review_pk PRIMARY KEY (finding_id),
     CONSTRAINT unusual_viewing_review_note CHECK (trim(note) <> '')
   )`,
  'REVOKE UPDATE, DELETE ON unusual_viewing_review FROM breakwater_service',
  `CREATE TRIGGER unusual_viewing_review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unusual_viewing_review
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];
