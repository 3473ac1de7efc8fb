import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { excluded, unnest } from '../platform/database/unnest.js';
import type { DecisionBasis } from './decision-basis.js';
import { SEEN_LAYOUT } from './seen-facts.js';

/** A decision that stands and what it saw. */
export interface KeptBasis {
  referralId: string;
  decisionId: string;
  ruleSetHash: string;
  basis: DecisionBasis;
}

/** What decisions saw, kept beside the latest of each referral. Writes run in the transaction of the decisions. */
@Injectable()
export class DecisionBasisRepository {
  /** In place of what was kept before; the same again touches nothing. */
  async keep(tx: EntityManager, kept: readonly KeptBasis[]): Promise<void> {
    if (kept.length === 0) return;
    const r = unnest(kept, {
      referral_id: ['uuid', ({ referralId }) => referralId],
      decision_id: ['uuid', ({ decisionId }) => decisionId],
      rule_set_hash: ['text', ({ ruleSetHash }) => ruleSetHash],
      layout: ['text', () => SEEN_LAYOUT],
      steady: ['boolean', ({ basis }) => basis.steady],
      seen_until: ['date', ({ basis }) => basis.seenUntil],
      seen: ['bytea', ({ basis }) => Buffer.from(basis.seen)],
    });
    const columns = r.names.split(', ');
    const row = (of: string): string => `(${columns.map((name) => `${of}.${name}`).join(', ')})`;
    await tx.query(
      `INSERT INTO decision_basis AS stands (${r.names}, sequence)
       SELECT ${columns.map((name) => `r.${name}`).join(', ')}, d.sequence
       FROM ${r.sql} JOIN decision d ON d.id = r.decision_id ORDER BY r.referral_id
       ON CONFLICT (referral_id) DO UPDATE SET ${excluded(`${r.names}, sequence`, 'referral_id')}
       WHERE ${row('stands')} IS DISTINCT FROM ${row('excluded')}`,
      r.parameters,
    );
  }

  /** Of lists that have closed nothing is decided again. */
  async forget(tx: EntityManager, referralIds: readonly string[]): Promise<void> {
    if (referralIds.length === 0) return;
    await tx.query('DELETE FROM decision_basis WHERE referral_id = ANY($1::uuid[])', [referralIds]);
  }
}
