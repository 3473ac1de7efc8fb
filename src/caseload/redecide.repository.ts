import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { SEEN_LAYOUT, seenFields } from '../triage/seen-facts.js';

/** Decisions under which version, for which lists, a run looks for. */
export interface Sought {
  /** Of the rules in force: decisions under these are not looked at. */
  hash: string;
  services: readonly string[];
  /** Decisions up to this sequence have been looked at by a run that ended. */
  lookedThrough: string;
}

/** Referrals of a stretch of children that other rules decided, and of whom the same can be told. */
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
  digest: string;
  /** Separated by commas. */
  children: string;
}

/** What a run asks of each decision. */
export interface Asked {
  on: PlainDate;
  /** Codes of facts whose bytes are read, in this order. */
  reads: readonly string[];
  readsDates: boolean;
}

const OTHERS = `
  FROM waiting_list_entry e
  LEFT JOIN decision_basis b ON b.referral_id = e.referral_id AND b.decision_id = e.decision_id
  LEFT JOIN decision d ON b.referral_id IS NULL AND d.id = e.decision_id
  WHERE e.service = ANY ($1::text[]) AND coalesce(b.rule_set_hash, d.rule_set_hash) <> $2
    AND coalesce(b.sequence, d.sequence) > $3::bigint`;

/** Reads what a run over all decisions must know of them. Writes and locks nothing. */
@Injectable()
export class RedecideRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The last decision that a run for any of these lists under these rules has looked at; `0`: none. */
  async lookedThrough(hash: string, service: string): Promise<string> {
    const rows: { through: string }[] = await this.dataSource.query(
      `SELECT coalesce(max(r.through), 0)::text AS through FROM decision_run r
       JOIN decision_run_part p ON p.run_id = r.id AND p.last
       WHERE r.rule_set_hash = $1 AND $2 = ANY (r.services)`,
      [hash, service],
    );
    return rows[0]?.through ?? '0';
  }

  /** Whether any place in the queue rests on a decision of other rules that no run has looked at. */
  async isAnyLeft({ hash, services, lookedThrough }: Sought): Promise<boolean> {
    const rows: { left: boolean }[] = await this.dataSource.query(
      `SELECT EXISTS (SELECT ${OTHERS}) AS left`,
      [services, hash, lookedThrough],
    );
    return rows[0]?.left === true;
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

  /** The last child of the next stretch, by id; null: nobody is left. */
  async endOfStretch(after: string, children: number): Promise<string | null> {
    const rows: { end: string | null }[] = await this.dataSource.query(
      `SELECT max(child_id::text) AS end FROM (SELECT DISTINCT child_id FROM waiting_list_entry
         WHERE child_id > $1 ORDER BY child_id LIMIT $2) AS next`,
      [after, children],
    );
    return rows[0]?.end ?? null;
  }

  /** Referrals of children after one and up to another, put together where they would be told the same. */
  async alike(tx: EntityManager, sought: Sought, asked: Asked, after: string, to: string): Promise<Alike[]> {
    const dates = asked.readsDates
      ? ['e.birth_date::text', 'e.waiting_since::text', 'e.holds_until::text']
      : [];
    const [birth, waiting, holds] = [...dates, 'NULL', 'NULL', 'NULL'];
    return tx.query(
      `SELECT hash, service, readable, CASE WHEN readable THEN seen END AS seen, birth AS "birthDate",
         waiting AS "waitingSince", holds AS "holdsUntil", count(*)::int AS referrals,
         bit_xor(hashtextextended(decision_id::text, 0))::text AS digest, string_agg(child_id::text, ',') AS children
       FROM (
         SELECT e.child_id, e.decision_id, e.service, coalesce(b.rule_set_hash, d.rule_set_hash) AS hash,
           coalesce(b.steady AND b.layout = $4 AND (b.seen_until IS NULL OR b.seen_until > $5::date)
             AND (e.holds_until IS NULL OR e.holds_until > $5::date), false) AS readable,
           ${bytesOf(asked.reads)} AS seen, ${birth} AS birth, ${waiting} AS waiting, ${holds} AS holds
         ${OTHERS} AND e.child_id > $6 AND e.child_id <= $7
       ) AS placed
       GROUP BY 1, 2, 3, 4, 5, 6, 7`,
      [sought.services, sought.hash, sought.lookedThrough, SEEN_LAYOUT, asked.on, after, to],
    );
  }
}

/** The bytes of these facts, one after the other. */
function bytesOf(codes: readonly string[]): string {
  const parts = codes.map((code) => {
    const field = seenFields.get(code);
    if (!field) throw new RangeError(`not a fact that is kept as seen: ${code}`);
    return `substring(b.seen FROM ${String(field.at + 1)} FOR ${String(field.bytes)})`;
  });
  return parts.join(' || ') || `''::bytea`;
}
