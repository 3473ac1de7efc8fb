import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { BY_ESCALATION_ALONE, MAY_CHANGE } from '../platform/auth/reach.js';
import { CLINICAL_TEAM } from './task-owners.js';
import {
  type NewTask,
  type MoveByPerson,
  type Task,
  type TaskState,
  taskMoves,
  urgentKinds,
} from './task.js';
import type { RoleLoad, Standing, WorklistFilter, WorklistPlace } from './worklist.js';

/** What a move touched: enough for the trail. */
export interface MovedTask {
  id: string;
  kind: string;
  key: string;
  childId: string | null;
}

/** What the room that raises tasks of a kind must know of those that are there. */
export interface RaisedTask {
  key: string;
  childId: string;
  state: TaskState;
  raisedAt: Date;
}

/** Somebody who reads, in their own transaction, and the owner roles they are not told apart. */
export interface TaskReader {
  tx: EntityManager;
  notToldApart: readonly string[];
}

const shownOwner = (notToldApart: string): string =>
  `CASE WHEN owner_role = ANY (${notToldApart}::text[]) THEN '${CLINICAL_TEAM}' ELSE owner_role END`;
const rank = `CASE WHEN kind = ANY($1::text[]) THEN 0 ELSE 1 END`;
const due = `coalesce(due_at, 'infinity')`;
const columns = `id, kind, key, owner_role AS "ownerRole", child_id AS "childId", referral_id AS "referralId", title,
  detail, state, raised_at AS "raisedAt", due_at AS "dueAt", acknowledged_at AS "acknowledgedAt",
  acknowledged_by AS "acknowledgedBy", escalated_at AS "escalatedAt", done_at AS "doneAt", done_by AS "doneBy",
  done_note AS "doneNote"`;
/** What was noted on acknowledging stays when the rest is said anew. */
const newDetail = `excluded.detail
  || jsonb_strip_nulls(jsonb_build_object('noteWhenAcknowledged', task.detail -> 'noteWhenAcknowledged'))`;
/** An escalated task has left its owner on purpose, and stays where it was escalated to. */
const newOwner = `(task.owner_role <> excluded.owner_role AND task.escalated_at IS NULL)`;
const newFor = 'coalesce(excluded.for_organisations, task.for_organisations)';
/** How many tasks of some kinds that the reader may see nobody has said they are dealing with. Those are few. */
export const UNACKNOWLEDGED = `SELECT count(*)::int AS tasks FROM task
  WHERE kind = ANY($1::text[]) AND state IN ('open', 'escalated')`;
const moved = `RETURNING id, kind, key, child_id AS "childId"`;

