import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { onTheirLists } from '../access/watched.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { DayRange } from './day-range.js';
import { type Review, UNUSUAL, type Unusual, type UnusualKind } from './unusual.js';

/** Unusual viewing, worked out by the database from the trail over a range of days, in one statement. */
@Injectable()
export class UnusualRepository {
  /**
   * What the watchers of that organisation watch over, newest first; at most `UNUSUAL.most` of each kind, and whether any
   * kind has more.
   */
  async find(
    tx: EntityManager,
    { from, to }: DayRange,
    holidays: readonly PlainDate[],
    watcher: string,
  ): Promise<{ found: Unusual[]; more: boolean }> {
    const rows: Unusual[] = await tx.query(FINDINGS, [
      from,
      to,
      UNUSUAL.manyChildrenFloor,
      UNUSUAL.deviations,
      UNUSUAL.opensAt,
      UNUSUAL.closesAt,
      holidays,
      UNUSUAL.looksOffList,
      watcher,
    ]);
    const found = Object.keys(KINDS).flatMap((kind) =>
      rows.filter((row) => row.kind === kind).slice(0, UNUSUAL.most),
    );
    found.sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? 1 : -1));
    return { found, more: found.length < rows.length };
  }

  /** What was made of these findings, by finding. */
  async reviews(tx: EntityManager, findingIds: readonly string[]): Promise<Map<string, Review>> {
    const rows: (Review & { id: string })[] = await tx.query(
      `SELECT finding_id AS id, looked_at_by AS "lookedAtBy", looked_at AS "lookedAt", note
       FROM unusual_viewing_review WHERE finding_id = ANY ($1::uuid[])`,
      [findingIds],
    );
    return new Map(rows.map(({ id, ...review }) => [id, review]));
  }

  /** Keeps a look; false where somebody has looked at that finding already. */
  async review(tx: EntityManager, finding: Unusual & { id: string }, review: Review): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `INSERT INTO unusual_viewing_review (finding_id, kind, viewer_id, day, child_id, looked_at, looked_at_by, note)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (finding_id) DO NOTHING RETURNING finding_id`,
      [
        finding.id,
        finding.kind,
        finding.actorId,
        finding.day,
        finding.childId,
        review.lookedAt,
        review.lookedAtBy,
        review.note,
      ],
    );
    return rows.length > 0;
  }
}

/** What a finding is about; every kind below answers these columns. */
const WHO = `actor_id AS "actorId", max(actor_name) AS "actorName", actor_role AS "actorRole", organisation`;
const BY_WHO = 'actor_id, actor_role, organisation';

/** Looks of people who signed in, in the range; times and days as Plymouth has them. */
const LOOKS = `
  SELECT (at AT TIME ZONE 'Europe/London')::date AS day, (at AT TIME ZONE 'Europe/London')::time AS clock,
    actor_id, actor_name, actor_role, organisation, child_id
  FROM trail
  WHERE at >= $1::date::timestamp AT TIME ZONE 'Europe/London'
    AND at < ($2::date + 1)::timestamp AT TIME ZONE 'Europe/London'
    AND actor_kind = 'person' AND actor_id IS NOT NULL AND act IN ('view', 'search', 'export')
    AND (child_id IS NOT NULL OR child_ids <> '{}')`;

/** Records opened one by one, by whom on which day: pages of a list show many children to everybody. */
const SEEN = `
  SELECT ${BY_WHO}, max(actor_name) AS actor_name, day, child_id, count(*)::int AS count
  FROM looks WHERE child_id IS NOT NULL GROUP BY ${BY_WHO}, day, child_id`;

const MANY_CHILDREN = `
  WITH daily AS (
    SELECT ${BY_WHO}, max(actor_name) AS actor_name, day, count(*)::int AS children
    FROM seen GROUP BY ${BY_WHO}, day),
  usual AS (
    SELECT actor_role, percentile_cont(0.5) WITHIN GROUP (ORDER BY children) AS median
    FROM daily GROUP BY actor_role),
  spread AS (
    SELECT usual.actor_role, usual.median,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(daily.children - usual.median)) AS deviation
    FROM daily JOIN usual ON usual.actor_role IS NOT DISTINCT FROM daily.actor_role
    GROUP BY usual.actor_role, usual.median)
  SELECT actor_id AS "actorId", actor_name AS "actorName", daily.actor_role AS "actorRole", organisation,
    day::text, NULL::uuid AS "childId", children AS count, round(median)::int AS usual
  FROM daily JOIN spread ON spread.actor_role IS NOT DISTINCT FROM daily.actor_role
  WHERE children > $3::int AND children > median + $4::int * greatest(deviation, 1)`;

