import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By which mapping an extract was read, and which version of it: what its codes were taken to mean must be known when the
 * mapping has long been another. Extracts of before keep none. Both columns are only written with a new row, so nothing is
 * rewritten; import_file has one row a file.
 */
export class KeepTheMapping1795770000000 implements MigrationInterface {
  name = 'KeepTheMapping1795770000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE import_file ADD COLUMN mapping_id text, ADD COLUMN mapping_version text,
         ADD CONSTRAINT import_file_mapping CHECK ((mapping_id IS NULL) = (mapping_version IS NULL))`,
    );
  }

  /** Forward only: by what a file was read is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}
