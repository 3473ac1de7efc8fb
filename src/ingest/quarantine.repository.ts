import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { unnest } from '../platform/database/unnest.js';
import type { Import } from '../sharing/agreement.js';
import { type HeldRow, NO_SHARING_AGREEMENT, ownerOfHeldRow } from './held-row.js';

export interface HeldFact {
  id: string;
  importFileId: string;
  reason: string;
  /** By column: a fact whose subject was looked for had as many cells as columns. */
  cells: Readonly<Record<string, string>>;
}

/** Rows held back, whole. */
@Injectable()
export class QuarantineRepository {
  async hold(tx: EntityManager, importFileId: string, rows: readonly HeldRow[]): Promise<void> {
    if (rows.length === 0) return;
    const r = unnest(rows, {
      row_number: ['integer', (row) => row.rowNumber],
      kind: ['text', (row) => row.kind],
      reason: ['text', (row) => row.reason],
      cells: ['jsonb', (row) => JSON.stringify(row.cells)],
      owner_role: ['text', (row) => ownerOfHeldRow(row.reason)],
    });
    await tx.query(
      `INSERT INTO quarantined_row (import_file_id, ${r.names})
       SELECT $${String(r.parameters.length + 1)}, ${r.names} FROM ${r.sql}`,
      [...r.parameters, importFileId],
    );
  }

  /**
   * Held facts, for one of these reasons, whose child is linked, whose referral has arrived, or which an agreement lets in by now: at most `limit`,
   * by id, after `after`.
   */
  async factsToTryAgain(
    tx: EntityManager,
    reasons: readonly string[],
    letIn: readonly Import[],
    after: string,
    limit: number,
  ): Promise<HeldFact[]> {
    const named = letIn.flatMap(({ from, sources, facts }) =>
      sources.flatMap((source) => facts.map((code) => ({ from, source, code }))),
    );
    return tx.query(
      `SELECT q.id, q.import_file_id AS "importFileId", q.reason, q.cells FROM quarantined_row q
       WHERE q.state = 'held' AND q.kind = 'fact' AND q.id > $1 AND q.reason = ANY ($6)
         AND (q.reason = 'unknown_child' AND EXISTS (
                SELECT FROM child c WHERE c.nhs_number = replace(q.cells->>'NHS_NUMBER', ' ', '')
                  AND c.birth_date::text = q.cells->>'PERSON_BIRTH_DATE')
           OR q.reason = 'unknown_referral' AND EXISTS (
                SELECT FROM referral r WHERE r.provider = q.cells->>'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER'
                  AND r.service_request_identifier = q.cells->>'SERVICE_REQUEST_IDENTIFIER')
           OR q.reason = '${NO_SHARING_AGREEMENT}' AND EXISTS (
                SELECT FROM unnest($3::text[], $4::text[], $5::text[]) AS l (organisation, source, code)
                WHERE l.organisation = trim(q.cells->>'SOURCE_ORGANISATION') AND l.source = q.cells->>'SOURCE'
                  AND l.code IN ('*', q.cells->>'FACT_CODE')))
       ORDER BY q.id LIMIT $2`,
      [
        after,
        limit,
        named.map(({ from }) => from),
        named.map(({ source }) => source),
        named.map(({ code }) => code),
        reasons,
      ],
    );
  }

  async release(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE quarantined_row SET state = 'released', released_at = now() WHERE id = ANY($1) AND state = 'held'`,
      [ids],
    );
  }

  /** Rows of a reading that another has taken the place of: what is still wrong with them is held with that one. */
  async releaseReading(tx: EntityManager, importFileId: string): Promise<void> {
    await tx.query(
      `UPDATE quarantined_row SET state = 'released', released_at = now()
       WHERE import_file_id = $1 AND state = 'held'`,
      [importFileId],
    );
  }

  /** Rows that are still held, for another reason than before. */
  async holdFor(tx: EntityManager, rows: readonly { id: string; reason: string }[]): Promise<void> {
    if (rows.length === 0) return;
    const r = unnest(rows, {
      id: ['uuid', (row) => row.id],
      reason: ['text', (row) => row.reason],
      owner_role: ['text', (row) => ownerOfHeldRow(row.reason)],
    });
    await tx.query(
      `UPDATE quarantined_row q SET reason = r.reason, owner_role = r.owner_role FROM ${r.sql} WHERE q.id = r.id`,
      r.parameters,
    );
  }
}
