import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { excluded, unnest } from '../platform/database/unnest.js';
import type { DecisionBasis } from './decision-basis.js';
import { SEEN_LAYOUT } from './seen-facts.js';

/** A decision that stands, the dates and the list it is about, and what it saw. */
export interface KeptBasis {
  referral: { id: string; childId: string; service: string; waitingSince: PlainDate };
  birthDate: PlainDate;
  decisionId: string;
  ruleSetHash: string;
  holdsUntil: PlainDate | null;
  basis: DecisionBasis;
}

/** What decisions saw, kept beside the latest of each referral. Writes run in the transaction of the decisions. */
@Injectable()
export class DecisionBasisRepository {
  /** In place of what was kept before; the same again touches nothing. */
  async keep(tx: EntityManager, kept: readonly KeptBasis[]): Promise<void> {
    if (kept.length === 0) return;
    const r = unnest(kept, {
      referral_id: ['uuid', ({ referral }) => referral.id],
      child_id: ['uuid', ({ referral }) => referral.childId],
      decision_id: ['uuid', ({ decisionId }) => decisionId],
      service: ['text', ({ referral }) => referral.service],
      birth_date: ['date', ({ birthDate }) => birthDate],
      waiting_since: ['date', ({ referral }) => referral.waitingSince],
      rule_set_hash: ['text', ({ ruleSetHash }) => ruleSetHash],
      layout: ['text', () => SEEN_LAYOUT],
      steady: ['boolean', ({ basis }) => basis.steady],
      holds_until: ['date', ({ holdsUntil }) => holdsUntil],
      seen_until: ['date', ({ basis }) => basis.seenUntil],
      seen: ['bytea', ({ basis }) => Buffer.from(basis.seen)],
    });
    const row = (of: string): string => `(${r.names.replace(/\w+/g, (name) => `${of}.${name}`)})`;
    await tx.query(
      `INSERT INTO decision_basis AS stands (${r.names}, number)
       SELECT ${r.names}, nextval('decision_basis_number') FROM ${r.sql} ORDER BY referral_id
       ON CONFLICT (referral_id) DO UPDATE SET ${excluded(`${r.names}, number`, 'referral_id')}
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
