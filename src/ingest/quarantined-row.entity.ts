import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ImportFileEntity } from './import-file.entity.js';

/** A row held back, whole, with the first reason that applies and a role that owns it. */
@Entity('quarantined_row')
@Unique('quarantined_row_once', ['importFileId', 'rowNumber'])
@Index('quarantined_row_held', ['reason', 'id'], { where: "state = 'held'" })
@Check('quarantined_row_state', "state IN ('held', 'released')")
@Check('quarantined_row_kind', "kind IN ('referral', 'fact')")
export class QuarantinedRowEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'quarantined_row_pk' })
  id: string;

  @Column({ name: 'import_file_id', type: 'uuid' })
  @ForeignKey(() => ImportFileEntity, { name: 'quarantined_row_of_file' })
  importFileId: string;

  /** As a spreadsheet numbers it: the header is row 1. */
  @Column({ name: 'row_number', type: 'integer' })
  rowNumber: number;

  @Column({ type: 'text' })
  kind: 'referral' | 'fact';

  @Column({ type: 'text' })
  reason: string;

  /** By column; `{columns, cells}` where they do not fit each other. */
  @Column({ type: 'jsonb' })
  cells: Record<string, unknown>;

  @Column({ type: 'text', default: 'held' })
  state: 'held' | 'released';

  @Column({ name: 'owner_role', type: 'text' })
  ownerRole: string;

  @Column({ name: 'held_at', type: 'timestamptz', default: () => 'now()' })
  heldAt: Date;

  @Column({ name: 'released_at', type: 'timestamptz', nullable: true })
  releasedAt: Date | null;
}
