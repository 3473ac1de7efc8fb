import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One look at every decision that other rules made, under one version that is in force: whom it does not concern keeps
 * their decision, confirmed by this; the others are decided again. Only added to; ended with its last part.
 */
@Entity('decision_run')
@Index('decision_run_rules', ['ruleSetHash'])
@Check('decision_run_of_some_service', "services <> '{}'")
export class DecisionRunEntity {
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'decision_run_pk' })
  id: string;

  @Column({ name: 'began_at', type: 'timestamptz', default: () => 'now()' })
  beganAt: Date;

  @Column({ name: 'began_by', type: 'text' })
  beganBy: string;

  @Column({ name: 'decided_for', type: 'date' })
  decidedFor: string;

  @Column({ type: 'text' })
  engine: string;

  @Column({ name: 'rule_set_id', type: 'text' })
  ruleSetId: string;

  @Column({ name: 'rule_set_version', type: 'text' })
  ruleSetVersion: string;

  @Column({ name: 'rule_set_hash', type: 'char', length: 64 })
  ruleSetHash: string;

  @Column({ type: 'text', array: true })
  services: string[];

  /** Hashes of the versions whose decisions were compared; those of any other were all decided again. */
  @Column({ name: 'from_rules', type: 'char', length: 64, array: true })
  fromRules: string[];

  /** What was kept of decisions up to this number is spoken of; what was written later by other rules is not. */
  @Column({ type: 'bigint' })
  through: string;

  /** The file in which it lay, by block: written anew as a whole, blocks mean nothing any more. */
  @Column({ name: 'lies_in', type: 'bigint' })
  liesIn: string;
}

/** A stretch of what was kept of decisions, by block, looked at in one transaction with what came of it. */
@Entity('decision_run_part')
@Index('decision_run_part_one_last', ['runId'], { unique: true, where: 'last' })
@Check('decision_run_part_adds_up', 'looked = same + changed + unread')
@ForeignKey(() => DecisionRunEntity, ['runId'], ['id'], { name: 'decision_run_part_of_run' })
export class DecisionRunPartEntity {
  @PrimaryColumn({ name: 'run_id', type: 'uuid', primaryKeyConstraintName: 'decision_run_part_pk' })
  runId: string;

  /** From 1. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'decision_run_part_pk' })
  part: number;

  /** The run has ended with this one. */
  @Column({ type: 'boolean' })
  last: boolean;

  /** Up to this block; the part before ended where this begins. */
  @Column({ name: 'to_block', type: 'bigint' })
  toBlock: string;

  @Column({ type: 'integer' })
  looked: number;

  @Column({ type: 'integer' })
  same: number;

  /** Whom the rules might decide otherwise: marked due. */
  @Column({ type: 'integer' })
  changed: number;

  /** Of whom too little was kept to tell: marked due. */
  @Column({ type: 'integer' })
  unread: number;

  /** Children somebody was changing at that moment: marked due before the run ends. */
  @Column({ name: 'left_over', type: 'uuid', array: true })
  leftOver: string[];

  @Column({ name: 'ended_at', type: 'timestamptz', default: () => 'now()' })
  endedAt: Date;
}
