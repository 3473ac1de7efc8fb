import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A sign-in that was begun and has not come back from the identity provider. Used once: taking it deletes it. */
@Entity('sign_in_attempt')
@Check('sign_in_attempt_sha256', 'octet_length(state_hash) = 32 AND octet_length(browser_hash) = 32')
@Index('sign_in_attempt_started', ['startedAt'])
export class SignInAttemptEntity {
  @PrimaryColumn({ name: 'state_hash', type: 'bytea', primaryKeyConstraintName: 'sign_in_attempt_pk' })
  stateHash: Buffer;

  /** SHA-256 of the browser's short-lived cookie: a link begun in one browser is no use in another. */
  @Column({ name: 'browser_hash', type: 'bytea' })
  browserHash: Buffer;

  @Column({ type: 'text' })
  nonce: string;

  @Column({ type: 'text' })
  verifier: string;

  @Column({ name: 'return_to', type: 'text' })
  returnTo: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;
}
