import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Any number that no other advisory lock here uses. */
const ONE_AT_A_TIME = 7_701_009;

/** Deciding again in bulk is done by one process at a time, whichever holds the turn. */
@Injectable()
export class RedecideTurn {
  constructor(private readonly dataSource: DataSource) {}

  /** Does the work where nobody else is at it; else null, at once. */
  async take<T>(work: () => Promise<T>): Promise<T | null> {
    const turn = this.dataSource.createQueryRunner();
    try {
      const rows = (await turn.query('SELECT pg_try_advisory_lock($1) AS took', [ONE_AT_A_TIME])) as {
        took: boolean;
      }[];
      return rows[0]?.took === true ? await work() : null;
    } finally {
      await turn.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await turn.release();
    }
  }
}
