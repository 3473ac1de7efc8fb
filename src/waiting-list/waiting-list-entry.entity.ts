import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const ORDER = ['orderGroup', 'countedFrom', 'waitingSince', 'referralId'];

/** One open, decided referral in its place: a projection, rebuilt from decisions, that the queue's page reads. */
@Entity('waiting_list_entry')
@Check('waiting_list_entry_safe_wait', 'safe_wait_days BETWEEN 1 AND 10000')
@Check(
  'waiting_list_entry_in_its_group',
  "order_group = band_rank || '/' || band || '/' || safe_wait_days || '/' || coalesce(protected_from_share::text, 'never')",
)
@Index('waiting_list_entry_order', ORDER, { where: 'NOT act_today' })
@Index('waiting_list_entry_list_order', ['service', 'provider', ...ORDER], { where: 'NOT act_today' })
@Index('waiting_list_entry_locality_order', ['locality', 'service', 'provider', ...ORDER], {
  where: 'NOT act_today',
})
@Index('waiting_list_entry_act_today', ['waitingSince', 'referralId'], { where: 'act_today' })
@Index('waiting_list_entry_holds_until', ['holdsUntil'], { where: 'holds_until IS NOT NULL' })
@Index('waiting_list_entry_child', ['childId'])
@Index('waiting_list_entry_search', { synchronize: false })
export class WaitingListEntryEntity {
  @PrimaryColumn({ name: 'referral_id', type: 'uuid', primaryKeyConstraintName: 'waiting_list_entry_pk' })
  referralId: string;

  @Column({ name: 'child_id', type: 'uuid' })
  childId: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  provider: string;

  @Column({ name: 'decision_id', type: 'uuid' })
  decisionId: string;

  @Column({ name: 'act_today', type: 'boolean' })
  actToday: boolean;

  @Column({ type: 'text' })
  band: string;

  @Column({ name: 'band_rank', type: 'smallint' })
  bandRank: number;

  /** Band rank, band, safe wait and protection point as one word: within it the order never changes as days pass. */
  @Column({ name: 'order_group', type: 'text', collation: 'C' })
  orderGroup: string;

  @Column({ name: 'band_confirmed', type: 'boolean', default: false })
  bandConfirmed: boolean;

  @Column({ name: 'lower_proposal', type: 'text', nullable: true })
  lowerProposal: string | null;

  @Column({ name: 'could_be', type: 'text' })
  couldBe: string;

  @Column({ name: 'safe_wait_days', type: 'integer' })
  safeWaitDays: number;

  /** Billionths of a day since 1970-01-01 (share.ts); a string, as PostgreSQL's bigint arrives. */
  @Column({ name: 'counted_from', type: 'bigint' })
  countedFrom: string;

  @Column({ name: 'waiting_since', type: 'date' })
  waitingSince: string;

  @Column({ name: 'protected_from_share', type: 'smallint', nullable: true })
  protectedFromShare: number | null;

  @Column({ name: 'top_reason', type: 'text' })
  topReason: string;

  @Column({ name: 'review_on', type: 'date' })
  reviewOn: string;

  @Column({ name: 'holds_until', type: 'date', nullable: true })
  holdsUntil: string | null;

  @Column({ name: 'appointment_on', type: 'date', nullable: true })
  appointmentOn: string | null;

  /** No longer written: which lists a child is on is read from the entries. The release before still reads it. */
  @Column({ type: 'text', array: true, default: '{}' })
  lists: string[];

  /** What the top reason rests on; null where it was placed before that was kept. */
  @Column({ name: 'top_reason_facts', type: 'text', array: true, nullable: true })
  topReasonFacts: string[] | null;

  @Column({ type: 'text' })
  locality: string;

  @Column({ name: 'child_name', type: 'text' })
  childName: string;

  @Column({ name: 'birth_date', type: 'date' })
  birthDate: string;

  @Column({ name: 'nhs_number', type: 'text', nullable: true })
  nhsNumber: string | null;

  @Column({ name: 'reported_on', type: 'date' })
  reportedOn: string;

  /** Words of the name, the NHS number and the service request identifier. */
  @Column({ type: 'tsvector' })
  search: string;
}
