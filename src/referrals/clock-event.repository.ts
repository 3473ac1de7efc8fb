import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import type { ClockEvent } from './clock-event.js';
import { rttSequels } from './clock-rtt.js';
import type { NewClockEvent } from './clock-told.js';

/**
 * Tells the clocks what these entries' own columns say, as they stand after a report: receipts, a new status, a missed
 * appointment, the end. Only what is not told already is added, so that the same report again adds nothing; an end that
 * the list no longer reports, or reports for another day, is withdrawn, and so is a status that the list's next one
 * corrects: back to the last status of an earlier day that the new one may follow. What people said stays. A receipt is
 * never withdrawn: a wait never starts later because of our paperwork. The caller holds the children; any number of entries, in one statement.
 */
export async function tellReported(
  tx: EntityManager,
  referralIds: readonly string[],
  importFileId: string | null,
): Promise<void> {
  await tx.query(TELL, [referralIds, importFileId, JSON.stringify(rttSequels)]);
}

const TELL = `
  WITH told AS (
    SELECT r.id AS referral_id, v.kind, v.happened_on, r.provider,
      CASE WHEN v.kind = 'rtt' THEN r.rtt_status END AS code
    FROM referral AS r LEFT JOIN child_record AS k ON k.referral_id = r.id
    CROSS JOIN LATERAL (VALUES
      ('received', r.received_on),
      ('first_received', CASE WHEN r.original_received_on < r.received_on THEN r.original_received_on END),
      ('rtt', CASE WHEN r.rtt_status IS NOT NULL THEN r.reported_on END),
      ('missed_unclear', r.last_dna_on),
      ('discharged', r.closed_on),
      ('died', k.died_on)) AS v (kind, happened_on)
    WHERE r.id = ANY ($1::uuid[]) AND v.happened_on IS NOT NULL
  ), standing AS (
    SELECT e.id, e.referral_id, e.kind, e.happened_on, e.detail ->> 'code' AS code, e.sequence
    FROM clock_event AS e
    WHERE e.referral_id = ANY ($1::uuid[]) AND e.source = 'list' AND e.kind <> 'withdrawn'
      AND NOT EXISTS (SELECT FROM clock_event AS w WHERE w.withdraws = e.id)
  ), status AS (
    SELECT DISTINCT ON (referral_id) referral_id, code FROM standing WHERE kind = 'rtt'
    ORDER BY referral_id, happened_on DESC, sequence DESC
  ), over AS (
    INSERT INTO clock_event (referral_id, kind, source, said_by, import_file_id, withdraws)
    SELECT s.referral_id, 'withdrawn', 'list', r.provider, $2::uuid, s.id
    FROM standing AS s JOIN referral AS r ON r.id = s.referral_id
    WHERE s.kind IN ('discharged', 'died') AND NOT EXISTS (
      SELECT FROM told AS t
      WHERE t.referral_id = s.referral_id AND t.kind = s.kind AND t.happened_on = s.happened_on)
    UNION ALL
    SELECT s.referral_id, 'withdrawn', 'list', t.provider, $2::uuid, s.id
    FROM standing AS s JOIN told AS t ON t.referral_id = s.referral_id AND t.kind = 'rtt'
    WHERE s.kind = 'rtt' AND NOT EXISTS (
      SELECT FROM standing AS kept
      WHERE kept.referral_id = s.referral_id AND kept.kind = 'rtt'
        AND (kept.happened_on, kept.sequence) >= (s.happened_on, s.sequence)
        AND (kept.code = t.code OR kept.happened_on < t.happened_on
          AND (NOT $3::jsonb ? kept.code OR $3::jsonb -> kept.code ? t.code)))
  )
  INSERT INTO clock_event (referral_id, kind, happened_on, detail, source, said_by, import_file_id)
  SELECT t.referral_id, t.kind, t.happened_on,
    CASE WHEN t.code IS NULL THEN '{}' ELSE jsonb_build_object('code', t.code) END, 'list', t.provider, $2::uuid
  FROM told AS t
  WHERE NOT EXISTS (SELECT FROM standing AS s
      WHERE s.kind <> 'rtt' AND s.referral_id = t.referral_id AND s.kind = t.kind AND s.happened_on = t.happened_on)
    AND NOT EXISTS (SELECT FROM status AS l WHERE l.referral_id = t.referral_id AND l.code = t.code)
  ORDER BY t.referral_id, t.happened_on, t.kind`;

/** What people say of a clock. Writes run in the caller's transaction; the caller holds the child. */
@Injectable()
export class ClockEventRepository {
  /** Everything told of an entry, oldest first. */
  async ofReferral(tx: EntityManager, referralId: string): Promise<(ClockEvent & { source: string })[]> {
    return tx.query(
      `SELECT id, kind, happened_on::text AS "happenedOn", communicated_on::text AS "communicatedOn", detail,
         withdraws, source
       FROM clock_event WHERE referral_id = $1 ORDER BY sequence`,
      [referralId],
    );
  }

  /** Adds what a named person says; answers its id. */
  async tell(tx: EntityManager, actor: Actor, referralId: string, event: NewClockEvent): Promise<string> {
    const id = randomUUID();
    await tx.query(
      `INSERT INTO clock_event (id, referral_id, kind, happened_on, communicated_on, detail, note, source, said_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'person', $8)`,
      [
        id,
        referralId,
        event.kind,
        event.happenedOn,
        event.communicatedOn,
        JSON.stringify(event.detail),
        event.note,
        actor.name,
      ],
    );
    return id;
  }

  /** Takes back what was told in error; it is kept and shown. */
  async withdraw(
    tx: EntityManager,
    actor: Actor,
    referralId: string,
    eventId: string,
    why: string,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO clock_event (referral_id, kind, note, source, said_by, withdraws)
       VALUES ($1, 'withdrawn', $2, 'person', $3, $4)`,
      [referralId, why, actor.name, eventId],
    );
  }
}
