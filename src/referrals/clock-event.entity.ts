import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { ClockDetail, ClockEventKind } from './clock-event.js';
import { ReferralEntity } from './referral.entity.js';

/** Something that happened to a wait, as a list or a named person told it. Only ever added; an error is withdrawn. */
@Entity('clock_event')
@Index('clock_event_referral', ['referralId', 'sequence'])
@Index('clock_event_withdrawn_once', ['withdraws'], { unique: true, where: 'withdraws IS NOT NULL' })
@Check('clock_event_source', "source IN ('list', 'person')")
@Check('clock_event_dated', "happened_on IS NOT NULL OR kind IN ('received', 'withdrawn')")
@Check('clock_event_withdraws', "(kind = 'withdrawn') = (withdraws IS NOT NULL)")
@Check(
  'clock_event_says_why',
  "source = 'list' OR kind NOT IN ('start_corrected', 'withdrawn') OR coalesce(trim(note), '') <> ''",
)
export class ClockEventEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'clock_event_pk' })
  id: string;

  /** The order in which it was told. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  sequence: string;

  @Column({ name: 'referral_id', type: 'uuid' })
  @ForeignKey(() => ReferralEntity, { name: 'clock_event_of_referral' })
  referralId: string;

  @Column({ type: 'text' })
  kind: ClockEventKind;

  @Column({ name: 'happened_on', type: 'date', nullable: true })
  happenedOn: string | null;

  @Column({ name: 'communicated_on', type: 'date', nullable: true })
  communicatedOn: string | null;

  @Column({ type: 'jsonb', default: {} })
  detail: ClockDetail;

  @Column({ type: 'text', nullable: true })
  note: string | null;

  @Column({ type: 'text' })
  source: 'list' | 'person';

  @Column({ name: 'said_by', type: 'text' })
  saidBy: string;

  @Column({ name: 'said_at', type: 'timestamptz', default: () => 'now()' })
  saidAt: Date;

  @Column({ name: 'import_file_id', type: 'uuid', nullable: true })
  importFileId: string | null;

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => ClockEventEntity, { name: 'clock_event_of_event' })
  withdraws: string | null;
}
