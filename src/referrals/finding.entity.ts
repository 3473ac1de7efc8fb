import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ReferralEntity } from './referral.entity.js';

/** Something wrong with what a list reports of an entry, that a named role looks into. */
@Entity('finding')
@Index('finding_one_open', ['referralId', 'code'], { unique: true, where: 'resolved_at IS NULL' })
@Index('finding_worklist', ['ownerRole', 'raisedAt', 'id'], { where: 'resolved_at IS NULL' })
export class FindingEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'finding_pk' })
  id: string;

  @Column({ name: 'referral_id', type: 'uuid' })
  @ForeignKey(() => ReferralEntity, { name: 'finding_of_referral' })
  referralId: string;

  @Column({ type: 'text' })
  code: string;

  @Column({ type: 'jsonb', default: {} })
  detail: Record<string, unknown>;

  @Column({ name: 'owner_role', type: 'text' })
  ownerRole: string;

  @Column({ name: 'raised_at', type: 'timestamptz', default: () => 'now()' })
  raisedAt: Date;

  @Column({ name: 'resolved_at', type: 'timestamptz', nullable: true })
  resolvedAt: Date | null;

  @Column({ name: 'resolved_by', type: 'text', nullable: true })
  resolvedBy: string | null;
}
