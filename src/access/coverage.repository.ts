import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { List, Seat } from './coverage.js';

/** Which lists there are, and in which posts people have signed in; of nobody. */
@Injectable()
export class CoverageRepository {
  constructor(private readonly dataSource: DataSource) {}

  async lists(): Promise<List[]> {
    return this.dataSource.query('SELECT provider, service FROM referral_source ORDER BY provider, service');
  }

  /** Each post in which somebody has signed in since then, once. */
  async signedInSince(since: Date): Promise<Seat[]> {
    const rows: { seat: Seat }[] = await this.dataSource.query(
      `SELECT DISTINCT jsonb_build_object('role', viewer -> 'role', 'organisation', viewer -> 'organisation',
         'services', viewer -> 'services', 'localities', viewer -> 'localities') AS seat
       FROM session WHERE started_at > $1`,
      [since],
    );
    return rows.map(({ seat }) => seat);
  }
}
