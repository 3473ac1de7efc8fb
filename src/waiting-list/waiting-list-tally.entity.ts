import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * How many wait in each group, as rows to add up. Triggers on the entries write it, so it can never disagree with them;
 * it says which ranges of the order exist and how many wait, without counting a hundred thousand rows for each page.
 */
@Entity('waiting_list_tally')
export class WaitingListTallyEntity {
  @PrimaryColumn({
    type: 'bigint',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'waiting_list_tally_pk',
  })
  id: string;

  @Column({ type: 'text' })
  service: string;

  @Column({ type: 'text' })
  provider: string;

  @Column({ type: 'text' })
  locality: string;

  @Column({ name: 'act_today', type: 'boolean' })
  actToday: boolean;

  @Column({ name: 'order_group', type: 'text', collation: 'C' })
  orderGroup: string;

  @Column({ type: 'text' })
  band: string;

  @Column({ name: 'band_rank', type: 'smallint' })
  bandRank: number;

  @Column({ name: 'safe_wait_days', type: 'integer' })
  safeWaitDays: number;

  @Column({ name: 'protected_from_share', type: 'smallint', nullable: true })
  protectedFromShare: number | null;

  @Column({ type: 'integer' })
  entries: number;
}
