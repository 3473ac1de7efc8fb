import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Viewer } from '../../../kernel/viewer.js';

/** Why a session is over. Idle and absolute limits are not written: time alone ends those. */
export type EndedWhy =
  'signed out' | 'signed in again' | 'ended by the identity provider' | 'ended by an operator' | 'locked';

/** One browser in which somebody is signed in, or was. Written through `Sessions`. */
@Entity('session')
@Unique('session_secret', ['secretHash'])
@Check('session_secret_sha256', 'octet_length(secret_hash) = 32')
@Check('session_times', 'started_at <= seen_at AND started_at < ends_at')
@Check('session_ended_why', '(ended_at IS NULL) = (ended_why IS NULL)')
@Index('session_open', ['viewerId'], { where: 'ended_at IS NULL' })
@Index('session_provider', ['issuer', 'providerSession'], { where: 'ended_at IS NULL' })
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'session_pk' })
  id: string;

  /** SHA-256 of what the cookie holds. */
  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash: Buffer;

  @Column({ name: 'viewer_id', type: 'text' })
  viewerId: string;

  /** The viewer as signing in established them: a change of role or post counts from the next sign-in. */
  @Column({ type: 'jsonb' })
  viewer: Viewer;

  @Column({ type: 'text' })
  issuer: string;

  /** The identity provider's own session, for its word that it is over. */
  @Column({ name: 'provider_session', type: 'text', nullable: true })
  providerSession: string | null;

  /** Shown to the provider at sign-out, so that it knows whose session to end. */
  @Column({ name: 'id_token', type: 'text', nullable: true })
  idToken: string | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @Column({ name: 'seen_at', type: 'timestamptz' })
  seenAt: Date;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @Column({ name: 'ended_why', type: 'text', nullable: true })
  endedWhy: EndedWhy | null;
}
