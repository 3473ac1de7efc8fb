import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type {
  FlagBoard,
  FlaggedChild,
  FlagState,
  FlagTally,
  MadeMove,
  RaisedFlag,
  StoredFlag,
} from './flag.js';
import { SAID_BY_A_PERSON } from './flag.js';
import type { FlagPlace } from './flag-page.js';

/** Which flags to list. No states and no localities mean all of them. */
export interface FlagFilter {
  board: FlagBoard | null;
  /** Those asked for, and no others than the reader works in; null: every locality. */
  localities: readonly string[] | null;
  states: readonly FlagState[];
  after: FlagPlace | null;
  limit: number;
}

interface Changed {
  id: string;
  childId: string;
}

@Injectable()
export class FlagRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds what is new; puts new words on a suggestion nobody has moved yet; leaves everything else exactly as it is.
   * The condition on `state` and `version` is the promise that a rule never moves what a person has moved. What the same
   * words rest on now is kept whoever has moved the flag: it says who may read them.
   */
  async suggest(
    tx: EntityManager,
    by: string,
    at: Date,
    raised: readonly RaisedFlag[],
  ): Promise<{ added: Changed[]; reworded: Changed[] }> {
    const facts = everyFactOf(raised);
    const rows: (Changed & { added: boolean })[] = await tx.query(
      `INSERT INTO flag (child_id, board, locality, key, source, reason, state, decision_id, raised_at, raised_by, moved_at, moved_by, reason_facts)
       SELECT child_id, board, locality, key, 'rule', reason, 'suggested', decision_id, $7, $8, $7, $8, string_to_array(facts, ',')
       FROM (SELECT DISTINCT ON (child_id, board, key) *
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $9::text[])
               AS r (child_id, board, locality, key, reason, decision_id, facts)
             ORDER BY child_id, board, key, decision_id) AS one_per_cause
       ON CONFLICT (child_id, board, key) DO UPDATE
         SET reason = EXCLUDED.reason, decision_id = EXCLUDED.decision_id, reason_facts = EXCLUDED.reason_facts,
           version = flag.version + 1
         WHERE flag.state = 'suggested' AND (flag.reason <> EXCLUDED.reason OR flag.reason_facts IS NULL)
       RETURNING id, child_id AS "childId", (xmax = 0) AS added`,
      [
        raised.map((flag) => flag.childId),
        raised.map((flag) => flag.board),
        raised.map((flag) => flag.locality),
        raised.map((flag) => flag.key),
        raised.map((flag) => flag.reason),
        raised.map((flag) => flag.decisionId),
        at,
        by,
        facts,
      ],
    );
    await tx.query(
      `UPDATE flag SET reason_facts = string_to_array(r.facts, ',')
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) AS r (child_id, board, key, reason, facts)
       WHERE (flag.child_id, flag.board, flag.key, flag.reason) = (r.child_id, r.board, r.key, r.reason)
         AND flag.reason_facts IS DISTINCT FROM string_to_array(r.facts, ',')`,
      [
        raised.map((flag) => flag.childId),
        raised.map((flag) => flag.board),
        raised.map((flag) => flag.key),
        raised.map((flag) => flag.reason),
        facts,
      ],
    );
    return { added: rows.filter((row) => row.added), reworded: rows.filter((row) => !row.added) };
  }

  /** Puts every flag of these children, a person's too, on the board of the locality they live in now. */
  async relocate(
    tx: EntityManager,
    places: readonly { childId: string; locality: string }[],
  ): Promise<(Changed & { locality: string })[]> {
    const [rows] = await tx.query<[(Changed & { locality: string })[], number]>(
      `UPDATE flag SET locality = p.locality, version = flag.version + 1
       FROM (SELECT DISTINCT ON (child_id) child_id, locality
             FROM unnest($1::uuid[], $2::text[]) AS p (child_id, locality) ORDER BY child_id, locality) AS p
       WHERE flag.child_id = p.child_id AND flag.locality <> p.locality
       RETURNING flag.id, flag.child_id AS "childId", flag.locality`,
      [places.map((place) => place.childId), places.map((place) => place.locality)],
    );
    return rows;
  }

  /** A person's own flag; null where the child already has one on that board, or where there is no such child. */
  async add(
    tx: EntityManager,
    flag: {
      childId: string;
      board: FlagBoard;
      reason: string;
      nextStep: string | null;
      by: string;
      at: Date;
    },
  ): Promise<StoredFlag | null> {
    const rows: FlagRow[] = await tx.query(
      `INSERT INTO flag (child_id, board, locality, key, source, reason, next_step, state, raised_at, raised_by, moved_at, moved_by)
       SELECT id, $2, locality, $3, 'person', $4, $5, 'flagged', $6, $7, $6, $7 FROM child WHERE id = $1
       ON CONFLICT (child_id, board, key) DO NOTHING
       RETURNING ${columns}`,
      [flag.childId, flag.board, SAID_BY_A_PERSON, flag.reason, flag.nextStep, flag.at, flag.by],
    );
    return rows[0] ? toFlag(rows[0]) : null;
  }

  /** The flag, held against other writers until the transaction ends. */
  async lock(tx: EntityManager, flagId: string): Promise<StoredFlag | null> {
    const rows: FlagRow[] = await tx.query(`SELECT ${columns} FROM flag WHERE id = $1 FOR UPDATE`, [flagId]);
    return rows[0] ? toFlag(rows[0]) : null;
  }

  /** Moves it, and keeps the move. The caller holds the lock and has checked version and legality. */
  async move(
    tx: EntityManager,
    flag: StoredFlag,
    made: { to: FlagState; reason: string | null; nextStep: string | null; by: string; at: Date },
  ): Promise<StoredFlag> {
    const [rows] = await tx.query<[FlagRow[], number]>(
      `UPDATE flag SET state = $2, moved_reason = $3, next_step = $4, moved_by = $5, moved_at = $6, version = version + 1
       WHERE id = $1 RETURNING ${columns}`,
      [flag.id, made.to, made.reason, made.nextStep, made.by, made.at],
    );
    const row = rows[0];
    if (!row) throw new Error(`flag ${flag.id} went away under its lock`);
    const moved = toFlag(row);
    await tx.query(
      `INSERT INTO flag_move (flag_id, version, from_state, to_state, reason, next_step, moved_at, moved_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [flag.id, moved.version, flag.state, made.to, made.reason, made.nextStep, made.at, made.by],
    );
    return moved;
  }

  /** Every flag of these children on any board, oldest first. */
  async ofChildren(childIds: readonly string[], tx?: EntityManager): Promise<StoredFlag[]> {
    const rows: FlagRow[] = await (tx ?? this.dataSource).query(
      `SELECT ${columns} FROM flag WHERE child_id = ANY ($1::uuid[]) ORDER BY raised_at, id`,
      [childIds],
    );
    return rows.map(toFlag);
  }

  /** Children with flags in those states, whose oldest such flag came first; one more than `limit` where there are more. */
  async children(filter: FlagFilter, tx?: EntityManager): Promise<{ childId: string; raisedAt: string }[]> {
    return (tx ?? this.dataSource).query(
      `SELECT child_id AS "childId",
              to_char(min(raised_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "raisedAt"
       FROM flag
       WHERE ($1::text IS NULL OR board = $1)
         AND ($2::text[] IS NULL OR locality = ANY ($2::text[]))
         AND (cardinality($3::text[]) = 0 OR state = ANY ($3::text[]))
       GROUP BY child_id
       HAVING $4::timestamptz IS NULL OR (min(raised_at), child_id) > ($4::timestamptz, $5::uuid)
       ORDER BY min(raised_at), child_id
       LIMIT $6`,
      [
        filter.board,
        filter.localities,
        filter.states,
        filter.after?.raisedAt ?? null,
        filter.after?.id ?? null,
        filter.limit + 1,
      ],
    );
  }

  /**
   * How many children each board holds in each state, and in any but declined; null: every locality's. The flags are
   * read once, because whether a reader may see one is asked of every row.
   */
  async tallies(localities: readonly string[] | null, tx?: EntityManager): Promise<FlagTally[]> {
    return (tx ?? this.dataSource).query(
      `WITH seen AS MATERIALIZED (
         SELECT board, locality, state, child_id FROM flag WHERE $1::text[] IS NULL OR locality = ANY ($1::text[]))
       SELECT board, locality, state, count(DISTINCT child_id)::int AS children
       FROM seen GROUP BY board, locality, state
       UNION ALL
       SELECT board, locality, 'open', count(DISTINCT child_id)::int
       FROM seen WHERE state <> 'declined' GROUP BY board, locality`,
      [localities],
    );
  }

  /** Every move of these flags, oldest first. */
  async movesOf(flagIds: readonly string[], tx?: EntityManager): Promise<Map<string, MadeMove[]>> {
    const rows: (Omit<MadeMove, 'movedAt'> & { flagId: string; movedAt: Date })[] = await (
      tx ?? this.dataSource
    ).query(
      `SELECT flag_id AS "flagId", version, from_state AS "from", to_state AS "to", reason,
              next_step AS "nextStep", moved_at AS "movedAt", moved_by AS "movedBy"
       FROM flag_move WHERE flag_id = ANY ($1::uuid[]) ORDER BY flag_id, version`,
      [flagIds],
    );
    const moves = new Map<string, MadeMove[]>(flagIds.map((id) => [id, []]));
    for (const { flagId, ...move } of rows)
      moves.get(flagId)?.push({ ...move, movedAt: move.movedAt.toISOString() });
    return moves;
  }

  /** One page, oldest flag first; one row more than `limit` where there are more. */
  async list(
    filter: FlagFilter,
    tx?: EntityManager,
  ): Promise<(StoredFlag & FlaggedChild & { place: FlagPlace })[]> {
    const rows: (FlagRow & {
      given_name: string;
      family_name: string;
      birth_date: string;
      died_on: string | null;
      lists: string[];
      place: string;
    })[] = await (tx ?? this.dataSource).query(
      `SELECT ${columns
        .split(', ')
        .map((column) => `flag.${column}`)
        .join(', ')},
              to_char(flag.raised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place,
              child.given_name, child.family_name, child.birth_date::text, child.died_on::text,
              ARRAY(SELECT service FROM referral
                    WHERE referral.child_id = child.id AND referral.state = 'open'
                    GROUP BY service ORDER BY min(waiting_since), service) AS lists
       FROM flag JOIN child ON child.id = flag.child_id
       WHERE ($1::text IS NULL OR flag.board = $1)
         AND ($2::text[] IS NULL OR flag.locality = ANY ($2::text[]))
         AND (cardinality($3::text[]) = 0 OR flag.state = ANY ($3::text[]))
         AND ($4::timestamptz IS NULL OR (flag.raised_at, flag.id) > ($4::timestamptz, $5::uuid))
       ORDER BY flag.raised_at, flag.id
       LIMIT $6`,
      [
        filter.board,
        filter.localities,
        filter.states,
        filter.after?.raisedAt ?? null,
        filter.after?.id ?? null,
        filter.limit + 1,
      ],
    );
    return rows.map((row) => ({
      ...toFlag(row),
      place: { raisedAt: row.place, id: row.id },
      child: {
        name: `${row.given_name} ${row.family_name}`.trim(),
        birthDate: row.birth_date,
        lists: row.lists,
        diedOn: row.died_on,
      },
    }));
  }
}

const columns =
  'id, child_id, board, locality, key, source, reason, next_step, state, decision_id, raised_at, raised_by, moved_at, moved_by, moved_reason, version, reason_facts';

interface FlagRow {
  id: string;
  child_id: string;
  board: FlagBoard;
  locality: string;
  key: string;
  source: 'rule' | 'person';
  reason: string;
  next_step: string | null;
  state: FlagState;
  decision_id: string | null;
  raised_at: Date;
  raised_by: string;
  moved_at: Date;
  moved_by: string;
  moved_reason: string | null;
  version: number;
  reason_facts: string[] | null;
}

function toFlag(row: FlagRow): StoredFlag {
  return {
    id: row.id,
    childId: row.child_id,
    board: row.board,
    locality: row.locality,
    key: row.key,
    source: row.source,
    reason: row.reason,
    nextStep: row.next_step,
    state: row.state,
    decisionId: row.decision_id,
    raisedAt: row.raised_at.toISOString(),
    raisedBy: row.raised_by,
    movedAt: row.moved_at.toISOString(),
    movedBy: row.moved_by,
    movedReason: row.moved_reason,
    version: row.version,
    reasonFacts: row.reason_facts,
  };
}

/** Two lists of a child that ask for one flag: it rests on what both rest on. Joined, because arrays of arrays are one. */
function everyFactOf(raised: readonly RaisedFlag[]): string[] {
  const causeOf = ({ childId, board, key }: RaisedFlag): string => `${childId} ${board} ${key}`;
  const together = new Map<string, Set<string>>();
  for (const flag of raised) {
    const facts = together.get(causeOf(flag)) ?? new Set();
    for (const fact of flag.facts) facts.add(fact);
    together.set(causeOf(flag), facts);
  }
  return raised.map((flag) => [...(together.get(causeOf(flag)) ?? [])].sort().join(','));
}
