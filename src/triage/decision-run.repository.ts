import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import type { RunningRun, RunPart, StartedRun } from './decision-run.js';

/** Runs over all decisions under another version of the rules. Only added to. */
@Injectable()
export class DecisionRunRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * What was kept of decisions so far: the last number given, the file and how many blocks of it, and who may still be
   * adding under an earlier number: transactions, by what the database calls them. Once those have ended, all up to that
   * number can be seen.
   */
  async kept(): Promise<{ through: string; liesIn: string; adding: string[] }> {
    const [found]: { through: string; liesIn: string }[] = await this.dataSource.query(
      `SELECT coalesce(pg_sequence_last_value('decision_basis_number'), 0)::text AS through,
         pg_relation_filenode('decision_basis')::text AS "liesIn"`,
    );
    if (!found) throw new Error('the database did not say how much is kept');
    return { ...found, adding: await this.addingNow() };
  }

  /** Transactions that write what decisions saw at this moment. */
  async addingNow(): Promise<string[]> {
    const rows: { transaction: string }[] = await this.dataSource.query(
      `SELECT DISTINCT virtualtransaction AS transaction FROM pg_locks
       WHERE locktype = 'relation' AND relation = 'decision_basis'::regclass AND mode = 'RowExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.map(({ transaction }) => transaction);
  }

  async begin(tx: EntityManager, run: StartedRun): Promise<string> {
    const rows: { id: string }[] = await tx.query(
      `INSERT INTO decision_run (began_at, began_by, decided_for, engine, rule_set_id, rule_set_version, rule_set_hash,
         services, from_rules, through, lies_in)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
      [
        run.at,
        run.by,
        run.on,
        run.engine,
        run.id,
        run.version,
        run.hash,
        run.services,
        run.fromRules,
        run.through,
        run.liesIn,
      ],
    );
    const [begun] = rows;
    if (!begun) throw new Error('a run was not begun');
    return begun.id;
  }

  /** The latest run under these rules for these lists that has not ended and can go on, and how far it came. */
  async unfinished(
    hash: string,
    services: readonly string[],
    engine: string,
  ): Promise<RunningRun | undefined> {
    const rows: RunningRun[] = await this.dataSource.query(
      `SELECT r.id, r.through, r.lies_in::text AS "liesIn", r.from_rules AS "fromRules", coalesce(max(p.part), 0) AS parts,
         coalesce(max(p.to_block), 0)::int AS "fromBlock"
       FROM decision_run r LEFT JOIN decision_run_part p ON p.run_id = r.id
       WHERE r.rule_set_hash = $1 AND r.services = $2::text[] AND r.engine = $3
         AND r.lies_in = pg_relation_filenode('decision_basis')
       GROUP BY r.id HAVING NOT coalesce(bool_or(p.last), false) ORDER BY r.began_at DESC LIMIT 1`,
      [hash, services, engine],
    );
    return rows[0];
  }

  async addPart(tx: EntityManager, runId: string, part: RunPart, at: Date): Promise<void> {
    const { number, last, toBlock, looked, same, changed, unread, leftOver } = part;
    await tx.query(
      `INSERT INTO decision_run_part (run_id, part, last, to_block, looked, same, changed, unread, left_over, ended_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [runId, number, last, toBlock, looked, same, changed, unread, leftOver, at],
    );
  }

  /** Children whom its parts left to others, each once. */
  async leftOver(tx: EntityManager, runId: string): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      'SELECT DISTINCT unnest(left_over) AS id FROM decision_run_part WHERE run_id = $1',
      [runId],
    );
    return rows.map(({ id }) => id);
  }

  /** What all its parts came to. */
  async sum(runId: string): Promise<Pick<RunPart, 'looked' | 'same' | 'changed' | 'unread'>> {
    const rows: Pick<RunPart, 'looked' | 'same' | 'changed' | 'unread'>[] = await this.dataSource.query(
      `SELECT coalesce(sum(looked), 0)::int AS looked, coalesce(sum(same), 0)::int AS same,
         coalesce(sum(changed), 0)::int AS changed, coalesce(sum(unread), 0)::int AS unread
       FROM decision_run_part WHERE run_id = $1`,
      [runId],
    );
    return rows[0] ?? { looked: 0, same: 0, changed: 0, unread: 0 };
  }

  /**
   * The run by which a decision that other rules made stands under those in force for its list: the latest of this engine
   * that has looked at it since and ended. Null where there is none, or where the decision is not the one that stands. Who may see the decision is asked before.
   */
  async confirming(
    { id, referralId }: { id: string; referralId: string },
    { engine, inForce }: { engine: string; inForce: readonly { service: string; hash: string }[] },
  ): Promise<ConfirmedByRun | null> {
    const rows: ConfirmedByRun[] = await this.dataSource.query(
      `SELECT run.id AS "runId", (p.ended_at AT TIME ZONE 'Europe/London')::date::text AS "on",
         run.rule_set_id || '@' || run.rule_set_version AS "ruleSet", run.rule_set_hash AS "ruleSetHash"
       FROM decision_basis b JOIN referral r ON r.id = b.referral_id
       JOIN decision_run run ON r.service = ANY (run.services) AND b.number <= run.through
         AND run.rule_set_hash <> b.rule_set_hash AND run.engine = $3
       JOIN unnest($4::text[], $5::text[]) AS in_force (service, hash)
         ON in_force.service = r.service AND in_force.hash = run.rule_set_hash
       JOIN decision_run_part p ON p.run_id = run.id AND p.last
       WHERE b.decision_id = $1 AND b.referral_id = $2 AND r.decision_due_since IS NULL
       ORDER BY p.ended_at DESC LIMIT 1`,
      [id, referralId, engine, inForce.map(({ service }) => service), inForce.map(({ hash }) => hash)],
    );
    return rows[0] ?? null;
  }
}

/** A run that came to the same under other rules. */
export interface ConfirmedByRun {
  runId: string;
  /** The day on which it ended. */
  on: PlainDate;
  /** id@version. */
  ruleSet: string;
  ruleSetHash: string;
}
