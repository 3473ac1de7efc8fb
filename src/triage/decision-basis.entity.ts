import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What the latest decision about a referral saw (decision-basis.ts). Can be lost and comes again with the next decision;
 * where it speaks of another decision than the one that stands it is not read.
 */
@Entity('decision_basis')
export class DecisionBasisEntity {
  @PrimaryColumn({ name: 'referral_id', type: 'uuid', primaryKeyConstraintName: 'decision_basis_pk' })
  referralId: string;

  @Column({ name: 'child_id', type: 'uuid' })
  childId: string;

  @Column({ name: 'decision_id', type: 'uuid' })
  decisionId: string;

  /** Larger each time the row is written: which rows a run has read is told by it. */
  @Column({ type: 'bigint' })
  number: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ name: 'birth_date', type: 'date' })
  birthDate: string;

  @Column({ name: 'waiting_since', type: 'date' })
  waitingSince: string;

  @Column({ name: 'rule_set_hash', type: 'char', length: 64 })
  ruleSetHash: string;

  @Column({ type: 'char', length: 16 })
  layout: string;

  @Column({ type: 'boolean' })
  steady: boolean;

  @Column({ name: 'holds_until', type: 'date', nullable: true })
  holdsUntil: string | null;

  @Column({ name: 'seen_until', type: 'date', nullable: true })
  seenUntil: string | null;

  @Column({ type: 'bytea' })
  seen: Buffer;
}
