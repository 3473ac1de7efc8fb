import type { DataSource } from 'typeorm';
import type { TrailEntry } from '../../src/platform/audit/trail.js';
import { type As, viewerOf } from './viewers.js';

/** A line of the trail as somebody's look at some moment would leave it: the trail itself always says now. */
export async function lookedAt(
  database: DataSource,
  who: As,
  at: string,
  entry: Partial<TrailEntry> & { childId?: string | null },
): Promise<void> {
  const viewer = viewerOf(who);
  await database.query(
    `INSERT INTO trail (at, actor_kind, actor_name, actor_role, actor_id, organisation, agency, from_address, act, action,
       subject_kind, subject_id, child_id, child_ids, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '203.0.113.9', $8, $9, $10, 'r', $11, $12::uuid[], $13)`,
    [
      at,
      viewer.kind,
      viewer.name,
      viewer.kind === 'person' ? viewer.role : null,
      viewer.id,
      viewer.organisation,
      viewer.agency,
      entry.act ?? 'view',
      entry.action ?? 'referral.viewed',
      entry.subjectKind ?? 'referral',
      entry.childId ?? null,
      [...(entry.childIds ?? [])],
      JSON.stringify(entry.detail ?? {}),
    ],
  );
}
