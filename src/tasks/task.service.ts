import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { Trail } from '../platform/audit/trail.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { type MovedTask, type RaisedTask, TaskRepository } from './task.repository.js';
import { type MoveByPerson, type NewTask, type Task, mayMove, taskMoves } from './task.js';
import { latestOver } from './working-time.js';

/** What else it means that a person has done a task; runs in the same transaction. */
export type Consequence = (tx: EntityManager, actor: Actor, task: Task, note: string) => Promise<void>;

/** Something a named role must do: raised by any room, seen on one worklist, done by a named person with a note. */
@Injectable()
export class TaskService {
  private readonly consequences = new Map<string, Consequence>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly tasks: TaskRepository,
    private readonly trail: Trail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A room that raises a kind of task may say what its being done by a person brings about. One room per kind. */
  whenDone(kind: string, consequence: Consequence): void {
    if (this.consequences.has(kind)) throw new Error(`somebody already answers for ${kind}`);
    this.consequences.set(kind, consequence);
  }

  /** Raises what has no task under its key yet; one that is there takes on the new owner, words and nearer deadline. */
  async raise(tx: EntityManager, actor: Actor, tasks: readonly NewTask[]): Promise<void> {
    if (tasks.length === 0) return;
    const { raised, changed } = await this.tasks.insert(tx, this.clock.now(), onePerKey(tasks));
    await this.remember(tx, actor, 'task.raised', raised);
    await this.remember(tx, actor, 'task.changed', changed);
  }

  /** The room that raised it says it is done (`keyOrId`); what is done already is passed over. */
  async complete(tx: EntityManager, actor: Actor, keyOrId: string, note: string): Promise<void> {
    await this.completeAll(tx, actor, isUuid(keyOrId) ? { ids: [keyOrId] } : { keys: [keyOrId] }, note);
  }

  /** The same for many at once. */
  async completeAll(
    tx: EntityManager,
    actor: Actor,
    which: { ids: readonly string[] } | { keys: readonly string[] },
    note: string,
  ): Promise<void> {
    const by = { name: actor.name, at: this.clock.now(), note };
    await this.remember(tx, actor, 'task.done', await this.tasks.move(tx, 'finish', which, by));
  }

  /** A named person takes it on. Throws Conflict where it is acknowledged or done already. */
  async acknowledge(actor: Actor, id: string, note?: string): Promise<Task> {
    return this.moveByPerson(actor, id, 'acknowledge', textOf(note) ?? undefined);
  }

  /** A named person says what was done; what that brings about happens in the same transaction. */
  async finish(actor: Actor, id: string, note: string | undefined): Promise<Task> {
    const said = textOf(note);
    if (said === null) throw new Invalid([{ at: 'note', message: 'Say what was done' }]);
    return this.moveByPerson(actor, id, 'finish', said);
  }

  /**
   * Urgent tasks not acknowledged in time, and those not done so long after they were, become the role's they escalate
   * to, for somebody to take on. Answers how many; safe to repeat.
   */
  async escalateOverdue(actor: Actor, now: Date = this.clock.now()): Promise<number> {
    const { escalateTo, doneWithinWorkingMinutes } = this.config.duty;
    return this.dataSource.transaction(async (tx) => {
      const escalated = await this.tasks.escalateOverdue(tx, now, escalateTo.role);
      await this.remember(tx, actor, 'task.escalated', escalated);
      const tooLong = latestOver(await this.tasks.acknowledgedSince(tx), doneWithinWorkingMinutes, now);
      if (tooLong === null) return escalated.length;
      const undone = await this.tasks.escalateUndone(tx, now, escalateTo.role, tooLong);
      await this.remember(tx, actor, 'task.escalated', undone, { because: 'acknowledged and not done' });
      return escalated.length + undone.length;
    });
  }

  /** Tasks of one kind about these children, done or not: for the room that raises them. */
  async ofKind(tx: EntityManager, kind: string, childIds: readonly string[]): Promise<RaisedTask[]> {
    return childIds.length === 0 ? [] : this.tasks.ofKind(tx, kind, childIds);
  }

  /** For whoever moves it; what a reader may see is apart (task-reading.service.ts). Throws NotFound. */
  async find(id: string): Promise<Task> {
    const task = isUuid(id) ? await this.tasks.find(id) : null;
    if (!task) throw new NotFound('There is no such task');
    return task;
  }

  private async moveByPerson(
    actor: Actor,
    id: string,
    move: MoveByPerson,
    note: string | undefined,
  ): Promise<Task> {
    if (actor.kind !== 'person') throw new Invalid([{ at: 'by', message: 'Say who you are' }]);
    const task = await this.find(id);
    const done = await this.dataSource
      .transaction(async (tx) => {
        // What it brings about comes first: it locks the child, as every writer about a child does before anything else.
        if (move === 'finish') await this.consequences.get(task.kind)?.(tx, actor, task, note ?? '');
        const by = { name: actor.name, at: this.clock.now(), ...(note === undefined ? {} : { note }) };
        const moved = await this.tasks.move(tx, move, { ids: [id] }, by);
        if (moved.length === 0) throw new NotMoved();
        await this.remember(tx, actor, move === 'finish' ? 'task.done' : 'task.acknowledged', moved);
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof NotMoved) return false;
        throw error;
      });
    const now = await this.find(id);
    if (done) return now;
    throw mayMove(now.state, move)
      ? new Conflict('Somebody else changed this task just now. Look again.')
      : new Conflict(`This task is already ${now.state}: it cannot become ${taskMoves[move].to}.`);
  }

  private async remember(
    tx: EntityManager,
    actor: Actor,
    action: string,
    moved: readonly MovedTask[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.trail.record(
      tx,
      actor,
      moved.map(({ id, kind, childId }) => ({
        action,
        subjectKind: 'task',
        subjectId: id,
        childId,
        detail: { kind, ...more },
      })),
    );
  }
}

/** Undoes what a move that came too late had brought about. */
class NotMoved extends Error {}

/** Two of one key in one batch are one task, due when the first of them is due. */
function onePerKey(tasks: readonly NewTask[]): NewTask[] {
  const byKey = new Map<string, NewTask>();
  for (const task of tasks) {
    const other = byKey.get(task.key);
    const sooner = !other || (task.dueAt && (!other.dueAt || task.dueAt < other.dueAt));
    if (sooner) byKey.set(task.key, task);
  }
  return [...byKey.values()];
}

function textOf(note: string | undefined): string | null {
  return (note ?? '').trim() || null;
}
