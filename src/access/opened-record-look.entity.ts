import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { OpeningOutcome } from './opened-record.js';

/** What one organisation's privacy officer made of an opened record. Only ever added, once an organisation. */
@Entity('opened_record_look')
@Check('opened_record_look_outcome', "outcome IN ('appropriate', 'not_appropriate')")
@Check('opened_record_look_says_why', "outcome <> 'not_appropriate' OR outcome_note IS NOT NULL")
export class OpenedRecordLookEntity {
  @PrimaryColumn('uuid', { name: 'opened_record_id', primaryKeyConstraintName: 'opened_record_look_pk' })
  openedRecordId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'opened_record_look_pk' })
  organisation: string;

  @Column('text', { name: 'looked_at_by' })
  lookedAtBy: string;

  @Column('timestamptz', { name: 'looked_at' })
  lookedAt: Date;

  @Column('text')
  outcome: OpeningOutcome;

  @Column('text', { name: 'outcome_note', nullable: true })
  outcomeNote: string | null;
}
