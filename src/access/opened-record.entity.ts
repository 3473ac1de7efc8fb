import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../kernel/role.js';
import type { OpeningKind, OpeningOutcome, OpeningReason } from './opened-record.js';

/** A record opened with a reason. Only ever added; the privacy officer's look is filled in once. */
@Entity('opened_record')
@Index('opened_record_viewer', ['viewerId', 'endsAt'])
@Index('opened_record_child', ['childId', 'openedAt'])
@Index('opened_record_page', ['openedAt', 'id'])
@Index('opened_record_not_looked_at', ['openedAt', 'id'], { where: 'looked_at IS NULL' })
@Check('opened_record_kind', "kind IN ('out_of_scope', 'restricted_details')")
@Check('opened_record_has_a_reason', 'char_length(trim(reason)) >= 20')
@Check('opened_record_ends', 'ends_at > opened_at')
@Check('opened_record_outcome', "outcome IN ('appropriate', 'not_appropriate')")
@Check(
  'opened_record_looked_at_whole',
  `(looked_at IS NULL) = (looked_at_by IS NULL) AND (looked_at IS NULL) = (outcome IS NULL)
   AND (outcome_note IS NULL OR outcome IS NOT NULL)
   AND (outcome IS DISTINCT FROM 'not_appropriate' OR outcome_note IS NOT NULL)`,
)
export class OpenedRecordEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'opened_record_pk' })
  id: string;

  @Column('text')
  kind: OpeningKind;

  @Column('text', { name: 'viewer_id' })
  viewerId: string;

  @Column('text', { name: 'viewer_name' })
  viewerName: string;

  @Column('text', { name: 'viewer_role' })
  viewerRole: Role;

  @Column('text')
  organisation: string;

  @Column('uuid', { name: 'child_id' })
  childId: string;

  @Column('text', { name: 'reason_code' })
  reasonCode: OpeningReason;

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt: Date;

  @Column('text', { name: 'looked_at_by', nullable: true })
  lookedAtBy: string | null;

  @Column('timestamptz', { name: 'looked_at', nullable: true })
  lookedAt: Date | null;

  @Column('text', { nullable: true })
  outcome: OpeningOutcome | null;

  @Column('text', { name: 'outcome_note', nullable: true })
  outcomeNote: string | null;
}

/** How often a viewer has tried to open a record since then. */
@Entity('opening_tries')
@Check('opening_tries_counted', 'tries > 0')
export class OpeningTriesEntity {
  @PrimaryColumn('text', { name: 'viewer_id', primaryKeyConstraintName: 'opening_tries_pk' })
  viewerId: string;

  @Column('timestamptz')
  since: Date;

  @Column('integer')
  tries: number;
}
