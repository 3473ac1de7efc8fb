import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EpisodesOfChild, NewEpisode, OpenEpisode } from './new-episodes.js';

@Injectable()
export class ActTodayRepository {
  /** By child, over the referrals that are that child's now. */
  async ofChildren(tx: EntityManager, childIds: readonly string[]): Promise<Map<string, EpisodesOfChild>> {
    const rows: (OpenEpisode & { childId: string; ended: boolean })[] = await tx.query(
      `SELECT r.child_id AS "childId", e.referral_id AS "referralId", e.input_key AS "inputKey", e.evidence,
         e.ended_at IS NOT NULL AS ended
       FROM referral r
       JOIN act_today_episode e ON e.referral_id = r.id
       WHERE r.child_id = ANY($1::uuid[]) ORDER BY e.started_at, e.id`,
      [childIds],
    );
    const children = new Map<string, { open: OpenEpisode[]; dealtWith: Set<string> }>();
    for (const { childId, ended, ...episode } of rows) {
      const child = children.get(childId) ?? { open: [], dealtWith: new Set<string>() };
      if (ended) for (const item of episode.evidence) child.dealtWith.add(item);
      else child.open.push(episode);
      children.set(childId, child);
    }
    return children;
  }

  async start(tx: EntityManager, episodes: readonly NewEpisode[], at: Date): Promise<void> {
    // An array of arrays does not fit unnest: the evidence travels as JSON.
    await tx.query(
      `INSERT INTO act_today_episode (referral_id, child_id, decision_id, started_at, input_key, evidence)
       SELECT n.referral_id, n.child_id, n.decision_id, $1, n.input_key,
         ARRAY(SELECT jsonb_array_elements_text(n.evidence))
       FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[])
         AS n (referral_id, child_id, decision_id, input_key, evidence)`,
      [
        at,
        episodes.map(({ referralId }) => referralId),
        episodes.map(({ childId }) => childId),
        episodes.map(({ decisionId }) => decisionId),
        episodes.map(({ inputKey }) => inputKey),
        episodes.map(({ evidence }) => JSON.stringify(evidence)),
      ],
    );
  }

  /** Ends what is open on this evidence, on every list of the child whose referral this is. Answers the referrals. */
  async end(
    tx: EntityManager,
    which: { referralId: string; inputKey: string },
    by: { name: string; at: Date; what: string },
  ): Promise<{ referralId: string; childId: string }[]> {
    const [rows]: [{ referralId: string; childId: string }[], number] = await tx.query(
      `UPDATE act_today_episode e SET ended_at = $3, ended_by = $4, what_was_done = $5
       FROM referral r
       WHERE r.id = e.referral_id AND e.input_key = $2 AND e.ended_at IS NULL
         AND r.child_id = (SELECT child_id FROM referral WHERE id = $1)
       RETURNING e.referral_id AS "referralId", r.child_id AS "childId"`,
      [which.referralId, which.inputKey, by.at, by.name, by.what],
    );
    return rows;
  }
}
