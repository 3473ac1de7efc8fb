import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { MessageKind, MessageState } from './message.js';

/** A message in the hands of one worker, named by its claim. */
export interface Claimed {
  id: string;
  childId: string;
  claim: string;
  attempts: number;
  to: { name: string; address: string };
  subject: string;
  body: string;
}

export interface Claimable {
  id: string;
  childId: string;
  kind: MessageKind;
  /** Handed over before, and perhaps taken: it may only go again word for word. */
  mayHaveGone: boolean;
}

/** What becomes of a message that was handed over. */
export type Result =
  | { to: 'sent'; at: Date; reference: string | null }
  | { to: 'ready'; nextAttemptAt: Date; failure: string; mayHaveGone: boolean }
  | { to: 'failed' | 'uncertain'; failure: string };

export interface Moved {
  id: string;
  childId: string;
}

/** The outbox table: delivery. A message changes hands only by compare-and-set. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The message, locked, if it may be sent now; else nothing: another worker has it, or it is not its time. */
  async lockReady(tx: EntityManager, id: string, now: Date): Promise<Claimable | undefined> {
    const rows: Claimable[] = await tx.query(
      `SELECT id, child_id AS "childId", kind, provider IS NOT NULL AS "mayHaveGone"
       FROM message WHERE id = $1 AND state = 'ready' AND next_attempt_at <= $2 FOR UPDATE`,
      [id, now],
    );
    return rows[0];
  }

  async claim(
    tx: EntityManager,
    id: string,
    claim: string,
    now: Date,
    provider: string,
  ): Promise<Claimed | undefined> {
    const [rows]: [ClaimedRow[], number] = await tx.query(
      `UPDATE message SET state = 'sending', claim = $2, claimed_at = $3, attempts = attempts + 1, provider = $4,
              next_attempt_at = NULL
       WHERE id = $1 AND state = 'ready'
       RETURNING id, child_id, attempts, recipient_name, recipient_address, subject, body`,
      [id, claim, now, provider],
    );
    const [row] = rows;
    return (
      row && {
        id: row.id,
        childId: row.child_id,
        claim,
        attempts: row.attempts,
        to: { name: row.recipient_name, address: row.recipient_address },
        subject: row.subject,
        body: row.body,
      }
    );
  }

  /**
   * Writes down what became of a hand-over, for the worker that still holds the claim. A message marked uncertain keeps
   * its claim, so that the worker everybody thought dead may still say that it went. False: somebody else has it now.
   */
  async record(tx: EntityManager, claimed: Pick<Claimed, 'id' | 'claim'>, result: Result): Promise<boolean> {
    const from: readonly MessageState[] = result.to === 'sent' ? ['sending', 'uncertain'] : ['sending'];
    const [, count]: [unknown, number] = await tx.query(
      `UPDATE message SET state = $3, sent_at = $4, provider_reference = $5, failure = $6, next_attempt_at = $7,
              provider = CASE WHEN $8 THEN provider END, claim = CASE WHEN $3 = 'uncertain' THEN claim END
       WHERE id = $1 AND claim = $2 AND state = ANY($9::text[])`,
      [
        claimed.id,
        claimed.claim,
        result.to,
        result.to === 'sent' ? result.at : null,
        result.to === 'sent' ? result.reference : null,
        result.to === 'sent' ? null : result.failure,
        result.to === 'ready' ? result.nextAttemptAt : null,
        result.to !== 'ready' || result.mayHaveGone,
        from,
      ],
    );
    return count === 1;
  }

  /** Counts an attempt that never came to a hand-over; `next` says when to try again, or null to give up. */
  async putOff(
    tx: EntityManager,
    id: string,
    failure: string,
    next: (attempts: number) => Date | null,
  ): Promise<(Moved & { state: 'ready' | 'failed' }) | undefined> {
    const rows: { childId: string; attempts: number }[] = await tx.query(
      `SELECT child_id AS "childId", attempts FROM message WHERE id = $1 AND state = 'ready' FOR UPDATE`,
      [id],
    );
    const [row] = rows;
    if (!row) return undefined;
    const at = next(row.attempts + 1);
    const state = at === null ? 'failed' : 'ready';
    await tx.query(
      `UPDATE message SET state = $2, attempts = attempts + 1, next_attempt_at = $3, failure = $4 WHERE id = $1`,
      [id, state, at, failure],
    );
    return { id, childId: row.childId, state };
  }

  /** Messages whose worker has said nothing since: back to be sent where a repeat is harmless, else uncertain. */
  async expire(
    tx: EntityManager,
    claimedBefore: Date,
    now: Date,
    harmless: { provider: string } | null,
    failure: string,
  ): Promise<(Moved & { state: 'ready' | 'uncertain' })[]> {
    const [rows]: [(Moved & { state: 'ready' | 'uncertain' })[], number] = await tx.query(
      `UPDATE message SET
         state = CASE WHEN provider = $3 THEN 'ready' ELSE 'uncertain' END,
         next_attempt_at = CASE WHEN provider = $3 THEN $2::timestamptz END,
         claim = CASE WHEN provider = $3 THEN NULL ELSE claim END,
         failure = $4
       WHERE id IN (SELECT id FROM message WHERE state = 'sending' AND claimed_at < $1
                    ORDER BY id FOR UPDATE SKIP LOCKED)
       RETURNING id, child_id AS "childId", state`,
      [claimedBefore, now, harmless?.provider ?? null, failure],
    );
    return rows;
  }

  /** What may be sent now, longest ready first, after a place in that order. */
  async due(
    now: Date,
    after: { at: string; id: string } | null,
    limit: number,
  ): Promise<{ id: string; at: string }[]> {
    return this.dataSource.query(
      `SELECT id, next_attempt_at::text AS at FROM message
       WHERE state = 'ready' AND next_attempt_at <= $1
         AND ($2::timestamptz IS NULL OR (next_attempt_at, id) > ($2::timestamptz, $3::uuid))
       ORDER BY next_attempt_at, id LIMIT $4`,
      [now, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /** A person's word about a message: compare-and-set on where it stood when they looked. */
  async moveByPerson(
    tx: EntityManager,
    id: string,
    from: MessageState,
    to: 'sent' | 'ready' | 'cancelled',
    now: Date,
  ): Promise<boolean> {
    const [, count]: [unknown, number] = await tx.query(
      `UPDATE message SET state = $3, claim = NULL,
              sent_at = CASE WHEN $3 = 'sent' THEN coalesce(claimed_at, $4) END,
              next_attempt_at = CASE WHEN $3 = 'ready' THEN $4::timestamptz END,
              attempts = CASE WHEN $3 = 'ready' THEN 0 ELSE attempts END,
              provider = CASE WHEN $3 = 'ready' THEN NULL ELSE provider END
       WHERE id = $1 AND state = $2`,
      [id, from, to, now],
    );
    return count === 1;
  }
}

interface ClaimedRow {
  id: string;
  child_id: string;
  attempts: number;
  recipient_name: string;
  recipient_address: string;
  subject: string;
  body: string;
}
