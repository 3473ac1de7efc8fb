import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Confidence } from './fact.js';

/** Something said about a child, or about one referral. Only ever added; one entered in error is withdrawn, and kept. */
@Entity('fact')
@Index('fact_once_about_child', ['childId', 'code', 'source', 'organisation', 'recordedOn'], {
  unique: true,
  where: 'referral_id IS NULL AND withdrawn_at IS NULL',
})
@Index('fact_once_about_referral', ['referralId', 'code', 'source', 'organisation', 'recordedOn'], {
  unique: true,
  where: 'referral_id IS NOT NULL AND withdrawn_at IS NULL',
})
@Index('fact_child', ['childId'])
@Check('fact_confidence', "confidence IN ('usual', 'child_in_confidence', 'third_party')")
@Check('fact_source', "source IN ('parent', 'child', 'school', 'clinician', 'council', 'system')")
export class FactEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'fact_pk' })
  id: string;

  @Column({ name: 'child_id', type: 'uuid' })
  childId: string;

  /** null: about the child. */
  @Column({ name: 'referral_id', type: 'uuid', nullable: true })
  referralId: string | null;

  @Column({ type: 'text' })
  code: string;

  @Column({ type: 'text' })
  value: string;

  @Column({ type: 'text' })
  source: string;

  @Column({ type: 'text' })
  organisation: string;

  /** Where nothing is said, a trigger puts what the source means. */
  @Column({ type: 'text' })
  confidence: Confidence;

  @Column({ name: 'recorded_on', type: 'date' })
  recordedOn: string;

  @Column({ name: 'received_at', type: 'timestamptz', default: () => 'now()' })
  receivedAt: Date;

  @Column({ name: 'import_file_id', type: 'uuid', nullable: true })
  importFileId: string | null;

  @Column({ name: 'withdrawn_at', type: 'timestamptz', nullable: true })
  withdrawnAt: Date | null;

  @Column({ name: 'withdrawn_by', type: 'text', nullable: true })
  withdrawnBy: string | null;

  @Column({ name: 'withdrawn_reason', type: 'text', nullable: true })
  withdrawnReason: string | null;
}
