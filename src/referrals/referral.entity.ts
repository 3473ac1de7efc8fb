import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ReferralOutcome } from './arrival.js';
import type { ServiceLineId } from './service-line.js';

/** One entry on one list. Its id is made from provider and service request identifier (`kernel/ids`). */
@Entity('referral')
@Unique('referral_once', ['provider', 'serviceRequestIdentifier'])
@Index('referral_child', ['childId'])
@Index('referral_due', ['childId'], { where: 'decision_due_since IS NOT NULL' })
@Index('referral_history', ['service', 'closedOn'], { where: "state = 'closed'" })
@Check('referral_state', "state IN ('open', 'closed')")
@Check('referral_outcome', "outcome IN ('seen', 'left', 'died')")
@Check('referral_closed_has_day', "state = 'open' OR closed_on IS NOT NULL")
@Check('referral_waits_from_first_receipt', 'waiting_since <= received_on')
export class ReferralEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'referral_pk' })
  id: string;

  @Column({ name: 'child_id', type: 'uuid' })
  childId: string;

  @Column({ type: 'text' })
  provider: string;

  @Column({ type: 'text' })
  service: ServiceLineId;

  @Column({ name: 'source_system', type: 'text' })
  sourceSystem: string;

  @Column({ name: 'service_request_identifier', type: 'text' })
  serviceRequestIdentifier: string;

  @Column({ name: 'team_type', type: 'text' })
  teamType: string;

  @Column({ name: 'team_code_system', type: 'text' })
  teamCodeSystem: string;

  @Column({ name: 'source_of_referral', type: 'text', nullable: true })
  sourceOfReferral: string | null;

  @Column({ name: 'primary_reason', type: 'text', nullable: true })
  primaryReason: string | null;

  @Column({ name: 'priority_type_code', type: 'text', nullable: true })
  priorityTypeCode: string | null;

  @Column({ name: 'received_on', type: 'date' })
  receivedOn: string;

  @Column({ name: 'original_received_on', type: 'date', nullable: true })
  originalReceivedOn: string | null;

  /** Earliest receipt by any provider; a later report never moves it forward. */
  @Column({ name: 'waiting_since', type: 'date' })
  waitingSince: string;

  @Column({ name: 'rtt_status', type: 'text', nullable: true })
  rttStatus: string | null;

  @Column({ name: 'appointment_on', type: 'date', nullable: true })
  appointmentOn: string | null;

  @Column({ name: 'last_dna_on', type: 'date', nullable: true })
  lastDnaOn: string | null;

  @Column({ type: 'text' })
  state: 'open' | 'closed';

  @Column({ name: 'closed_on', type: 'date', nullable: true })
  closedOn: string | null;

  @Column({ name: 'closure_reason', type: 'text', nullable: true })
  closureReason: string | null;

  @Column({ type: 'text', nullable: true })
  outcome: ReferralOutcome | null;

  @Column({ name: 'reported_on', type: 'date' })
  reportedOn: string;

  /** On its list before this service knew the list: messages wait for a named person. */
  @Column({ name: 'from_first_census', type: 'boolean', default: false })
  fromFirstCensus: boolean;

  @Column({ name: 'import_file_id', type: 'uuid', nullable: true })
  importFileId: string | null;

  @Column({ name: 'content_hash', type: 'char', length: 64 })
  contentHash: string;

  /** Something changed that a decision rests on; cleared when it has been decided again. */
  @Column({ name: 'decision_due_since', type: 'timestamptz', nullable: true })
  decisionDueSince: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
