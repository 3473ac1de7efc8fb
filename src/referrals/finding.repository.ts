import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { unnest } from '../platform/database/unnest.js';
import { ENTERED_BY_HAND, ownerOfFinding } from './finding.js';

export interface ReportedFinding {
  referralId: string;
  code: string;
  detail?: Readonly<Record<string, unknown>>;
}

/** What is wrong with what lists report. */
@Injectable()
export class FindingRepository {
  /**
   * Brings the open findings of these referrals to what their latest report shows: new ones are raised, standing ones
   * stay with their first day, and those the report no longer shows are resolved by whoever read it. What was entered by
   * hand stays so where the report is of another child: what it says of the child has not taken its place.
   */
  async reconcile(
    tx: EntityManager,
    actor: Actor,
    referralIds: readonly string[],
    findings: readonly ReportedFinding[],
  ): Promise<void> {
    if (referralIds.length === 0) return;
    const r = unnest(findings, {
      referral_id: ['uuid', (row) => row.referralId],
      code: ['text', (row) => row.code],
      detail: ['jsonb', (row) => JSON.stringify(row.detail ?? {})],
      owner_role: ['text', (row) => ownerOfFinding(row.code)],
    });
    const next = r.parameters.length + 1;
    await tx.query(
      `UPDATE finding SET resolved_at = now(), resolved_by = $${String(next + 1)}
       WHERE referral_id = ANY($${String(next)}) AND resolved_at IS NULL
         AND (referral_id, code) NOT IN (SELECT r.referral_id, r.code FROM ${r.sql})
         AND NOT (code = '${ENTERED_BY_HAND}'
                  AND referral_id IN (SELECT r.referral_id FROM ${r.sql} WHERE r.code = 'identity_changed'))`,
      [...r.parameters, referralIds, actor.name],
    );
    if (findings.length === 0) return;
    await tx.query(
      `INSERT INTO finding (${r.names}) SELECT ${r.names} FROM ${r.sql}
       ON CONFLICT (referral_id, code) WHERE resolved_at IS NULL DO NOTHING`,
      r.parameters,
    );
  }
}
