import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Agreement } from './agreement.js';

/** A version of an agreement, as proposed. Only ever added. */
@Entity('sharing_agreement')
@Check('sharing_agreement_version', 'version > 0')
@Check('sharing_agreement_sha256', "content_hash ~ '^[0-9a-f]{64}$'")
export class SharingAgreementEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sharing_agreement_pk' })
  agreement: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'sharing_agreement_pk' })
  version: number;

  @Column('jsonb')
  content: Agreement;

  @Column('text', { name: 'content_hash' })
  contentHash: string;

  @Column('text', { name: 'proposed_by_id' })
  proposedById: string;

  @Column('text', { name: 'proposed_by' })
  proposedBy: string;

  @Column('text', { name: 'proposed_by_organisation' })
  proposedByOrganisation: string;

  @Column('timestamptz', { name: 'proposed_at' })
  proposedAt: Date;
}

/** One person's approval of a version. Only ever added. */
@Entity('sharing_approval')
@Unique('sharing_approval_of_two_organisations', ['agreement', 'version', 'organisation'])
export class SharingApprovalEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sharing_approval_pk' })
  agreement: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'sharing_approval_pk' })
  version: number;

  @PrimaryColumn('text', { name: 'approved_by_id', primaryKeyConstraintName: 'sharing_approval_pk' })
  approvedById: string;

  @Column('text', { name: 'approved_by' })
  approvedBy: string;

  @Column('text')
  organisation: string;

  @Column('text', { name: 'looked_at' })
  lookedAt: string;

  @Column('timestamptz', { name: 'approved_at' })
  approvedAt: Date;
}

/** The end of a version before its time. Only ever added. */
@Entity('sharing_withdrawal')
export class SharingWithdrawalEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sharing_withdrawal_pk' })
  agreement: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'sharing_withdrawal_pk' })
  version: number;

  @Column('text', { name: 'withdrawn_by_id' })
  withdrawnById: string;

  @Column('text', { name: 'withdrawn_by' })
  withdrawnBy: string;

  @Column('text')
  organisation: string;

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'withdrawn_at' })
  withdrawnAt: Date;
}