@Injectable()
export class TaskRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** `tx`, here and below: the reader's own, where it is read for somebody. */
  async find(id: string, tx?: EntityManager): Promise<Task | null> {
    const [task]: Task[] = await (tx ?? this.dataSource.manager).query(
      `SELECT ${columns} FROM task WHERE id = $1`,
      [id],
    );
    return task ?? null;
  }

  /**
   * Raises tasks whose key has none that is not done. A task that is there takes on what is asked for now: whose it is,
   * its words, and a deadline that has come nearer (it never moves away). Given to another role it is open again, for
   * nobody of that role has acknowledged it. In the order of keys, so that two transactions cannot block each other.
   */
  async insert(
    tx: EntityManager,
    now: Date,
    tasks: readonly NewTask[],
  ): Promise<{ raised: MovedTask[]; changed: MovedTask[] }> {
    const sorted = [...tasks].sort((a, b) => (a.key < b.key ? -1 : 1));
    const rows: (MovedTask & { isNew: boolean })[] = await tx.query(
      `INSERT INTO task (kind, key, owner_role, child_id, referral_id, title, detail, raised_at, due_at, for_organisations)
       SELECT n.kind, n.key, n.owner_role, n.child_id, n.referral_id, n.title, n.detail, $9, n.due_at, string_to_array(n.for_organisations, ',')
       FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::jsonb[], $8::timestamptz[], $10::text[])
         AS n (kind, key, owner_role, child_id, referral_id, title, detail, due_at, for_organisations)
       ON CONFLICT (key) WHERE state <> 'done'
         DO UPDATE SET owner_role = CASE WHEN ${newOwner} THEN excluded.owner_role ELSE task.owner_role END, title = excluded.title, detail = ${newDetail},
           due_at = least(task.due_at, excluded.due_at), for_organisations = ${newFor},
           state = CASE WHEN ${newOwner} THEN 'open' ELSE task.state END,
           acknowledged_at = CASE WHEN ${newOwner} THEN NULL ELSE task.acknowledged_at END,
           acknowledged_by = CASE WHEN ${newOwner} THEN NULL ELSE task.acknowledged_by END
         WHERE ${newOwner} OR task.title <> excluded.title OR task.detail <> ${newDetail}
           OR task.for_organisations IS DISTINCT FROM ${newFor} OR excluded.due_at < task.due_at OR (task.due_at IS NULL AND excluded.due_at IS NOT NULL)
       ${moved}, xmax = 0 AS "isNew"`,
      [
        sorted.map((task) => task.kind),
        sorted.map((task) => task.key),
        sorted.map((task) => task.ownerRole),
        sorted.map((task) => task.childId ?? null),
        sorted.map((task) => task.referralId ?? null),
        sorted.map((task) => task.title),
        sorted.map((task) => JSON.stringify(task.detail ?? {})),
        sorted.map((task) => task.dueAt ?? null),
        now,
        // An array of arrays does not fit unnest: codes travel joined.
        sorted.map(({ forOrganisations }) => forOrganisations?.join(',') ?? null),
      ],
    );
    const raised = rows.filter((row) => row.isNew);
    return { raised, changed: rows.filter((row) => !row.isNew) };
  }

  async ofKind(tx: EntityManager, kind: string, childIds: readonly string[]): Promise<RaisedTask[]> {
    return tx.query(
      `SELECT key, child_id AS "childId", state, raised_at AS "raisedAt" FROM task
       WHERE child_id = ANY($1::uuid[]) AND kind = $2`,
      [childIds, kind],
    );
  }

  /** Makes a move from where the table of moves allows it; tasks that stand elsewhere are left alone. */
  async move(
    tx: EntityManager,
    move: MoveByPerson,
    which: { ids: readonly string[] } | { keys: readonly string[] },
    by: { name: string; at: Date; note?: string },
  ): Promise<MovedTask[]> {
    const [column, values] = 'ids' in which ? ['id::text', which.ids] : ['key', which.keys];
    const set =
      move === 'acknowledge'
        ? `acknowledged_at = $4, acknowledged_by = $5,
           detail = detail || jsonb_strip_nulls(jsonb_build_object('noteWhenAcknowledged', $6::text))`
        : 'done_at = $4, done_by = $5, done_note = $6';
    const [rows]: [MovedTask[], number] = await tx.query(
      `UPDATE task SET state = $1, ${set} WHERE ${column} = ANY($2::text[]) AND state = ANY($3::text[]) ${moved}`,
      [taskMoves[move].to, values, taskMoves[move].from, by.at, by.name, by.note ?? null],
    );
    return rows;
  }

  /** Urgent tasks whose hour has passed and whom nobody has acknowledged become the given role's. */
  async escalateOverdue(tx: EntityManager, now: Date, role: string): Promise<MovedTask[]> {
    const [rows]: [MovedTask[], number] = await tx.query(
      `UPDATE task SET state = $1, escalated_at = $4, owner_role = $5
       WHERE state = ANY($2::text[]) AND kind = ANY($3::text[]) AND due_at <= $4 ${moved}`,
      [taskMoves.escalate.to, taskMoves.escalate.from, urgentKinds, now, role],
    );
    return rows;
  }

  /** Since when somebody has said that they are dealing with each urgent task. Asked each minute, past what is done. */
  async acknowledgedSince(tx: EntityManager): Promise<Date[]> {
    const rows: { since: Date }[] = await tx.query(
      `SELECT acknowledged_at AS since FROM task
       WHERE state <> 'done' AND state = ANY($1::text[]) AND kind = ANY($2::text[]) AND acknowledged_at IS NOT NULL`,
      [taskMoves.escalateUndone.from, urgentKinds],
    );
    return rows.map(({ since }) => since);
  }

  /**
   * Urgent tasks acknowledged at that instant or before, and not done, become the given role's. Who acknowledged them,
   * and when, stays: whoever takes it on now can ask them.
   */
  async escalateUndone(tx: EntityManager, now: Date, role: string, before: Date): Promise<MovedTask[]> {
    const { from, to } = taskMoves.escalateUndone;
    const [rows]: [MovedTask[], number] = await tx.query(
      `UPDATE task SET state = $1, escalated_at = $4, owner_role = $5
       WHERE state = ANY($2::text[]) AND kind = ANY($3::text[]) AND acknowledged_at <= $6 ${moved}`,
      [to, from, urgentKinds, now, role, before],
    );
    return rows;
  }

  /**
   * What is not done of what the reader may see, urgent kinds first, then by due time, after a place in that order. Which
   * tasks those are is found in one go (migrations/1795731000000); the rows are read under row-level security.
   */
  async worklist(
    filter: WorklistFilter,
    limit: number,
    after: WorklistPlace | null,
    { tx, notToldApart }: TaskReader,
  ): Promise<Task[]> {
    return tx.query(
      `SELECT ${columns} FROM task WHERE id IN (
         SELECT id FROM viewer_open_tasks()
         WHERE ($2::text IS NULL OR ${shownOwner('$8')} = $2) AND ($3::text IS NULL OR kind = $3)
           AND ($4::int IS NULL OR (${rank}, ${due}, id) > ($4::int, $5::timestamptz, $6::uuid))
         ORDER BY ${rank}, ${due}, id LIMIT $7)
       ORDER BY ${rank}, ${due}, id`,
      [
        urgentKinds,
        filter.role,
        filter.kind,
        after?.rank ?? null,
        after?.dueAt ?? null,
        after?.id ?? null,
        limit,
        notToldApart,
      ],
    );
  }

  /** Which of these the reader may move, as it is asked when they do, whose lists they are about, and how they came. */
  async standings(ids: readonly string[], tx: EntityManager): Promise<Standing[]> {
    return tx.query(
      `SELECT task.id, mine."mayChange", mine.escalated, r.provider, r.service,
         CASE WHEN mine.escalated THEN
           (SELECT trim(c.given_name || ' ' || c.family_name) FROM child AS c WHERE c.id = r.child_id) END AS "childName"
       FROM task CROSS JOIN LATERAL (
         SELECT (${MAY_CHANGE.task}) AS "mayChange", ${BY_ESCALATION_ALONE.task} AS escalated) AS mine
       LEFT JOIN referral AS r ON r.id = task.referral_id
       WHERE task.id = ANY($1::uuid[])`,
      [ids],
    );
  }

  /** How much each role has to do of what the reader may see, and how much of it is past its time. */
  async loads(now: Date, { tx, notToldApart }: TaskReader): Promise<RoleLoad[]> {
    return tx.query(
      `SELECT ${shownOwner('$2')} AS role, count(*)::int AS "toDo", count(*) FILTER (WHERE due_at <= $1)::int AS overdue
       FROM viewer_open_tasks() GROUP BY 1 ORDER BY 1`,
      [now, notToldApart],
    );
  }
}
