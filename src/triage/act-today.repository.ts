import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface NewEpisode {
  referralId: string;
  childId: string;
  decisionId: string;
  inputKey: string;
  evidence: readonly string[];
}

/** What is known of act today about one child, over every list. */
export interface EpisodesOfChild {
  /** Referrals with an episode nobody has ended. */
  open: ReadonlySet<string>;
  /** Evidence that a named person has dealt with. */
  dealtWith: ReadonlySet<string>;
}

@Injectable()
export class ActTodayRepository {
  /** By child, over the referrals that are that child's now. */
  async ofChildren(tx: EntityManager, childIds: readonly string[]): Promise<Map<string, EpisodesOfChild>> {
    const rows: { childId: string; open: string[]; dealtWith: string[] }[] = await tx.query(
      `SELECT r.child_id AS "childId",
         coalesce(array_agg(DISTINCT e.referral_id) FILTER (WHERE e.ended_at IS NULL), '{}') AS open,
         coalesce(array_agg(DISTINCT seen.item) FILTER (WHERE e.ended_at IS NOT NULL AND seen.item IS NOT NULL), '{}')
           AS "dealtWith"
       FROM referral r
       JOIN act_today_episode e ON e.referral_id = r.id
       LEFT JOIN LATERAL unnest(e.evidence) AS seen (item) ON true
       WHERE r.child_id = ANY($1::uuid[]) GROUP BY r.child_id`,
      [childIds],
    );
    return new Map(
      rows.map((row) => [row.childId, { open: new Set(row.open), dealtWith: new Set(row.dealtWith) }]),
    );
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
