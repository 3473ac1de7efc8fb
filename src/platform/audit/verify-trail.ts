import type { EntityManager } from 'typeorm';

/** The last link: what to note outside the database, so that a chain made anew from some line on is found too. */
export interface TrailHead {
  position: number;
  /** SHA-256, hexadecimal. */
  hash: string;
}

export type TrailVerdict =
  | { ok: true; rows: number; head: TrailHead | null }
  | {
      ok: false;
      rows: number;
      /** The first broken link. */ position: number;
      trailId: string | null;
      what: string;
    };

interface Broken {
  position: string;
  trail_id: string | null;
  what: string;
}

/**
 * Proves the chain: every line hashed again over the hash before it, positions without a gap, each line linked once.
 * The database does it in one pass over the two tables. With `expected`, a head noted earlier, the chain must still run
 * through it: without such a note, whoever may do anything with the database could make the whole chain anew.
 */
export async function verifyTrail(tx: EntityManager, expected?: TrailHead): Promise<TrailVerdict> {
  const [counted]: { rows: string }[] = await tx.query('SELECT count(*) AS rows FROM trail_link');
  const rows = Number(counted?.rows ?? 0);
  const [broken]: Broken[] = await tx.query(FIRST_BROKEN);
  if (broken)
    return {
      ok: false,
      rows,
      position: Number(broken.position),
      trailId: broken.trail_id,
      what: broken.what,
    };
  const [last]: { position: string; hash: string }[] = await tx.query(
    `SELECT position, encode(hash, 'hex') AS hash FROM trail_link ORDER BY position DESC LIMIT 1`,
  );
  if (expected) {
    const [noted]: { hash: string }[] = await tx.query(
      `SELECT encode(hash, 'hex') AS hash FROM trail_link WHERE position = $1`,
      [expected.position],
    );
    if (noted?.hash !== expected.hash)
      return {
        ok: false,
        rows,
        position: expected.position,
        trailId: null,
        what: noted ? 'the link is not the one that was noted' : 'the link that was noted is gone',
      };
  }
  return { ok: true, rows, head: last ? { position: Number(last.position), hash: last.hash } : null };
}

/** Checked in order of the chain; a line without a link is put after its last. */
const FIRST_BROKEN = `
  SELECT position, trail_id, what FROM (
    SELECT l.position, l.trail_id,
      CASE
        WHEN l.position <> coalesce(lag(l.position) OVER chain, 0) + 1 THEN 'a link before this one is gone'
        WHEN t.id IS NULL THEN 'the line of this link is gone'
        WHEN l.hash <> sha256(coalesce(lag(l.hash) OVER chain, ''::bytea) || convert_to(trail_content(t), 'UTF8'))
          THEN 'the line or its link was changed'
      END AS what
    FROM trail_link AS l LEFT JOIN trail AS t ON t.id = l.trail_id
    WINDOW chain AS (ORDER BY l.position)
    UNION ALL
    SELECT (SELECT coalesce(max(position), 0) + 1 FROM trail_link), t.id, 'a line was put in without a link'
    FROM trail AS t WHERE NOT EXISTS (SELECT FROM trail_link AS l WHERE l.trail_id = t.id)
  ) AS checked
  WHERE what IS NOT NULL ORDER BY position, trail_id LIMIT 1`;
