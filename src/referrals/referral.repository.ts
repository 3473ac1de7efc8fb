import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { unnest } from '../platform/database/unnest.js';
import { type ReportedReferral, waitingSince } from './arrival.js';
import { type ReceivedAs, receivedAs, type Referral } from './referral.js';

export interface NewReport {
  referral: ReportedReferral;
  childId: string;
  contentHash: string;
  fromFirstCensus: boolean;
}

export interface ReceivedReport {
  referralId: string;
  as: ReceivedAs;
  /** Reported later than the day the wait counts from: the earlier day stands. */
  startLater: boolean;
}

/** Entries on lists. Writes run in the caller's transaction and take any number of rows. */
@Injectable()
export class ReferralRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Opens or updates entries as they are reported, at most one report an entry, and marks them due for a decision where
   * they are, or were, open. A report older than what is stored changes nothing; a wait never starts later than it did.
   */
  async receive(
    tx: EntityManager,
    reports: readonly NewReport[],
    importFileId: string | null,
  ): Promise<ReceivedReport[]> {
    if (reports.length === 0) return [];
    const ids = reports.map((report) => report.referral.id);
    const stored: Referral[] = await tx.query(
      `${SELECT_REFERRAL} WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
      [ids],
    );
    const before = new Map(stored.map((referral) => [referral.id, referral]));
    const received = reports.map((report) => ({
      report,
      ...this.compare(before.get(report.referral.id), report),
    }));
    await this.upsert(
      tx,
      received.filter((row) => row.as !== 'stale').map((row) => row.report),
      importFileId,
    );
    return received.map(({ report, as, startLater }) => ({ referralId: report.referral.id, as, startLater }));
  }

  private compare(stored: Referral | undefined, { referral, contentHash }: NewReport) {
    const state = referral.closedOn === null ? 'open' : 'closed';
    return {
      as: receivedAs(stored, { state, contentHash, reportedOn: referral.reportedOn }),
      startLater: stored !== undefined && waitingSince(referral) > stored.waitingSince,
    } as const;
  }

  private async upsert(
    tx: EntityManager,
    reports: readonly NewReport[],
    importFileId: string | null,
  ): Promise<void> {
    if (reports.length === 0) return;
    const r = unnest(reports, {
      id: ['uuid', (row) => row.referral.id],
      child_id: ['uuid', (row) => row.childId],
      provider: ['text', (row) => row.referral.provider],
      service: ['text', (row) => row.referral.service],
      source_system: ['text', (row) => row.referral.sourceSystem],
      service_request_identifier: ['text', (row) => row.referral.serviceRequestIdentifier],
      team_type: ['text', (row) => row.referral.teamType],
      team_code_system: ['text', (row) => row.referral.teamCodeSystem],
      source_of_referral: ['text', (row) => row.referral.sourceOfReferral],
      primary_reason: ['text', (row) => row.referral.primaryReason],
      priority_type_code: ['text', (row) => row.referral.priorityTypeCode],
      received_on: ['date', (row) => row.referral.receivedOn],
      original_received_on: ['date', (row) => row.referral.originalReceivedOn],
      waiting_since: ['date', (row) => waitingSince(row.referral)],
      rtt_status: ['text', (row) => row.referral.rttStatus],
      appointment_on: ['date', (row) => row.referral.appointmentOn],
      last_dna_on: ['date', (row) => row.referral.lastDnaOn],
      state: ['text', (row) => (row.referral.closedOn === null ? 'open' : 'closed')],
      closed_on: ['date', (row) => row.referral.closedOn],
      closure_reason: ['text', (row) => row.referral.closureReason],
      outcome: ['text', (row) => row.referral.outcome],
      reported_on: ['date', (row) => row.referral.reportedOn],
      from_first_census: ['boolean', (row) => row.fromFirstCensus],
      content_hash: ['text', (row) => row.contentHash],
    });
    const file = `$${String(r.parameters.length + 1)}::uuid`;
    const kept = new Set([
      'id',
      'provider',
      'service_request_identifier',
      'waiting_since',
      'from_first_census',
    ]);
    const updated = r.names.split(', ').filter((name) => !kept.has(name));
    await tx.query(
      `INSERT INTO referral (${r.names}, import_file_id, decision_due_since)
       SELECT ${r.names}, ${file}, CASE WHEN state = 'open' THEN now() END FROM ${r.sql}
       ON CONFLICT (id) DO UPDATE SET
         ${updated.map((name) => `${name} = excluded.${name}`).join(', ')},
         waiting_since = least(referral.waiting_since, excluded.waiting_since),
         import_file_id = excluded.import_file_id,
         decision_due_since = CASE WHEN 'open' IN (referral.state, excluded.state)
                                   THEN coalesce(referral.decision_due_since, now())
                                   ELSE referral.decision_due_since END,
         updated_at = now()
       WHERE referral.reported_on <= excluded.reported_on`,
      [...r.parameters, importFileId],
    );
  }

  /**
   * Marks every open referral of these children due for a decision: what is said about a child concerns all its lists.
   * Skips only what this transaction has marked (`now()` is when it began): a mark that is older may be cleared by whoever
   * is deciding at this moment.
   */
  async markDue(tx: EntityManager, childIds: readonly string[]): Promise<void> {
    if (childIds.length === 0) return;
    await tx.query(
      `UPDATE referral SET decision_due_since = coalesce(decision_due_since, now())
       WHERE child_id = ANY($1) AND state = 'open' AND decision_due_since IS DISTINCT FROM now()`,
      [childIds],
    );
  }

  /**
   * The same without waiting: referrals that somebody holds are passed over. Answers the children of whom any was.
   */
  async markDueUnlessHeld(tx: EntityManager, childIds: readonly string[]): Promise<string[]> {
    if (childIds.length === 0) return [];
    const free: { id: string }[] = await tx.query(
      `SELECT id FROM referral WHERE child_id = ANY($1::uuid[]) AND state = 'open' ORDER BY id
       FOR NO KEY UPDATE SKIP LOCKED`,
      [childIds],
    );
    const held: { childId: string }[] = await tx.query(
      `WITH marked AS (
         UPDATE referral SET decision_due_since = now()
         WHERE id = ANY($2::uuid[]) AND decision_due_since IS NULL RETURNING id
       )
       SELECT DISTINCT child_id AS "childId" FROM referral
       WHERE child_id = ANY($1::uuid[]) AND state = 'open' AND id <> ALL ($2::uuid[])`,
      [childIds, free.map(({ id }) => id)],
    );
    return held.map(({ childId }) => childId);
  }

  /** Takes the mark off referrals that have been decided, in the transaction that took them; never off others. */
  async clearDue(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query('UPDATE referral SET decision_due_since = NULL WHERE id = ANY($1)', [ids]);
  }

  async countDue(from: EntityManager = this.dataSource.manager): Promise<number> {
    const rows: { due: number }[] = await from.query(
      'SELECT count(*)::int AS due FROM referral WHERE decision_due_since IS NOT NULL',
    );
    return rows[0]?.due ?? 0;
  }

  async find(id: string, from: EntityManager = this.dataSource.manager): Promise<Referral | undefined> {
    const found: Referral[] = await from.query(`${SELECT_REFERRAL} WHERE id = $1`, [id]);
    return found[0];
  }

  /** Every referral of these children, open and closed: the lists each child is or was on, oldest first. */
  async ofChildren(
    childIds: readonly string[],
    from: EntityManager = this.dataSource.manager,
  ): Promise<Referral[]> {
    return from.query(`${SELECT_REFERRAL} WHERE child_id = ANY($1) ORDER BY waiting_since, id`, [childIds]);
  }
}

const SELECT_REFERRAL = `SELECT id, child_id AS "childId", provider, service,
  service_request_identifier AS "serviceRequestIdentifier", received_on::text AS "receivedOn",
  waiting_since::text AS "waitingSince", appointment_on::text AS "appointmentOn", state,
  closed_on::text AS "closedOn", outcome, reported_on::text AS "reportedOn",
  from_first_census AS "fromFirstCensus", content_hash AS "contentHash",
  decision_due_since::text AS "decisionDueSince" FROM referral`;
