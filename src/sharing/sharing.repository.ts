import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { londonDate } from '../kernel/plain-date.js';
import { prepared } from '../platform/database/prepared.js';
import type { Agreement } from './agreement.js';
import type { Approval, By, RegisteredVersion } from './registered-version.js';

interface Row {
  content: Agreement;
  hash: string;
  proposed: By & { at: Date };
  approvals: readonly (Omit<Approval, 'approvedAt'> & { approvedAt: string })[];
  withdrawn: (By & { reason: string; at: string }) | null;
}

/** Changes with whatever is added to the register. Three counts over small tables. */
export const STAMP = `concat_ws('/', (SELECT count(*) FROM sharing_agreement),
  (SELECT count(*) FROM sharing_approval), (SELECT count(*) FROM sharing_withdrawal))`;

/** The register's tables, to which rows are only ever added. Writes run in the caller's transaction. */
@Injectable()
export class SharingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Says whether anything was added: rows are never changed and never taken out, so their numbers name what is there.
   */
  async stamp(): Promise<string> {
    const [row] = await prepared<{ stamp: string }>(this.dataSource, `SELECT ${STAMP} AS stamp`, []);
    if (!row) throw new Error('the register of agreements could not be counted');
    return row.stamp;
  }

  /** Every version of every agreement, by agreement and version. */
  async all(from: EntityManager = this.dataSource.manager): Promise<RegisteredVersion[]> {
    const rows: Row[] = await from.query(`${SELECT_VERSION} ORDER BY a.agreement, a.version`);
    return rows.map(versionOf);
  }

  async find(tx: EntityManager, agreement: string, version: number): Promise<RegisteredVersion | null> {
    const [row]: Row[] = await tx.query(`${SELECT_VERSION} WHERE a.agreement = $1 AND a.version = $2`, [
      agreement,
      version,
    ]);
    return row ? versionOf(row) : null;
  }

  /** Whoever adds to the register has it to themselves until their transaction ends: two approvals come one by one. */
  async hold(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [REGISTER_LOCK]);
  }

  async add(tx: EntityManager, agreement: Agreement, hash: string, by: By, at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO sharing_agreement (agreement, version, content, content_hash, proposed_by_id, proposed_by,
         proposed_by_organisation, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [agreement.id, agreement.version, JSON.stringify(agreement), hash, by.id, by.name, by.organisation, at],
    );
  }

  async approve(tx: EntityManager, of: { id: string; version: number }, approval: Approval): Promise<void> {
    await tx.query(
      `INSERT INTO sharing_approval (agreement, version, approved_by_id, approved_by, organisation, looked_at, approved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        of.id,
        of.version,
        approval.id,
        approval.name,
        approval.organisation,
        approval.lookedAt,
        approval.approvedAt,
      ],
    );
  }

  async withdraw(
    tx: EntityManager,
    of: { id: string; version: number },
    by: By,
    reason: string,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO sharing_withdrawal (agreement, version, withdrawn_by_id, withdrawn_by, organisation, reason, withdrawn_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [of.id, of.version, by.id, by.name, by.organisation, reason, at],
    );
  }
}

/** Any number that no other advisory lock here uses. */
const REGISTER_LOCK = 7_701_041;

const SELECT_VERSION = `
  SELECT a.content, a.content_hash AS hash,
    jsonb_build_object('id', a.proposed_by_id, 'name', a.proposed_by, 'organisation', a.proposed_by_organisation,
      'at', a.proposed_at) AS proposed,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.approved_by_id, 'name', p.approved_by,
        'organisation', p.organisation, 'lookedAt', p.looked_at, 'approvedAt', p.approved_at)
        ORDER BY p.approved_at, p.approved_by_id)
      FROM sharing_approval p WHERE p.agreement = a.agreement AND p.version = a.version), '[]') AS approvals,
    (SELECT jsonb_build_object('id', w.withdrawn_by_id, 'name', w.withdrawn_by, 'organisation', w.organisation,
        'reason', w.reason, 'at', w.withdrawn_at)
      FROM sharing_withdrawal w WHERE w.agreement = a.agreement AND w.version = a.version) AS withdrawn
  FROM sharing_agreement a`;

function versionOf({ content, hash, proposed, approvals, withdrawn }: Row): RegisteredVersion {
  const at = withdrawn && new Date(withdrawn.at);
  return {
    ...content,
    hash,
    proposed: { ...proposed, at: new Date(proposed.at) },
    approvals: approvals.map((approval) => ({ ...approval, approvedAt: new Date(approval.approvedAt) })),
    withdrawn: withdrawn && at ? { ...withdrawn, at, on: londonDate(at) } : null,
  };
}
