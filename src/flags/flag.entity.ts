import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { FlagBoard, FlagState } from './flag.js';

@Entity('flag')
@Index('flag_one_per_cause', ['childId', 'board', 'key'], { unique: true })
@Index('flag_board_page', ['board', 'locality', 'state', 'raisedAt', 'id'])
@Check('flag_board', `board IN ('locality', 'access')`)
@Check('flag_source', `source IN ('rule', 'person')`)
@Check('flag_state', `state IN ('suggested', 'flagged', 'declined')`)
@Check('flag_declined_with_reason', `state <> 'declined' OR moved_reason IS NOT NULL`)
export class FlagEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'flag_pk' })
  id: string;

  @Column('uuid', { name: 'child_id' })
  childId: string;

  @Column('text')
  board: FlagBoard;

  @Column('text')
  locality: string;

  @Column('text')
  key: string;

  @Column('text')
  source: 'rule' | 'person';

  @Column('text')
  reason: string;

  /** What a rule's reason rests on; null for a person's, and where it was raised before that was kept. */
  @Column('text', { name: 'reason_facts', array: true, nullable: true })
  reasonFacts: string[] | null;

  @Column('text', { name: 'next_step', nullable: true })
  nextStep: string | null;

  @Column('text')
  state: FlagState;

  @Column('uuid', { name: 'decision_id', nullable: true })
  decisionId: string | null;

  @Column('timestamptz', { name: 'raised_at', default: () => 'now()' })
  raisedAt: Date;

  @Column('text', { name: 'raised_by' })
  raisedBy: string;

  @Column('timestamptz', { name: 'moved_at', default: () => 'now()' })
  movedAt: Date;

  @Column('text', { name: 'moved_by' })
  movedBy: string;

  @Column('text', { name: 'moved_reason', nullable: true })
  movedReason: string | null;

  @Column('integer', { default: 1 })
  version: number;
}

@Entity('flag_move')
@Check('flag_move_declined_with_reason', `to_state <> 'declined' OR reason IS NOT NULL`)
@ForeignKey(() => FlagEntity, ['flagId'], ['id'], { name: 'flag_move_of_flag' })
export class FlagMoveEntity {
  @PrimaryColumn('uuid', { name: 'flag_id', primaryKeyConstraintName: 'flag_move_pk' })
  flagId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'flag_move_pk' })
  version: number;

  @Column('text', { name: 'from_state' })
  fromState: FlagState;

  @Column('text', { name: 'to_state' })
  toState: FlagState;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { name: 'next_step', nullable: true })
  nextStep: string | null;

  @Column('timestamptz', { name: 'moved_at', default: () => 'now()' })
  movedAt: Date;

  @Column('text', { name: 'moved_by' })
  movedBy: string;
}
