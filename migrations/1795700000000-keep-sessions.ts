import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is signed in, sign-ins that were begun, and how often something was tried. A session's secret is in the browser
 * alone: what lies here is its SHA-256. Viewers' reads see none of these tables: they hold no child, and the database
 * role of viewers is granted nothing on them.
 */
export class KeepSessions1795700000000 implements MigrationInterface {
  name = 'KeepSessions1795700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  /** Forward only. */
  async down(): Promise<void> {
    throw new Error('migrations are forward only');
  }
}

const statements: readonly string[] = [
  `CREATE TABLE session (
     id uuid NOT NULL,
     secret_hash bytea NOT NULL,
     viewer_id text NOT NULL,
     viewer jsonb NOT NULL,
     issuer text NOT NULL,
     provider_session text,
     id_token text,
     started_at timestamptz NOT NULL,
     seen_at timestamptz NOT NULL,
     ends_at timestamptz NOT NULL,
     ended_at timestamptz,
     ended_why text,
     CONSTRAINT session_pk PRIMARY KEY (id),
     CONSTRAINT session_secret UNIQUE (secret_hash),
     CONSTRAINT session_secret_sha256 CHECK (octet_length(secret_hash) = 32),
     CONSTRAINT session_times CHECK (started_at <= seen_at AND started_at < ends_at),
     CONSTRAINT session_ended_why CHECK ((ended_at IS NULL) = (ended_why IS NULL))
   )`,
  'CREATE INDEX session_open ON session (viewer_id) WHERE ended_at IS NULL',
  'CREATE INDEX session_provider ON session (issuer, provider_session) WHERE ended_at IS NULL',

  `CREATE TABLE sign_in_attempt (
     state_hash bytea NOT NULL,
     browser_hash bytea NOT NULL,
     nonce text NOT NULL,
     verifier text NOT NULL,
     return_to text NOT NULL,
     started_at timestamptz NOT NULL,
     CONSTRAINT sign_in_attempt_pk PRIMARY KEY (state_hash),
     CONSTRAINT sign_in_attempt_sha256 CHECK (octet_length(state_hash) = 32 AND octet_length(browser_hash) = 32)
   )`,
  'CREATE INDEX sign_in_attempt_started ON sign_in_attempt (started_at)',

  // Columns as rate-limiter-flexible reads and writes them; expire is in milliseconds since 1970.
  `CREATE TABLE rate_limit (
     key varchar(255) NOT NULL,
     points integer NOT NULL DEFAULT 0,
     expire bigint,
     CONSTRAINT rate_limit_pk PRIMARY KEY (key)
   )`,
  'CREATE INDEX rate_limit_expire ON rate_limit (expire)',
];
