import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { unnest } from '../platform/database/unnest.js';
import type { ServiceLineId } from './service-line.js';

export interface ReferralSource {
  provider: string;
  service: ServiceLineId;
  firstCensusOn: PlainDate | null;
  latestExtractOn: PlainDate | null;
}

/** The lists as providers send them. */
@Injectable()
export class ReferralSourceRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Notes that a census of these lists was read; answers each source as it now stands. */
  async noteCensus(
    tx: EntityManager,
    censuses: readonly { provider: string; service: ServiceLineId; on: PlainDate }[],
  ): Promise<ReferralSource[]> {
    const r = unnest(censuses, {
      provider: ['text', (row) => row.provider],
      service: ['text', (row) => row.service],
      census_on: ['date', (row) => row.on],
    });
    return tx.query(
      `INSERT INTO referral_source (provider, service, first_census_on, latest_extract_on)
       SELECT provider, service, max(census_on), max(census_on) FROM ${r.sql}
       GROUP BY provider, service ORDER BY provider, service
       ON CONFLICT (provider, service) DO UPDATE SET
         first_census_on = coalesce(referral_source.first_census_on, excluded.first_census_on),
         latest_extract_on = greatest(referral_source.latest_extract_on, excluded.latest_extract_on)
       RETURNING provider, service, first_census_on::text AS "firstCensusOn",
                 latest_extract_on::text AS "latestExtractOn"`,
      r.parameters,
    );
  }

  /** Notes that a list exists, for an entry sent by itself; a census of it has still to be read. */
  async noteEntry(
    tx: EntityManager,
    entries: readonly { provider: string; service: ServiceLineId }[],
  ): Promise<void> {
    const r = unnest(entries, {
      provider: ['text', (row) => row.provider],
      service: ['text', (row) => row.service],
    });
    await tx.query(
      `INSERT INTO referral_source (provider, service) SELECT DISTINCT provider, service FROM ${r.sql}
       ON CONFLICT DO NOTHING`,
      r.parameters,
    );
  }

  /** The latest day any list was reported for; null where none was. */
  async latestExtractOn(from: EntityManager = this.dataSource.manager): Promise<PlainDate | null> {
    const rows: { latest: PlainDate | null }[] = await from.query(
      'SELECT max(latest_extract_on)::text AS latest FROM referral_source',
    );
    return rows[0]?.latest ?? null;
  }

  /** Lets messages about a list's first census go: a named person has looked at it. Answers whether there is such a list. */
  async release(tx: EntityManager, provider: string, service: ServiceLineId, by: string): Promise<boolean> {
    const released: unknown[] = await tx.query(
      `UPDATE referral_source SET released_at = coalesce(released_at, now()), released_by = coalesce(released_by, $3)
       WHERE provider = $1 AND service = $2 RETURNING provider`,
      [provider, service, by],
    );
    // TypeORM answers an UPDATE with [rows, count].
    return (released[0] as unknown[]).length > 0;
  }
}
