import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a rule's reason for a flag rests on, so that its words are shown only to those with whom that is shared. A flag
 * raised before says nothing, and its reason is not shown to those readers until it is decided again.
 */
export class KeepFlagReasonFacts1795730000000 implements MigrationInterface {
  name = 'KeepFlagReasonFacts1795730000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE flag ADD COLUMN reason_facts text[]');
  }

  /** Forward only. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}
