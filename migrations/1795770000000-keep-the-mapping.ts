import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By which mapping an extract was read, which version of it and which document: what its codes were taken to mean must be
 * known when the mapping has long been another. Extracts of before keep none. The columns are only written with a new row, so
 * nothing is rewritten; import_file has one row a reading. A file may be read again where its mapping has become another,
 * and even where it has become the earlier one again: only what was read by none is there once by constraint.
 */
export class KeepTheMapping1795770000000 implements MigrationInterface {
  name = 'KeepTheMapping1795770000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE import_file ADD COLUMN mapping_id text, ADD COLUMN mapping_version text,
         ADD COLUMN mapping_sha256 char(64),
         ADD CONSTRAINT import_file_mapping CHECK (num_nulls(mapping_id, mapping_version, mapping_sha256) IN (0, 3)),
         DROP CONSTRAINT import_file_once`,
    );
    await runner.query(
      'CREATE UNIQUE INDEX import_file_once ON import_file (sha256) WHERE mapping_sha256 IS NULL',
    );
    await runner.query('CREATE INDEX import_file_readings ON import_file (sha256, imported_at)');
  }

  /** Forward only: by what a file was read is not forgotten by a tool. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}
