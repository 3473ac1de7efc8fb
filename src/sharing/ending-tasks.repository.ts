import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AGREEMENT_ENDING } from './ending-soon.js';

/** Any number that no other advisory lock here uses. */
const ONE_AT_A_TIME = 7_701_042;

/** What has been said about agreements that end. */
@Injectable()
export class EndingTasksRepository {
  /** Whether it is this transaction's turn to look, until it ends. */
  async takeTurn(tx: EntityManager): Promise<boolean> {
    const [row]: { took: boolean }[] = await tx.query('SELECT pg_try_advisory_xact_lock($1) AS took', [
      ONE_AT_A_TIME,
    ]);
    return row?.took === true;
  }

  /** Every task ever raised about the end of an agreement: what somebody has dealt with is not raised again. */
  async raised(tx: EntityManager): Promise<readonly { key: string; isDone: boolean }[]> {
    return tx.query(`SELECT DISTINCT key, state = 'done' AS "isDone" FROM task WHERE kind = $1`, [
      AGREEMENT_ENDING,
    ]);
  }
}
