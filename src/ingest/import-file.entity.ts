import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { ImportCounts } from './counts.js';
import type { FileKind } from './header.js';

/** One reading of a file: its SHA-256 is its identity, whatever it is called, and it is read once by one mapping. */
@Entity('import_file')
@Index('import_file_once', ['sha256'], { unique: true, where: 'mapping_sha256 IS NULL' })
@Index('import_file_readings', ['sha256', 'importedAt'])
@Check('import_file_kind', "kind IN ('referrals', 'facts')")
@Check('import_file_mapping', 'num_nulls(mapping_id, mapping_version, mapping_sha256) IN (0, 3)')
export class ImportFileEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'import_file_pk' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'char', length: 64 })
  sha256: string;

  @Column({ type: 'text' })
  kind: FileKind;

  @Column({ name: 'census_on', type: 'date', nullable: true })
  censusOn: string | null;

  @Column({ name: 'extract_created_at', type: 'timestamptz', nullable: true })
  extractCreatedAt: Date | null;

  @Column({ type: 'jsonb' })
  counts: ImportCounts;

  @Column({ name: 'imported_at', type: 'timestamptz', default: () => 'now()' })
  importedAt: Date;

  @Column({ name: 'imported_by', type: 'text' })
  importedBy: string;

  /** The file of `sources/` by which it was read; null for facts, and for what was read before there were any. */
  @Column({ name: 'mapping_id', type: 'text', nullable: true })
  mappingId: string | null;

  @Column({ name: 'mapping_version', type: 'text', nullable: true })
  mappingVersion: string | null;

  /** Of the mapping's document: what proves which it was. */
  @Column({ name: 'mapping_sha256', type: 'char', length: 64, nullable: true })
  mappingSha256: string | null;
}
