import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { MessageKind, MessageState } from './message.js';

/** The outbox: a message to one family about one child, and where it stands. */
@Entity('message')
@Index('message_one_on_its_way', ['childId'], {
  unique: true,
  where: `state IN ('held', 'ready', 'sending', 'uncertain')`,
})
@Index('message_to_send', ['nextAttemptAt', 'id'], { where: `state = 'ready'` })
@Index('message_claimed', ['claimedAt'], { where: `state = 'sending'` })
@Index('message_child', { synchronize: false })
@Index('message_latest', ['plannedAt', 'id'])
@Index('message_state_latest', ['state', 'plannedAt', 'id'])
@Check('message_kind', `kind IN ('joined', 'update')`)
@Check('message_state', `state IN ('held', 'ready', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')`)
@Check('message_held_has_reason', `(state = 'held') = (hold_reasons <> '{}')`)
@Check(
  'message_sendable_is_whole',
  `state NOT IN ('ready', 'sending', 'sent') OR (recipient_address IS NOT NULL AND body IS NOT NULL)`,
)
export class MessageEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'message_pk' })
  id: string;

  @Column('uuid', { name: 'child_id' })
  childId: string;

  @Column('uuid', { name: 'referral_ids', array: true })
  referralIds: string[];

  @Column('text')
  kind: MessageKind;

  @Column('date', { name: 'due_on' })
  dueOn: string;

  @Column('text')
  state: MessageState;

  @Column('text', { name: 'hold_reasons', array: true, default: () => `'{}'` })
  holdReasons: string[];

  @Column('text')
  template: string;

  @Column('text', { name: 'template_version' })
  templateVersion: string;

  @Column('text')
  channel: string;

  @Column('text', { name: 'recipient_name', nullable: true })
  recipientName: string | null;

  @Column('text', { name: 'recipient_address', nullable: true })
  recipientAddress: string | null;

  @Column('text', { nullable: true })
  subject: string | null;

  @Column('text', { nullable: true })
  body: string | null;

  @Column('jsonb', { nullable: true })
  estimate: unknown;

  @Column('timestamptz', { name: 'planned_at', default: () => 'now()' })
  plannedAt: Date;

  @Column('text', { name: 'planned_by' })
  plannedBy: string;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt: Date | null;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column('uuid', { nullable: true })
  claim: string | null;

  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt: Date | null;

  @Column('text', { nullable: true })
  provider: string | null;

  @Column('text', { name: 'provider_reference', nullable: true })
  providerReference: string | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  @Column('text', { nullable: true })
  failure: string | null;
}

/** What the recording provider took: a message as a family would have read it. */
@Entity('recorded_message')
@Index('recorded_message_latest', { synchronize: false })
export class RecordedMessageEntity {
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'recorded_message_pk' })
  messageId: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'now()' })
  recordedAt: Date;

  @Column('text', { name: 'recipient_name', nullable: true })
  recipientName: string | null;

  @Column('text', { name: 'recipient_address' })
  recipientAddress: string;

  @Column('text')
  subject: string;

  @Column('text')
  body: string;
}
