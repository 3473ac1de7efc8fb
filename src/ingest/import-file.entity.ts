import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { ImportCounts } from './counts.js';
import type { FileKind } from './header.js';

/** A file that was read, once: its SHA-256 is its identity, whatever it is called. */
@Entity('import_file')
@Unique('import_file_once', ['sha256'])
@Check('import_file_kind', "kind IN ('referrals', 'facts')")
@Check('import_file_mapping', '(mapping_id IS NULL) = (mapping_version IS NULL)')
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
}
