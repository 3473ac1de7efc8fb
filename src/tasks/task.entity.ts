import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { TaskState } from './task.js';

/** Something a named role must do. Never deleted: done, by somebody. */
@Entity({ name: 'task' })
@Check('task_state', `state IN ('open', 'acknowledged', 'escalated', 'done')`)
@Check('task_done_by_somebody', `state <> 'done' OR (done_at IS NOT NULL AND done_by IS NOT NULL)`)
@Index('task_one_open', ['key'], { unique: true, where: `state <> 'done'` })
@Index('task_worklist', ['ownerRole', 'dueAt', 'id'], { where: `state <> 'done'` })
@Index('task_unacknowledged', ['kind'], { where: `state = ANY (ARRAY['open', 'escalated'])` })
@Index('task_escalated', ['referralId'], { where: `escalated_at IS NOT NULL AND state <> 'done'` })
@Index('task_child', ['childId'], { where: 'child_id IS NOT NULL' })
export class TaskEntity {
  @PrimaryGeneratedColumn('uuid', { name: 'id', primaryKeyConstraintName: 'task_pk' })
  id: string;

  @Column({ name: 'kind', type: 'text' })
  kind: string;

  /** What it is about: one task with this key at a time. */
  @Column({ name: 'key', type: 'text' })
  key: string;

  @Column({ name: 'owner_role', type: 'text' })
  ownerRole: string;

  @Column({ name: 'child_id', type: 'uuid', nullable: true })
  childId: string | null;

  @Column({ name: 'referral_id', type: 'uuid', nullable: true })
  referralId: string | null;

  /** Of those of the owner role, whose people it is for beside those on whose lists the child is; null: not said. */
  @Column({ name: 'for_organisations', type: 'text', array: true, nullable: true })
  forOrganisations: string[] | null;

  @Column({ name: 'title', type: 'text' })
  title: string;

  @Column({ name: 'detail', type: 'jsonb', default: () => `'{}'` })
  detail: Readonly<Record<string, unknown>>;

  @Column({ name: 'state', type: 'text', default: () => `'open'` })
  state: TaskState;

  @Column({ name: 'raised_at', type: 'timestamptz', default: () => 'now()' })
  raisedAt: Date;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt: Date | null;

  @Column({ name: 'acknowledged_at', type: 'timestamptz', nullable: true })
  acknowledgedAt: Date | null;

  @Column({ name: 'acknowledged_by', type: 'text', nullable: true })
  acknowledgedBy: string | null;

  @Column({ name: 'escalated_at', type: 'timestamptz', nullable: true })
  escalatedAt: Date | null;

  @Column({ name: 'done_at', type: 'timestamptz', nullable: true })
  doneAt: Date | null;

  @Column({ name: 'done_by', type: 'text', nullable: true })
  doneBy: string | null;

  @Column({ name: 'done_note', type: 'text', nullable: true })
  doneNote: string | null;
}
