import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How often something was tried, as rate-limiter-flexible keeps it; keys are hashes, never a name or an address. */
@Entity('rate_limit')
@Index('rate_limit_expire', ['expire'])
export class RateLimitEntity {
  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'rate_limit_pk' })
  key: string;

  @Column({ type: 'integer', default: 0 })
  points: number;

  /** Milliseconds since 1970. */
  @Column({ type: 'bigint', nullable: true })
  expire: string | null;
}
