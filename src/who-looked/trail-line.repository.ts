import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Act } from '../kernel/policy.js';
import { vocabulary } from '../facts/vocabulary.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { hasLists, onTheirLists } from '../access/watched.js';
import type { DayRange } from './day-range.js';
import type { Marks } from './family-copy.js';
import type { TrailLine } from './trail-line.js';

/** Which lines of the trail to read; null: whichever. */
export interface LinesAsked extends DayRange {
  /** A name as the trail has it, whatever its case, or an id. */
  person: string | null;
  childId: string | null;
  act: Act | null;
  /** Only lines before this one. */
  before: string | null;
}

/** Which lines to copy; of one child, or of all. */
export interface CopyAsked extends DayRange {
  childId: string | null;
}

/** The columns of a line, with the children and the details that stand in it. */
const columnsWith = (
  subjectId: string,
  childId: string,
  childIds: string,
  detail: string,
): string => `id::text, at, actor_kind AS "actorKind", actor_name AS "actorName", actor_role AS "actorRole",
  self_declared AS "selfDeclared", actor_id AS "actorId", organisation, agency, from_address AS "from", why,
  request_id AS "requestId", act, action, subject_kind AS "subjectKind", ${subjectId} AS "subjectId",
  ${childId} AS "childId", ${childIds} AS "childIds", ${detail} AS detail`;
const columns = columnsWith('subject_id', 'child_id', 'child_ids', 'detail');

/** The first instant of a day in Plymouth, and of the day after another. */
const RANGE = `at >= $1::date::timestamp AT TIME ZONE 'Europe/London'
  AND at < ($2::date + 1)::timestamp AT TIME ZONE 'Europe/London'`;
/** A child's own lines and the lists it was on, each by its index. */
const OF_CHILD = (child: string): string =>
  `(child_id = ${child} OR (child_ids <> '{}' AND child_ids @> ARRAY[${child}]))`;

/**
 * How the lines asked for are found, each way by an index in the trail's order: without, whoever seeks what is rare would
 * read all of it. No index has the lists a child was on in any order: those are found first and put in order then
 * (`OFFSET 0` in `search`).
 */
function waysTo({ childId, person, act }: LinesAsked): readonly string[] {
  if (childId !== null) return ['child_id = $4::uuid', `child_ids <> '{}' AND child_ids @> ARRAY[$4::uuid]`];
  if (person !== null) return ['lower(actor_name) = lower($3)', 'actor_id = $3'];
  return act === 'export' ? [`act = 'export'`] : ['true'];
}

/**
 * Whether a line is for the watchers of that organisation; where it is asked of one child, because of that child. Of an
 * organisation that has no list at all that is asked once, and of no line: otherwise of every line of the range.
 */
const watchedBy = (organisation: string, child: string): string => `CASE
  WHEN trail.organisation = ${organisation} THEN true
  WHEN ${child} IS NOT NULL THEN ${onTheirLists(child, organisation)}
  WHEN child_id IS NULL AND child_ids = '{}' THEN trail.organisation IS NULL
  WHEN NOT (SELECT ${hasLists(organisation)}) THEN false
  ELSE ${onTheirLists('trail.child_id', organisation)}
    OR (child_ids <> '{}' AND ${onTheirLists('ANY (trail.child_ids)', organisation)}) END`;

/**
 * The columns as those watchers may read them: of what others did, the children of their own lists and no other. Where
 * a child is left out, what the line says of itself may speak of that child, and is left out too.
 */
const columnsFor = (organisation: string): string => {
  const theirs = onTheirLists('one.child_id', organisation);
  const all = `(trail.organisation IS NOT DISTINCT FROM ${organisation} OR NOT EXISTS (
    SELECT FROM unnest(array_append(child_ids, child_id)) AS one (child_id)
    WHERE one.child_id IS NOT NULL AND NOT ${theirs}))`;
  return columnsWith(
    `CASE WHEN ${all} THEN subject_id ELSE '' END`,
    `CASE WHEN ${all} OR ${onTheirLists('trail.child_id', organisation)} THEN child_id END`,
    `CASE WHEN ${all} THEN child_ids ELSE ARRAY(
       SELECT one.child_id FROM unnest(child_ids) WITH ORDINALITY AS one (child_id, place)
       WHERE ${theirs} ORDER BY one.place) END`,
    `CASE WHEN ${all} THEN detail ELSE '{}' END`,
  );
};

