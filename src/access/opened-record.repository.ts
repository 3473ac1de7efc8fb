import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { prepared } from '../platform/database/prepared.js';
import type { NewOpening, OpenedRecord, OpeningOutcome } from './opened-record.js';
import type { OpenedPlace } from './opened-page.js';
import { onTheirLists } from './watched.js';

const columns = `id, kind, viewer_id AS "viewerId", viewer_name AS "viewerName", viewer_role AS "viewerRole",
  organisation, child_id AS "childId", reason_code AS "reasonCode", reason, opened_at AS "openedAt",
  ends_at AS "endsAt", looked_at_by AS "lookedAtBy", looked_at AS "lookedAt", outcome, outcome_note AS "outcomeNote"`;

/** Children whose records are open to a viewer at a moment though they are on none of their lists. Both are SQL. */
const openTo = (viewerId: string, now: string): string =>
  `opened_record WHERE viewer_id = ${viewerId} AND kind = 'out_of_scope' AND ends_at > ${now} AND opened_at <= ${now}`;
/** The same as one JSON array, to be read with the session. */
export const openToSession = `SELECT coalesce(json_agg(DISTINCT child_id), '[]') FROM ${openTo('session.viewer_id', '$2')}`;

const watchedBy = (organisation: string): string =>
  `(organisation = ${organisation} OR ${onTheirLists('opened_record.child_id', organisation)})`;

/** Records opened with a reason. Writes run in the caller's transaction. */
@Injectable()
export class OpenedRecordRepository {
  constructor(private readonly dataSource: DataSource) {}

  async openedBy(viewerId: string, now: Date): Promise<string[]> {
    const rows = await prepared<{ childId: string }>(
      this.dataSource,
      `SELECT DISTINCT child_id AS "childId" FROM ${openTo('$1', '$2')}`,
      [viewerId, now],
    );
    return rows.map((row) => row.childId);
  }

  /** The opening by which the details of one restricted child are shown to this viewer at that instant, if any. */
  async detailsOpen(viewerId: string, childId: string, now: Date): Promise<OpenedRecord | null> {
    const [open]: OpenedRecord[] = await this.dataSource.query(
      `SELECT ${columns} FROM opened_record
       WHERE viewer_id = $1 AND child_id = $2 AND kind = 'restricted_details' AND ends_at > $3 AND opened_at <= $3
       ORDER BY ends_at DESC LIMIT 1`,
      [viewerId, childId, now],
    );
    return open ?? null;
  }

  async add(tx: EntityManager, opening: NewOpening): Promise<OpenedRecord> {
    const [row]: OpenedRecord[] = await tx.query(
      `INSERT INTO opened_record (id, kind, viewer_id, viewer_name, viewer_role, organisation, child_id, reason_code,
         reason, opened_at, ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${columns}`,
      [
        randomUUID(),
        opening.kind,
        opening.viewerId,
        opening.viewerName,
        opening.viewerRole,
        opening.organisation,
        opening.childId,
        opening.reasonCode,
        opening.reason,
        opening.openedAt,
        opening.endsAt,
      ],
    );
    if (!row) throw new Error('an opened record was not kept');
    return row;
  }

  async find(tx: EntityManager, id: string): Promise<OpenedRecord | null> {
    const [row]: OpenedRecord[] = await tx.query(`SELECT ${columns} FROM opened_record WHERE id = $1`, [id]);
    return row ?? null;
  }

  /** The same where it is for the privacy officers of that organisation to look at; null otherwise. */
  async findWatched(tx: EntityManager, id: string, organisation: string): Promise<OpenedRecord | null> {
    const [row]: OpenedRecord[] = await tx.query(
      `SELECT ${columns} FROM opened_record WHERE id = $1 AND ${watchedBy('$2::text')}`,
      [id, organisation],
    );
    return row ?? null;
  }

  /** What the privacy officers of that organisation look at, newest first, one more than `limit` where there are more. */
  async page(
    tx: EntityManager,
    organisation: string,
    only: 'all' | 'not_looked_at',
    after: OpenedPlace | null,
    limit: number,
  ): Promise<OpenedRecord[]> {
    return tx.query(
      `SELECT ${columns} FROM opened_record
       WHERE ($1 = 'all' OR looked_at IS NULL)
         AND ($2::timestamptz IS NULL OR (opened_at, id) < ($2::timestamptz, $3::uuid))
         AND ${watchedBy('$5::text')}
       ORDER BY opened_at DESC, id DESC LIMIT $4`,
      [only, after?.openedAt ?? null, after?.id ?? null, limit + 1, organisation],
    );
  }

  /** Keeps what the privacy officer made of it; false where somebody has looked at it already. */
  async lookAt(
    tx: EntityManager,
    id: string,
    look: { by: string; at: Date; outcome: OpeningOutcome; note: string | null },
  ): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE opened_record SET looked_at_by = $2, looked_at = $3, outcome = $4, outcome_note = $5
       WHERE id = $1 AND looked_at IS NULL RETURNING id`,
      [id, look.by, look.at, look.outcome, look.note],
    );
    return rows.length > 0;
  }

  /**
   * Counts one more try of this viewer and answers which it is. The count begins anew `windowMinutes` after its first
   * try; the try after the last one allowed begins the window anew once, so that a lock lasts the whole window.
   */
  async countTry(
    tx: EntityManager,
    viewerId: string,
    now: Date,
    allowed: number,
    windowMinutes: number,
  ): Promise<number> {
    const [row]: { tries: number }[] = await tx.query(
      `INSERT INTO opening_tries (viewer_id, since, tries) VALUES ($1, $2, 1)
       ON CONFLICT (viewer_id) DO UPDATE SET
         tries = CASE WHEN opening_tries.since <= $3 THEN 1 ELSE opening_tries.tries + 1 END,
         since = CASE WHEN opening_tries.since <= $3 OR opening_tries.tries = $4 THEN $2 ELSE opening_tries.since END
       RETURNING tries`,
      [viewerId, now, new Date(now.getTime() - windowMinutes * 60_000), allowed],
    );
    return row?.tries ?? 1;
  }
}
