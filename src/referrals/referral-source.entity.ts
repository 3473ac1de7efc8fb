import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A list as one provider sends it: when it was first and last read, and who released its first census. */
@Entity('referral_source')
export class ReferralSourceEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'referral_source_pk' })
  provider: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'referral_source_pk' })
  service: string;

  /** null: entries were sent one at a time, and no census has been read. */
  @Column({ name: 'first_census_on', type: 'date', nullable: true })
  firstCensusOn: string | null;

  @Column({ name: 'latest_extract_on', type: 'date', nullable: true })
  latestExtractOn: string | null;

  @Column({ name: 'released_at', type: 'timestamptz', nullable: true })
  releasedAt: Date | null;

  @Column({ name: 'released_by', type: 'text', nullable: true })
  releasedBy: string | null;
}