const COPIED = `${RANGE} AND ($3::uuid IS NULL OR ${OF_CHILD('$3::uuid')})`;

/**
 * Reads the trail. Nobody's scope covers it: the policies of the routes say who may, and `watcher`, the organisation of
 * somebody who watches, which lines. Without a watcher every line. Writes nothing.
 */
@Injectable()
export class TrailLineRepository {
  /** Of one child, newest first, before a line and up to a day (included) where they are given. */
  async ofChild(
    tx: EntityManager,
    childId: string,
    before: string | null,
    limit: number,
    upTo: PlainDate | null,
    watcher: string | null,
  ): Promise<TrailLine[]> {
    const read = watcher === null ? columns : columnsFor('$5::text');
    return tx.query(
      `WITH theirs AS MATERIALIZED (
         SELECT id FROM trail WHERE ${OF_CHILD('$1::uuid')} AND ($2::bigint IS NULL OR id < $2::bigint)
           AND ($4::date IS NULL OR at < ($4::date + 1)::timestamp AT TIME ZONE 'Europe/London')
           AND ($5::text IS NULL OR ${watchedBy('$5::text', '$1::uuid')}))
       SELECT ${read} FROM trail WHERE id IN (SELECT id FROM theirs ORDER BY id DESC LIMIT $3) ORDER BY trail.id DESC`,
      [childId, before, limit, upTo, watcher],
    );
  }

  /** Newest first. */
  async search(tx: EntityManager, asked: LinesAsked, limit: number, watcher: string): Promise<TrailLine[]> {
    const found = waysTo(asked).map(
      (way) => `(SELECT id FROM (
         SELECT id, at, act, organisation, child_id, child_ids FROM trail
         WHERE ${way} AND ${RANGE}
           AND ($3::text IS NULL OR lower(actor_name) = lower($3) OR actor_id = $3)
           AND ($4::uuid IS NULL OR ${OF_CHILD('$4::uuid')})
           AND ($5::text IS NULL OR act = $5)
           AND ($6::bigint IS NULL OR id < $6::bigint)
         ${way.includes('child_ids') ? 'OFFSET 0' : ''}) AS trail
       WHERE ${watchedBy('$8::text', '$4::uuid')}
       ORDER BY id DESC LIMIT $7)`,
    );
    return tx.query(
      `SELECT ${columnsFor('$8::text')} FROM trail WHERE id IN (${found.join(' UNION ')})
       ORDER BY trail.id DESC LIMIT $7`,
      [asked.from, asked.to, asked.person, asked.childId, asked.act, asked.before, limit, watcher],
    );
  }

  /** Oldest first, after a line where one is given: for copies that leave. */
  async inOrder(
    tx: EntityManager,
    asked: CopyAsked & { after: string | null },
    limit: number,
    watcher: string,
  ): Promise<TrailLine[]> {
    return tx.query(
      `SELECT ${columnsFor('$6::text')} FROM trail WHERE ${COPIED} AND ($4::bigint IS NULL OR id > $4::bigint)
         AND ${watchedBy('$6::text', '$3::uuid')}
       ORDER BY trail.id LIMIT $5`,
      [asked.from, asked.to, asked.childId, asked.after, limit, watcher],
    );
  }

  /** The same, all of it, so many lines at a time and no more in memory. The caller's transaction is open throughout. */
  async *allInOrder(tx: EntityManager, asked: CopyAsked, atOnce: number): AsyncGenerator<TrailLine[]> {
    await tx.query(
      `DECLARE copied_trail NO SCROLL CURSOR FOR SELECT ${columns} FROM trail WHERE ${COPIED} ORDER BY trail.id`,
      [asked.from, asked.to, asked.childId],
    );
    for (;;) {
      const lines: TrailLine[] = await tx.query(`FETCH ${atOnce} FROM copied_trail`);
      if (lines.length === 0) return;
      yield lines;
    }
  }

