import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { SEEN_LAYOUT, seenFields } from '../triage/seen-facts.js';

/** Decisions under which version, for which lists, a run looks for. */
export interface Sought {
  /** Of the rules in force: decisions under these are not looked at. */
  hash: string;
  services: readonly string[];
  /** What was kept up to this number has been looked at by a run that ended. */
  lookedThrough: string;
}

/** Referrals in a stretch that other rules decided, and of whom the same can be told. */
export interface Alike {
  hash: string;
  service: string;
  /** Enough was kept to tell, by this layout, and it still counts today. */
  readable: boolean;
  seen: Buffer | null;
  birthDate: PlainDate | null;
  waitingSince: PlainDate | null;
  holdsUntil: PlainDate | null;
  referrals: number;
  /** Separated by commas. */
  children: string;
}

/** What a run asks of each decision. */
export interface Asked {
  on: PlainDate;
  /** Codes of facts whose bytes are read, in this order. */
  reads: readonly string[];
  readsDates: boolean;
  /** From one block to before another. */
  from: number;
  to: number;
}

const OTHERS = `FROM decision_basis WHERE service = ANY ($1::text[]) AND rule_set_hash <> $2 AND number > $3::bigint`;

/** Reads what a run over all decisions must know of them. Writes and locks nothing. */
@Injectable()
export class RedecideRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Up to which number a run under these rules has looked at what was kept for a list; `0`: none. Of this engine: what an
   * earlier one cleared by a comparison that was wrong is looked at again.
   */
  async lookedThrough(hash: string, service: string, engine: string): Promise<string> {
    const rows: { through: string }[] = await this.dataSource.query(
      `SELECT coalesce(max(r.through), 0)::text AS through FROM decision_run r
       JOIN decision_run_part p ON p.run_id = r.id AND p.last
       WHERE r.rule_set_hash = $1 AND $2 = ANY (r.services) AND r.engine = $3`,
      [hash, service, engine],
    );
    return rows[0]?.through ?? '0';
  }

  /** Whether anything is kept of a decision that other rules made and no run has looked at. */
  async isAnyLeft({ hash, services, lookedThrough }: Sought): Promise<boolean> {
    const rows: { left: boolean }[] = await this.dataSource.query(
      `SELECT EXISTS (SELECT ${OTHERS}) AS left`,
      [services, hash, lookedThrough],
    );
    return rows[0]?.left === true;
  }

  /** Children with a place in the queue that rests on a decision of which nothing is kept, and who are not due. */
  async withoutBasis(limit: number): Promise<string[]> {
    const rows: { childId: string }[] = await this.dataSource.query(
      `SELECT DISTINCT e.child_id AS "childId" FROM waiting_list_entry e
       LEFT JOIN decision_basis b ON b.referral_id = e.referral_id AND b.decision_id = e.decision_id
       JOIN referral r ON r.id = e.referral_id
       WHERE b.referral_id IS NULL AND r.decision_due_since IS NULL AND r.state = 'open' LIMIT $1`,
      [limit],
    );
    return rows.map(({ childId }) => childId);
  }

  /** Versions under which decisions stand whose facts were kept. */
  async versions(): Promise<string[]> {
    const rows: { hash: string }[] = await this.dataSource.query(
      'SELECT DISTINCT rule_set_hash AS hash FROM decision_basis ORDER BY 1',
    );
    return rows.map(({ hash }) => hash);
  }

  async countPlaces(services: readonly string[]): Promise<number> {
    const rows: { places: number }[] = await this.dataSource.query(
      'SELECT coalesce(sum(entries), 0)::int AS places FROM waiting_list_tally WHERE service = ANY ($1::text[])',
      [services],
    );
    return rows[0]?.places ?? 0;
  }

  /** How many blocks there are now, and the file they lie in. */
  async blocks(from: EntityManager = this.dataSource.manager): Promise<{ blocks: number; liesIn: string }> {
    const rows: { blocks: number; liesIn: string }[] = await from.query(
      `SELECT (pg_relation_size('decision_basis') / current_setting('block_size')::int)::int AS blocks,
         pg_relation_filenode('decision_basis')::text AS "liesIn"`,
    );
    return rows[0] ?? { blocks: 0, liesIn: '' };
  }

  /**
   * Referrals in a stretch of blocks, put together where they would be told the same. Read from end to end as it lies:
   * looking a million up by child would read each page many times.
   */
  async alike(tx: EntityManager, sought: Sought, asked: Asked): Promise<Alike[]> {
    const dates = asked.readsDates ? ['birth_date::text', 'waiting_since::text', 'holds_until::text'] : [];
    const [birth, waiting, holds] = [...dates, 'NULL', 'NULL', 'NULL'];
    return tx.query(
      `SELECT hash, service, readable, CASE WHEN readable THEN seen END AS seen, birth AS "birthDate",
         waiting AS "waitingSince", holds AS "holdsUntil", count(*)::int AS referrals,
         string_agg(child_id::text, ',') AS children
       FROM (
         SELECT child_id, service, rule_set_hash AS hash,
           steady AND layout = $4 AND (seen_until IS NULL OR seen_until > $5::date)
             AND (holds_until IS NULL OR holds_until > $5::date) AS readable,
           ${bytesOf(asked.reads)} AS seen, ${birth} AS birth, ${waiting} AS waiting, ${holds} AS holds
         ${OTHERS} AND ctid >= $6::tid AND ctid < $7::tid
       ) AS kept
       GROUP BY 1, 2, 3, 4, 5, 6, 7`,
      [
        sought.services,
        sought.hash,
        sought.lookedThrough,
        SEEN_LAYOUT,
        asked.on,
        `(${String(asked.from)},0)`,
        `(${String(asked.to)},0)`,
      ],
    );
  }
}

/** The bytes of these facts, one after the other. */
function bytesOf(codes: readonly string[]): string {
  const parts = codes.map((code) => {
    const field = seenFields.get(code);
    if (!field) throw new RangeError(`not a fact that is kept as seen: ${code}`);
    return `substring(seen FROM ${String(field.at + 1)} FOR ${String(field.bytes)})`;
  });
  return parts.join(' || ') || `''::bytea`;
}
