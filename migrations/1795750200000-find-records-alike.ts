import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Planning a family's message looks for records that may be the same child's under the same birth date and family name,
 * however it is written. By the birth date alone a region of a million has some two hundred to read for each child.
 */
export class FindRecordsAlike1795750200000 implements MigrationInterface {
  name = 'FindRecordsAlike1795750200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX child_record_alike ON child_record (birth_date, lower(trim(family_name)))',
    );
  }

  /** Forward only. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}
