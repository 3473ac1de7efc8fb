import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { prepared } from '../platform/database/prepared.js';
import type { NewOpening, OpenedRecord, OpeningLook, WatchedOpening } from './opened-record.js';
import type { OpenedPlace } from './opened-page.js';
import type { LooksFor } from './privacy-officers.js';

/** SQL: the organisations whose officers look at an opening: of whoever opened it, and of the child's lists. */
const CONCERNED = `(SELECT opened_record.organisation AS concerned
  UNION SELECT listed.provider FROM referral AS listed WHERE listed.child_id = opened_record.child_id)`;

/** SQL: whether the reader looks for that organisation. `these` and `anyBut`: of LooksFor. */
const isLookedFor = (organisation: string, these: string, anyBut: string): string =>
  `(${organisation} = ANY (${these}::text[]) OR coalesce(${organisation} <> ALL (${anyBut}::text[]), false))`;

/** SQL: whether that organisation has looked. */
function lookedBy(organisation: string): string {
  return `EXISTS (SELECT FROM opened_record_look AS look
    WHERE look.opened_record_id = opened_record.id AND look.organisation = ${organisation})`;
}

const columns = `id, kind, viewer_id AS "viewerId", viewer_name AS "viewerName", viewer_role AS "viewerRole",
  organisation, child_id AS "childId", reason_code AS "reasonCode", reason, opened_at AS "openedAt",
  ends_at AS "endsAt", looked_at_by AS "lookedAtBy", looked_at AS "lookedAt", outcome, outcome_note AS "outcomeNote"`;

const watchedColumns = `${columns},
  (SELECT coalesce(json_agg(json_build_object('organisation', look.organisation, 'by', look.looked_at_by,
       'at', look.looked_at, 'outcome', look.outcome, 'note', look.outcome_note) ORDER BY look.looked_at), '[]')
   FROM opened_record_look AS look WHERE look.opened_record_id = opened_record.id) AS looks,
  ARRAY(SELECT concerned FROM ${CONCERNED} AS all_of_them
    WHERE opened_record.looked_at IS NULL AND NOT ${lookedBy('concerned')} ORDER BY concerned) AS "waitsFor"`;

/** Children whose records are open to a viewer at a moment though they are on none of their lists. Both are SQL. */
const openTo = (viewerId: string, now: string): string =>
  `opened_record WHERE viewer_id = ${viewerId} AND kind = 'out_of_scope' AND ends_at > ${now} AND opened_at <= ${now}`;
/** The same as one JSON array, to be read with the session. */
export const openToSession = `SELECT coalesce(json_agg(DISTINCT child_id), '[]') FROM ${openTo('session.viewer_id', '$2')}`;

const watchedBy = (these: string, anyBut: string): string =>
  `(${isLookedFor('organisation', these, anyBut)} OR EXISTS (SELECT FROM referral AS listed
     WHERE listed.child_id = opened_record.child_id AND ${isLookedFor('listed.provider', these, anyBut)}))`;

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

  /** Whose it is to look at: of whoever opened it, and of the child's lists. */
  async concerned(tx: EntityManager, id: string): Promise<string[]> {
    const rows: { concerned: string }[] = await tx.query(
      `SELECT concerned FROM opened_record, LATERAL ${CONCERNED} AS all_of_them WHERE id = $1 ORDER BY concerned`,
      [id],
    );
    return rows.map(({ concerned }) => concerned);
  }

  /** The same where it is for privacy officers who look for those organisations; null otherwise. */
  async findWatched(tx: EntityManager, id: string, by: LooksFor): Promise<WatchedOpening | null> {
    const [row]: WatchedRow[] = await tx.query(
      `SELECT ${watchedColumns} FROM opened_record WHERE id = $1 AND ${watchedBy('$2', '$3')}`,
      [id, by.these, by.anyBut],
    );
    return row ? watched(row) : null;
  }

  /** What privacy officers who look for those organisations look at (`not_looked_at`: have still to), newest first, one more than `limit` where there are more. */
  async page(
    tx: EntityManager,
    by: LooksFor,
    only: 'all' | 'not_looked_at',
    after: OpenedPlace | null,
    limit: number,
  ): Promise<WatchedOpening[]> {
    const rows: WatchedRow[] = await tx.query(
      `SELECT ${watchedColumns} FROM opened_record
       WHERE ($1 = 'all' OR (looked_at IS NULL AND EXISTS (SELECT FROM ${CONCERNED} AS all_of_them
           WHERE ${isLookedFor('concerned', '$5', '$6')} AND NOT ${lookedBy('concerned')})))
         AND ($2::timestamptz IS NULL OR (opened_at, id) < ($2::timestamptz, $3::uuid))
         AND ${watchedBy('$5', '$6')}
       ORDER BY opened_at DESC, id DESC LIMIT $4`,
      [only, after?.openedAt ?? null, after?.id ?? null, limit + 1, by.these, by.anyBut],
    );
    return rows.map(watched);
  }

  /**
   * Keeps what a privacy officer made of it, for each organisation concerned that they look for and that has not looked;
   * answers which. None: those have looked at it already.
   */
  async lookAt(
    tx: EntityManager,
    id: string,
    by: LooksFor,
    look: Omit<OpeningLook, 'organisation'>,
  ): Promise<string[]> {
    const rows: { organisation: string }[] = await tx.query(
      `INSERT INTO opened_record_look (opened_record_id, organisation, looked_at_by, looked_at, outcome, outcome_note)
       SELECT id, concerned, $4, $5, $6, $7 FROM opened_record, LATERAL ${CONCERNED} AS all_of_them
       WHERE id = $1 AND looked_at IS NULL AND ${isLookedFor('concerned', '$2', '$3')} ORDER BY concerned
       ON CONFLICT ON CONSTRAINT opened_record_look_pk DO NOTHING RETURNING organisation`,
      [id, by.these, by.anyBut, look.by, look.at, look.outcome, look.note],
    );
    return rows.map(({ organisation }) => organisation);
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

/** Instants inside JSON are text. */
interface WatchedRow extends Omit<WatchedOpening, 'looks'> {
  looks: readonly (Omit<OpeningLook, 'at'> & { at: string })[];
}

const watched = (row: WatchedRow): WatchedOpening => ({
  ...row,
  looks: row.looks.map((look) => ({ ...look, at: new Date(look.at) })),
});
