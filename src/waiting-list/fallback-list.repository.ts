import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StoredReceipt } from '../triage/receipt.js';
import type { FallbackList } from './fallback-list.js';

/** What the printed lists need beside the queue's own pages. Read in one transaction, so that all are of one moment. */
@Injectable()
export class FallbackListRepository {
  /** Every list with somebody on it. */
  async lists(tx: EntityManager): Promise<FallbackList[]> {
    return tx.query(
      `SELECT provider, service, count(*)::int AS entries FROM waiting_list_entry GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }

  /** Each decision as it is stored, by id. */
  async receipts(tx: EntityManager, decisionIds: readonly string[]): Promise<Map<string, StoredReceipt>> {
    if (decisionIds.length === 0) return new Map();
    const rows: { id: string; receipt: StoredReceipt }[] = await tx.query(
      `SELECT id, receipt FROM decision WHERE id = ANY ($1::uuid[])`,
      [decisionIds],
    );
    return new Map(rows.map(({ id, receipt }) => [id, receipt]));
  }
}
