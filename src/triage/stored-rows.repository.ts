import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import type { StoredRow } from './check-stored.js';

/** Which stored decisions: all where nothing is said. */
export interface WhichDecisions {
  referralId: string | null;
  /** Decided on this day, in Plymouth, or later. */
  since: PlainDate | null;
}

/** Rows held at once: some 10 to 30 kB each. */
const PAGE = 100;

/** Reads stored decisions through, a page at a time, whoever they are about. Writes nothing. */
@Injectable()
export class StoredRowsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** How many there are now after one, and the last of all: those made meanwhile are not waited for. */
  async count(which: WhichDecisions, after: string | null): Promise<{ total: number; last: string }> {
    const rows: { total: number; last: string | null }[] = await this.dataSource.query(
      `SELECT count(*)::int AS total, max(sequence) AS last FROM decision WHERE ${CHOSEN} AND id > $3`,
      [which.referralId, which.since, after ?? BEFORE_ALL],
    );
    return { total: rows[0]?.total ?? 0, last: rows[0]?.last ?? '0' };
  }

  /** By id, after one, up to the `last` that was counted: an index gives them, and any of them is a place to go on from. */
  async *pages(which: WhichDecisions, last: string, after: string | null): AsyncGenerator<StoredRow[]> {
    let from = after ?? BEFORE_ALL;
    for (;;) {
      const rows: StoredRow[] = await this.dataSource.query(PAGE_OF, [
        which.referralId,
        which.since,
        last,
        from,
      ]);
      const end = rows.at(-1);
      if (!end) return;
      yield rows;
      from = end.id;
    }
  }
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const CHOSEN = `($1::uuid IS NULL OR referral_id = $1)
  AND ($2::date IS NULL OR decided_at >= $2::date::timestamp AT TIME ZONE 'Europe/London')`;

const PAGE_OF = `
  SELECT id, referral_id AS "referralId", child_id AS "childId", receipt,
    to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt",
    json_build_object('referralId', referral_id, 'childId', child_id, 'decidedFor', decided_for,
      'ruleSetId', rule_set_id, 'ruleSetVersion', rule_set_version, 'ruleSetHash', rule_set_hash, 'band', band,
      'standingBand', standing_band, 'standingSince', standing_since, 'couldBe', could_be, 'actToday', act_today,
      'lowerProposal', lower_proposal, 'holdsUntil', holds_until, 'inputHash', input_hash) AS columns
  FROM decision WHERE ${CHOSEN} AND sequence <= $3 AND id > $4 ORDER BY id LIMIT ${PAGE}`;
