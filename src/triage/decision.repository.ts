import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { DecisionEntity } from './decision.entity.js';
import type { Confirmation } from './decision.js';
import { receiptText } from './receipt-text.js';
import type { LatestDecision, MadeDecision, StoredDecision } from './stored-decision.js';

@Injectable()
export class DecisionRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Adds decisions, in the order given; none is ever changed. */
  async add(tx: EntityManager, made: readonly MadeDecision[], by: { name: string; at: Date }): Promise<void> {
    const of = <T>(value: (one: MadeDecision) => T): T[] => made.map(value);
    await tx.query(
      `INSERT INTO decision (id, referral_id, child_id, decided_at, decided_for, decided_by, rule_set_id,
         rule_set_version, rule_set_hash, band, standing_band, standing_since, could_be, act_today, lower_proposal,
         holds_until, input_hash, receipt)
       SELECT n.id, n.referral_id, n.child_id, $1, n.decided_for, $2, n.rule_set_id, n.rule_set_version,
         n.rule_set_hash, n.band, n.standing_band, n.standing_since, n.could_be, n.act_today, n.lower_proposal,
         n.holds_until, n.input_hash, n.receipt::jsonb
       FROM ROWS FROM (
         unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::date[], $7::text[], $8::text[], $9::text[], $10::text[],
           $11::text[], $12::date[], $13::text[], $14::boolean[], $15::text[], $16::date[], $17::text[]),
         string_to_table($18, E'\\n')
       ) WITH ORDINALITY AS n (id, referral_id, child_id, decided_for, rule_set_id, rule_set_version, rule_set_hash, band,
         standing_band, standing_since, could_be, act_today, lower_proposal, holds_until, input_hash, receipt, nth)
       ORDER BY n.nth`,
      [
        by.at,
        by.name,
        of(({ id }) => id),
        of(({ decision }) => decision.referralId),
        of(({ decision }) => decision.childId),
        of(({ decision }) => decision.decidedFor),
        of(({ decision }) => decision.ruleSetId),
        of(({ decision }) => decision.ruleSetVersion),
        of(({ decision }) => decision.ruleSetHash),
        of(({ decision }) => decision.band),
        of(({ decision }) => decision.standing.band),
        of(({ decision }) => decision.standing.since),
        of(({ decision }) => decision.couldBe),
        of(({ decision }) => decision.actToday),
        of(({ decision }) => decision.lowerProposal),
        of(({ decision }) => decision.holdsUntil),
        of(({ decision }) => decision.inputHash),
        // A line each: as an array of JSON every quotation mark would be escaped, which takes six times as long.
        of(receiptText).join('\n'),
      ],
    );
  }

  /** The latest decision about each of these referrals that has one. */
  async latest(tx: EntityManager, referralIds: readonly string[]): Promise<LatestDecision[]> {
    const rows: { id: string; referralId: string; inputHash: string; band: string; since: string }[] =
      await tx.query(
        `SELECT d.id, d.referral_id AS "referralId", d.input_hash AS "inputHash", d.standing_band AS band,
           d.standing_since::text AS since
         FROM unnest($1::uuid[]) AS asked (referral_id)
         CROSS JOIN LATERAL (
           SELECT * FROM decision WHERE decision.referral_id = asked.referral_id ORDER BY sequence DESC LIMIT 1
         ) AS d`,
        [referralIds],
      );
    return rows.map(({ id, referralId, inputHash, band, since }) => ({
      id,
      referralId,
      inputHash,
      standing: { band, since: since as LatestDecision['standing']['since'] },
    }));
  }

  /** `tx`: a reader's own transaction, so that it is found only where they may see it. */
  async find(id: string, tx: EntityManager = this.dataSource.manager): Promise<StoredDecision | null> {
    return tx.findOneBy(DecisionEntity, { id });
  }

  /** Confirmations of decisions about these referrals, oldest first. */
  async confirmations(
    tx: EntityManager,
    referralIds: readonly string[],
  ): Promise<(Confirmation & { referralId: string })[]> {
    return tx.query(
      `SELECT c.referral_id AS "referralId", c.band, c.confirmed_on::text AS "on", c.confirmed_by AS "by",
         c.decision_id AS "decisionId"
       FROM confirmation c JOIN decision d ON d.id = c.decision_id
       WHERE c.referral_id = ANY($1::uuid[]) ORDER BY c.referral_id, d.sequence, c.confirmed_at`,
      [referralIds],
    );
  }

  async addConfirmation(
    tx: EntityManager,
    confirmation: Confirmation & { referralId: string; at: Date; note: string },
  ): Promise<void> {
    const { referralId, decisionId, band, on, at, by, note } = confirmation;
    await tx.query(
      `INSERT INTO confirmation (referral_id, decision_id, band, confirmed_on, confirmed_at, confirmed_by, note)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [referralId, decisionId, band, on, at, by, note],
    );
  }
}
