import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody made of one finding of unusual viewing; only ever added. */
@Entity('unusual_viewing_review')
@Check('unusual_viewing_review_note', "trim(note) <> ''")
export class UnusualViewingReviewEntity {
  @PrimaryColumn('uuid', { name: 'finding_id', primaryKeyConstraintName: 'unusual_viewing_review_pk' })
  findingId: string;

  @Column('text')
  kind: string;

  @Column('text', { name: 'viewer_id' })
  viewerId: string;

  @Column('date')
  day: string;

  @Column('uuid', { name: 'child_id', nullable: true })
  childId: string | null;

  @Column('timestamptz', { name: 'looked_at' })
  lookedAt: Date;

  @Column('text', { name: 'looked_at_by' })
  lookedAtBy: string;

  @Column('text')
  note: string;
}
