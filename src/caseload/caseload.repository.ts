import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { KnownSubject } from './fact-sent.js';
import type { PlaceBefore } from './placement.js';

/** A run starts before the first child. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Children held by this transaction, and which of their referrals were due. */
export interface HeldChildren {
  childIds: readonly string[];
  dueReferralIds: readonly string[];
}

/**
 * Who is due, and holding a child while deciding. It reads and locks; it writes nothing. Everybody who writes about a
 * child takes locks in one order (the child, then its referrals), so that nobody waits in a circle.
 */
@Injectable()
export class CaseloadRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The next children with a referral that is due, after one child, by id. */
  async dueAfter(childId: string, limit: number): Promise<string[]> {
    const rows: { childId: string }[] = await this.dataSource.query(
      `SELECT DISTINCT child_id AS "childId" FROM referral
       WHERE decision_due_since IS NOT NULL AND child_id > $1 ORDER BY child_id LIMIT $2`,
      [childId, limit],
    );
    return rows.map((row) => row.childId);
  }

  /**
   * Holds those of these children that nobody else holds, whole, and that are still due. A child of whom another
   * transaction holds any part is left to a later batch: what that transaction writes is not visible yet.
   */
  async holdDue(tx: EntityManager, childIds: readonly string[]): Promise<HeldChildren> {
    const children: { id: string }[] = await tx.query(
      'SELECT id FROM child WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED',
      [childIds],
    );
    const held = children.map(({ id }) => id);
    const referrals: { id: string; childId: string; due: boolean }[] = await tx.query(
      `SELECT id, child_id AS "childId", decision_due_since IS NOT NULL AS due FROM referral
       WHERE child_id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
      [held],
    );
    const all: { childId: string; referrals: number }[] = await tx.query(
      `SELECT child_id AS "childId", count(*)::int AS referrals FROM referral
       WHERE child_id = ANY($1::uuid[]) GROUP BY child_id`,
      [held],
    );
    const mine = new Map<string, { held: number; due: string[] }>();
    for (const { id, childId, due } of referrals) {
      const child = mine.get(childId) ?? { held: 0, due: [] };
      child.held += 1;
      if (due) child.due.push(id);
      mine.set(childId, child);
    }
    const whole = all.filter(({ childId, referrals: count }) => {
      const child = mine.get(childId);
      return child?.held === count && child.due.length > 0;
    });
    return {
      childIds: whole.map(({ childId }) => childId),
      dueReferralIds: whole.flatMap(({ childId }) => mine.get(childId)?.due ?? []),
    };
  }

  /** Holds these children for the transaction, waiting for whoever holds them now. */
  async hold(tx: EntityManager, childIds: readonly string[]): Promise<void> {
    await tx.query('SELECT id FROM child WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [
      childIds,
    ]);
    await tx.query('SELECT id FROM referral WHERE child_id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [
      childIds,
    ]);
  }

  /** Where these referrals stand in the queue now: what was promised about looking again must not move by itself. */
  async places(tx: EntityManager, referralIds: readonly string[]): Promise<Map<string, PlaceBefore>> {
    const rows: (PlaceBefore & { referralId: string })[] = await tx.query(
      `SELECT referral_id AS "referralId", decision_id AS "decisionId", review_on::text AS "reviewOn"
       FROM waiting_list_entry WHERE referral_id = ANY($1::uuid[])`,
      [referralIds],
    );
    return new Map(rows.map(({ referralId, ...place }) => [referralId, place]));
  }

  /** Whom a fact names: a referral before a child, a child's id before a number. */
  async subject(
    tx: EntityManager,
    named: { referralId: string | null; childId: string | null; nhsNumber: string | null },
  ): Promise<KnownSubject | undefined> {
    const rows: KnownSubject[] =
      named.referralId === null
        ? await tx.query(
            `SELECT NULL AS "referralId", id AS "childId", nhs_number AS "nhsNumber", birth_date::text AS "birthDate"
             FROM child WHERE id = $1 OR ($1::uuid IS NULL AND nhs_number = $2)`,
            [named.childId, named.nhsNumber],
          )
        : await tx.query(
            `SELECT r.id AS "referralId", r.child_id AS "childId", c.nhs_number AS "nhsNumber",
               c.birth_date::text AS "birthDate"
             FROM referral r JOIN child_record c ON c.referral_id = r.id WHERE r.id = $1`,
            [named.referralId],
          );
    return rows[0];
  }

  /** What is found wrong with an entry and not resolved yet, the first raised first. */
  async openFindings(tx: EntityManager, referralId: string): Promise<string[]> {
    const rows: { code: string }[] = await tx.query(
      'SELECT code FROM finding WHERE referral_id = $1 AND resolved_at IS NULL ORDER BY raised_at, code',
      [referralId],
    );
    return rows.map((row) => row.code);
  }

  /** Whether a fact came from that person or program, one fact at a time. */
  async wasSentBy(tx: EntityManager, factId: string, actorId: string | null): Promise<boolean> {
    const [row]: { sent: boolean }[] = await tx.query(
      `SELECT EXISTS (SELECT FROM trail WHERE subject_kind = 'fact' AND subject_id = $1
         AND action = 'fact.recorded' AND actor_id = $2) AS sent`,
      [factId, actorId],
    );
    return row?.sent === true;
  }

  /** Holds one referral's name for the transaction, whether or not the referral exists yet. */
  async holdName(tx: EntityManager, referralId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7701))', [referralId]);
  }

  /** Children whose decision may change by itself by this day and who are not due yet. */
  async outlived(today: string, limit: number): Promise<string[]> {
    const rows: { childId: string }[] = await this.dataSource.query(
      `SELECT DISTINCT e.child_id AS "childId" FROM waiting_list_entry e JOIN referral r ON r.id = e.referral_id
       WHERE e.holds_until <= $1 AND r.decision_due_since IS NULL AND r.state = 'open' LIMIT $2`,
      [today, limit],
    );
    return rows.map((row) => row.childId);
  }

  /** For readiness: what waits to be decided, and what outlived its decision. */
  async overdue(today: string): Promise<{ due: number; oldestDue: Date | null; outlived: number }> {
    const rows: { due: number; oldestDue: Date | null; outlived: number }[] = await this.dataSource.query(
      `SELECT count(*)::int AS due, min(decision_due_since) AS "oldestDue",
         (SELECT count(*)::int FROM waiting_list_entry WHERE holds_until <= $1) AS outlived
       FROM referral WHERE decision_due_since IS NOT NULL`,
      [today],
    );
    return rows[0] ?? { due: 0, oldestDue: null, outlived: 0 };
  }
}
