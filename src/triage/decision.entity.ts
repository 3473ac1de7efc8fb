import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { StoredReceipt } from './receipt.js';

/** A decision as it was made, whole. Rows are only ever added (a trigger refuses anything else). */
@Entity({ name: 'decision' })
@Index('decision_referral', ['referralId', 'sequence'])
export class DecisionEntity {
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'decision_pk' })
  id: string;

  /** The order in which decisions were made: two at one instant still have a later one. */
  @Column({ name: 'sequence', type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  sequence: string;

  @Column({ name: 'referral_id', type: 'uuid' })
  referralId: string;

  @Column({ name: 'child_id', type: 'uuid' })
  childId: string;

  @Column({ name: 'decided_at', type: 'timestamptz', default: () => 'now()' })
  decidedAt: Date;

  @Column({ name: 'decided_for', type: 'date' })
  decidedFor: string;

  @Column({ name: 'decided_by', type: 'text' })
  decidedBy: string;

  @Column({ name: 'rule_set_id', type: 'text' })
  ruleSetId: string;

  @Column({ name: 'rule_set_version', type: 'text' })
  ruleSetVersion: string;

  @Column({ name: 'rule_set_hash', type: 'char', length: 64 })
  ruleSetHash: string;

  @Column({ name: 'band', type: 'text' })
  band: string;

  @Column({ name: 'standing_band', type: 'text' })
  standingBand: string;

  @Column({ name: 'standing_since', type: 'date' })
  standingSince: string;

  @Column({ name: 'could_be', type: 'text' })
  couldBe: string;

  @Column({ name: 'act_today', type: 'boolean' })
  actToday: boolean;

  @Column({ name: 'lower_proposal', type: 'text', nullable: true })
  lowerProposal: string | null;

  @Column({ name: 'holds_until', type: 'date', nullable: true })
  holdsUntil: string | null;

  @Column({ name: 'input_hash', type: 'char', length: 64 })
  inputHash: string;

  @Column({ name: 'receipt', type: 'jsonb' })
  receipt: StoredReceipt;
}

/** A named clinician has looked: the band stands, or the lower one that was proposed may. */
@Entity({ name: 'confirmation' })
@Unique('confirmation_once', ['decisionId', 'band'])
@Index('confirmation_referral', ['referralId', 'confirmedOn'])
@ForeignKey(() => DecisionEntity, ['decisionId'], ['id'], { name: 'confirmation_of_decision' })
export class ConfirmationEntity {
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'confirmation_pk' })
  id: string;

  @Column({ name: 'referral_id', type: 'uuid' })
  referralId: string;

  @Column({ name: 'decision_id', type: 'uuid' })
  decisionId: string;

  @Column({ name: 'band', type: 'text' })
  band: string;

  @Column({ name: 'confirmed_on', type: 'date' })
  confirmedOn: string;

  @Column({ name: 'confirmed_at', type: 'timestamptz', default: () => 'now()' })
  confirmedAt: Date;

  @Column({ name: 'confirmed_by', type: 'text' })
  confirmedBy: string;

  @Column({ name: 'note', type: 'text', nullable: true })
  note: string | null;
}

/** From the decision that said "act today" until a named person recorded what was done. */
@Entity({ name: 'act_today_episode' })
@Index('act_today_episode_one_open', ['referralId', 'inputKey'], { unique: true, where: 'ended_at IS NULL' })
@Index('act_today_episode_referral', ['referralId'])
@Check(
  'act_today_episode_ended_by_somebody',
  'ended_at IS NULL OR (ended_by IS NOT NULL AND what_was_done IS NOT NULL)',
)
@ForeignKey(() => DecisionEntity, ['decisionId'], ['id'], { name: 'act_today_episode_of_decision' })
export class ActTodayEpisodeEntity {
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'act_today_episode_pk' })
  id: string;

  @Column({ name: 'referral_id', type: 'uuid' })
  referralId: string;

  @Column({ name: 'child_id', type: 'uuid' })
  childId: string;

  @Column({ name: 'decision_id', type: 'uuid' })
  decisionId: string;

  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'now()' })
  startedAt: Date;

  /** SHA-256 of the evidence. */
  @Column({ name: 'input_key', type: 'char', length: 64 })
  inputKey: string;

  /** The route rules that held and the facts behind them, `rule:fact`. */
  @Column({ name: 'evidence', type: 'text', array: true })
  evidence: string[];

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @Column({ name: 'ended_by', type: 'text', nullable: true })
  endedBy: string | null;

  @Column({ name: 'what_was_done', type: 'text', nullable: true })
  whatWasDone: string | null;
}
