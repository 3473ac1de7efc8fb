import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, type Clock } from '../../../kernel/clock.js';
import type { Viewer } from '../../../kernel/viewer.js';
import { CONFIG, type Config } from '../../config/config.js';
import { prepared } from '../../database/prepared.js';
import type { Alongside } from '../ports.js';
import { freshSecret, looksLikeSecret, secretHash } from './secret.js';
import type { EndedWhy } from './session.entity.js';

export interface Begun {
  viewer: Viewer;
  issuer: string;
  providerSession: string | null;
  idToken: string | null;
}

export interface OpenSession {
  id: string;
  viewer: Viewer;
}

/** A session in use, and what rooms asked to be read with it. */
export interface UsedSession extends OpenSession {
  alongside: Alongside;
}

/** A session as its own person is shown it. */
export interface OwnSession {
  id: string;
  startedAt: Date;
  seenAt: Date;
}

export interface EndedSession extends OpenSession {
  idToken: string | null;
}

const MINUTE = 60_000;
/** A session's `seen_at` may be this much behind: not every request is worth a write. */
const TOUCH_EVERY = MINUTE;

/**
 * Sessions, kept in PostgreSQL so that they outlive a restart, count in every process and can be ended from anywhere.
 * Limits: so long without a request (idle), and so long at all (absolute).
 */
@Injectable()
export class Sessions {
  private readonly asked = new Map<string, string>();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Begins a session in the caller's transaction, and answers its id and the secret for the cookie. */
  async begin(tx: EntityManager, begun: Begun): Promise<{ id: string; secret: string }> {
    const id = randomUUID();
    const secret = freshSecret();
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO session (id, secret_hash, viewer_id, viewer, issuer, provider_session, id_token, started_at, seen_at, ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
      [
        id,
        secretHash(secret),
        begun.viewer.id,
        JSON.stringify(begun.viewer),
        begun.issuer,
        begun.providerSession,
        begun.idToken,
        now,
        new Date(now.getTime() + this.config.session.hours * 60 * MINUTE),
      ],
    );
    return { id, secret };
  }

  /**
   * What a room must know of whoever is signed in at every request is read in the query that finds their session, so
   * that a request waits for it once. `sql` answers one JSON value and may name `session.viewer_id` and the moment, $2.
   */
  alsoRead(name: string, sql: string): void {
    if (this.asked.has(name)) throw new Error(`somebody already reads ${name} with the session`);
    this.asked.set(name, `'${name}', (${sql})`);
  }

  /** Who is signed in under this secret; null where nobody is, or no longer. One look at an index. */
  async open(secret: string): Promise<UsedSession | null> {
    if (!looksLikeSecret(secret)) return null;
    const now = this.clock.now();
    const rows = await prepared<{ id: string; viewer: Viewer; seen_at: Date; alongside: Alongside }>(
      this.dataSource,
      `SELECT id, viewer, seen_at, json_build_object(${[...this.asked.values()].join(', ')}) AS alongside FROM session
       WHERE secret_hash = $1 AND ended_at IS NULL AND ends_at > $2 AND seen_at > $3`,
      [secretHash(secret), now, new Date(now.getTime() - this.config.session.idleMinutes * MINUTE)],
    );
    const found = rows[0];
    if (!found) return null;
    if (now.getTime() - found.seen_at.getTime() >= TOUCH_EVERY) await this.touch(found.id, now);
    return { id: found.id, viewer: found.viewer, alongside: found.alongside };
  }

  /** The sessions in which a person is signed in now, the one used last first. */
  async openOf(viewerId: string): Promise<OwnSession[]> {
    const now = this.clock.now();
    return this.dataSource.query(
      `SELECT id, started_at AS "startedAt", seen_at AS "seenAt" FROM session
       WHERE viewer_id = $1 AND ended_at IS NULL AND ends_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id`,
      [viewerId, now, new Date(now.getTime() - this.config.session.idleMinutes * MINUTE)],
    );
  }

  /** Ends one session of a person; none where it is not theirs, or over. */
  async endOneOf(tx: EntityManager, viewerId: string, id: string, why: EndedWhy): Promise<EndedSession[]> {
    return this.end(tx, 'viewer_id = $1 AND id::text = $2', [viewerId, id], why);
  }

  /** Ids of those with a session that was not ended who have this id, or this name. */
  async peopleNamed(nameOrId: string): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT DISTINCT viewer_id AS id FROM session
       WHERE ended_at IS NULL AND ends_at > $2 AND (viewer_id = $1 OR viewer->>'name' = $1) ORDER BY 1`,
      [nameOrId, this.clock.now()],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends every open session of one person, wherever it is. Answers those it ended. */
  async endAllOf(tx: EntityManager, viewerId: string, why: EndedWhy): Promise<EndedSession[]> {
    return this.end(tx, 'viewer_id = $1', [viewerId], why);
  }

  /** Ends the session a browser comes with, before another begins in it: an old secret is never good again. */
  async endOne(tx: EntityManager, secret: string, why: EndedWhy): Promise<EndedSession[]> {
    return this.end(tx, 'secret_hash = $1', [secretHash(secret)], why);
  }

  /** The identity provider says one of its sessions is over, or all of a person. */
  async endAtProvider(
    tx: EntityManager,
    issuer: string,
    of: { providerSession: string } | { viewerId: string },
  ): Promise<EndedSession[]> {
    const why = 'ended by the identity provider';
    return 'viewerId' in of
      ? this.endAllOf(tx, of.viewerId, why)
      : this.end(tx, 'issuer = $1 AND provider_session = $2', [issuer, of.providerSession], why);
  }

  private async end(
    tx: EntityManager,
    where: string,
    parameters: readonly unknown[],
    why: EndedWhy,
  ): Promise<EndedSession[]> {
    const n = parameters.length;
    const [rows] = await tx.query<[{ id: string; viewer: Viewer; id_token: string | null }[], number]>(
      `WITH ended AS (
         SELECT id, id_token FROM session WHERE ${where} AND ended_at IS NULL FOR UPDATE
       )
       UPDATE session SET ended_at = $${n + 1}, ended_why = $${n + 2}, id_token = NULL
       FROM ended WHERE session.id = ended.id
       RETURNING session.id, session.viewer, ended.id_token`,
      [...parameters, this.clock.now(), why],
    );
    return rows.map((row) => ({ id: row.id, viewer: row.viewer, idToken: row.id_token }));
  }

  private async touch(id: string, now: Date): Promise<void> {
    await this.dataSource.query(
      'UPDATE session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2',
      [id, now],
    );
  }
}