  /** Whether the watchers of that organisation may know of the child: on a list of theirs, or looked at by their people. */
  async isWatched(tx: EntityManager, childId: string, watcher: string): Promise<boolean> {
    const [row]: { watched: boolean }[] = await tx.query(
      `SELECT ${onTheirLists('$1::uuid', '$2::text')}
         OR EXISTS (SELECT FROM trail WHERE child_id = $1::uuid AND organisation = $2)
         OR EXISTS (SELECT FROM (
              SELECT organisation FROM trail WHERE child_ids <> '{}' AND child_ids @> ARRAY[$1::uuid] OFFSET 0) AS lists
            WHERE organisation = $2) AS watched`,
      [childId, watcher],
    );
    return row?.watched ?? false;
  }

  /** Organisations that have the child on a list, and those whose people opened its record. */
  async watchersOf(
    tx: EntityManager,
    childId: string,
  ): Promise<{ ofLists: readonly string[]; ofOpenings: readonly string[] }> {
    const [row]: { ofLists: string[]; ofOpenings: string[] }[] = await tx.query(
      `SELECT ARRAY(SELECT DISTINCT provider FROM referral WHERE child_id = $1 ORDER BY 1) AS "ofLists",
         ARRAY(SELECT DISTINCT organisation FROM opened_record WHERE child_id = $1 ORDER BY 1) AS "ofOpenings"`,
      [childId],
    );
    return row ?? { ofLists: [], ofOpenings: [] };
  }

  /** The name a child is shown by, and what leaves names out of the family's copy. null: no such child. */
  async marksOf(
    tx: EntityManager,
    childId: string,
    now: Date,
  ): Promise<(Omit<Marks, 'daysAlone'> & { safeguarded: boolean; givenName: string; name: string }) | null> {
    const [found]: {
      givenName: string;
      name: string;
      safeguarded: boolean;
      openers: string[];
      familiar: string[];
    }[] = await tx.query(MARKS, [childId, now, SAFETY]);
    return found ? { ...found, openers: new Set(found.openers), familiar: new Set(found.familiar) } : null;
  }
}

/** What tells that a child is not safe, as `code=value`. */
const SAFETY = vocabulary
  .filter(({ domain }) => domain === 'safety')
  .flatMap(({ code, concern }) =>
    concern === 'risk-yes' ? [`${code}=yes`] : concern === 'risk-no' ? [`${code}=no`] : [],
  );

/**
 * Safeguarded too: something to act on today, now or in the last 90 days; anything told in confidence or of danger.
 * Looked after: as a list reports it, a foster carer as the contact, or as the latest fact of any source and
 * organisation says. Familiar: the family has been sent a message that speaks of a list of that provider.
 */
const MARKS = `
  SELECT trim(c.given_name) AS "givenName", trim(c.given_name || ' ' || c.family_name) AS name,
    child_is_restricted(c.id)
      OR EXISTS (SELECT FROM child_record AS r WHERE r.child_id = c.id
           AND (r.looked_after = 'Y' OR r.contact_relationship = 'PRNFOST'))
      OR EXISTS (SELECT FROM (
           SELECT DISTINCT ON (source, organisation) value FROM fact
           WHERE child_id = c.id AND code = 'looked_after' AND withdrawn_at IS NULL AND value <> 'unknown'
           ORDER BY source, organisation, recorded_on DESC) AS latest WHERE latest.value = 'yes')
      OR EXISTS (SELECT FROM act_today_episode AS e JOIN referral AS r ON r.id = e.referral_id
           WHERE r.child_id = c.id AND (e.ended_at IS NULL OR e.ended_at >= $2::timestamptz - interval '90 days'))
      OR EXISTS (SELECT FROM fact WHERE child_id = c.id AND withdrawn_at IS NULL
           AND (confidence = 'child_in_confidence' OR code || '=' || value = ANY ($3::text[]))) AS safeguarded,
    ARRAY(SELECT DISTINCT viewer_id FROM opened_record WHERE child_id = c.id) AS openers,
    ARRAY(SELECT DISTINCT r.provider FROM message AS m JOIN referral AS r ON r.id = ANY (m.referral_ids)
          WHERE m.child_id = c.id AND m.state = 'sent') AS familiar
  FROM child AS c WHERE c.id = $1`;