const LAST_WORD = (name: string): string => `lower(regexp_replace(trim(${name}), '^.*\\s', ''))`;
/** Ending alike is cheap to ask, and asked first: a month has tens of thousands of looks. */
const ENDS_IN = (name: string, word: string): string =>
  `(right(lower(trim(${name})), length(${word})) = ${word} AND ${LAST_WORD(name)} = ${word})`;

/** Names are all we know of who is related to whom. A common name is found too: somebody asks. */
const SAME_FAMILY_NAME = `
  WITH people AS MATERIALIZED (
    SELECT actor_name, ${LAST_WORD('actor_name')} AS word FROM seen GROUP BY actor_name)
  SELECT actor_id AS "actorId", actor_name AS "actorName", actor_role AS "actorRole", organisation,
    day::text, child_id AS "childId", count, NULL::int AS usual
  FROM seen JOIN people USING (actor_name) JOIN child AS c ON c.id = seen.child_id
  WHERE word <> '' AND (${ENDS_IN('c.family_name', 'word')}
    OR EXISTS (SELECT FROM child_record AS r WHERE r.child_id = seen.child_id
      AND (${ENDS_IN('r.family_name', 'word')} OR ${ENDS_IN("coalesce(r.contact_name, '')", 'word')})))`;

const OUT_OF_HOURS = `
  SELECT ${WHO}, day::text, NULL::uuid AS "childId", count(*)::int AS count, NULL::int AS usual
  FROM looks
  WHERE clock < $5::time OR clock >= $6::time OR extract(isodow FROM day) > 5 OR day = ANY ($7::date[])
  GROUP BY ${BY_WHO}, day`;

/** Roles that work from their own organisation's lists, and ACCESS members, who work from flags. */
const OFF_LIST = `
  SELECT ${WHO}, max(day)::text AS day, child_id AS "childId", sum(count)::int AS count, NULL::int AS usual
  FROM seen AS l
  WHERE CASE
    WHEN actor_role IN ('clinician', 'list_office')
      THEN NOT EXISTS (SELECT FROM referral AS r WHERE r.child_id = l.child_id AND r.provider = l.organisation)
    WHEN actor_role = 'access_member'
      THEN NOT EXISTS (SELECT FROM flag AS f
        WHERE f.child_id = l.child_id AND f.board = 'access' AND f.state <> 'declined')
    ELSE false END
  GROUP BY ${BY_WHO}, child_id HAVING sum(count) >= $8::int`;

const OPENED = `
  SELECT viewer_id AS "actorId", max(viewer_name) AS "actorName", viewer_role AS "actorRole", organisation,
    (opened_at AT TIME ZONE 'Europe/London')::date::text AS day, child_id AS "childId", count(*)::int AS count,
    NULL::int AS usual
  FROM opened_record
  WHERE opened_at >= $1::date::timestamp AT TIME ZONE 'Europe/London'
    AND opened_at < ($2::date + 1)::timestamp AT TIME ZONE 'Europe/London'
  GROUP BY viewer_id, viewer_role, organisation, (opened_at AT TIME ZONE 'Europe/London')::date, child_id`;

const KINDS: Readonly<Record<UnusualKind, string>> = {
  many_children: MANY_CHILDREN,
  same_family_name: SAME_FAMILY_NAME,
  out_of_hours: OUT_OF_HOURS,
  off_list: OFF_LIST,
  opened: OPENED,
};

/** What is usual is counted of everybody; a finding about no child is for those alone whose people it is about. */
const watched = ([kind, sql]: [string, string]): string => `(
  SELECT '${kind}' AS kind, finding.* FROM (${sql}) AS finding
  WHERE organisation = $9::text OR ${onTheirLists('finding."childId"', '$9::text')}
  ORDER BY day DESC, count DESC, "actorId", "childId" LIMIT ${UNUSUAL.most + 1})`;

/** The trail is read once for all kinds: its lines in a month are many. */
const FINDINGS = `
  WITH looks AS MATERIALIZED (${LOOKS}), seen AS MATERIALIZED (${SEEN})
  ${Object.entries(KINDS).map(watched).join(' UNION ALL ')}`;
