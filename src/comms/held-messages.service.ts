import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, systemActor } from '../kernel/actor.js';
import { addDays, londonDate, type PlainDate } from '../kernel/plain-date.js';
import { TaskService } from '../tasks/task.service.js';
import type { HoldReason } from './hold-reason.js';
import {
  firstCensusKey,
  holdTasks,
  settledKeys,
  staleKey,
  VANISHED,
  vanishedOfChildKey,
  vanishedTasks,
} from './hold-task.js';
import { MAY_BE_SAME, mayBeSameTask } from './may-be-same-task.js';
import { EXTRACT_DAYS, handLists } from './message-policy.js';
import type { WhatIsKnown } from './what-is-known.js';
import { WhatIsKnownRepository } from './what-is-known.repository.js';

/** The tasks of held messages: raised with the hold, done when what held them is gone. */
@Injectable()
export class HeldMessages {
  constructor(
    private readonly tasks: TaskService,
    private readonly known: WhatIsKnownRepository,
  ) {}

  async raise(
    tx: EntityManager,
    actor: Actor,
    today: PlainDate,
    held: readonly { known: WhatIsKnown; reasons: readonly HoldReason[] }[],
  ): Promise<void> {
    const tasks = new Map(
      held.flatMap(({ known, reasons }) => holdTasks(known, reasons, today)).map((task) => [task.key, task]),
    );
    // In one order everywhere, so that two plans that raise the same tasks wait for each other and never for good.
    const inOrder = [...tasks.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    await this.tasks.raise(tx, actor, inOrder);
  }

  /** What still holds these children's messages, nothing where they are held no more: the tasks of the rest are done. */
  async settle(
    tx: EntityManager,
    actor: Actor,
    messages: readonly { childId: string; reasons: readonly HoldReason[] }[],
  ): Promise<void> {
    const keys = messages.flatMap(({ childId, reasons }) => settledKeys(childId, reasons)).sort();
    if (keys.length === 0) return;
    await this.tasks.completeAll(tx, actor, { keys }, 'The message is not held for this any more');
  }

  /**
   * Entries that are back on their extract, or closed: their tasks are done. Where one of a child's is asked about
   * already, another whose list is reported without it since is asked about too; one that somebody has dealt with since
   * it was last reported is not asked about again.
   */
  async followEntries(
    tx: EntityManager,
    actor: Actor,
    today: PlainDate,
    children: readonly WhatIsKnown[],
  ): Promise<void> {
    const asked = await this.tasks.ofKind(
      tx,
      VANISHED,
      children.map(({ childId }) => childId),
    );
    const open = asked.filter(({ state }) => state !== 'done');
    if (open.length === 0) return;
    const concerned = new Set(open.map(({ childId }) => childId));
    const vanished = children
      .filter(({ childId }) => concerned.has(childId))
      .flatMap((known) => vanishedTasks(known, today));
    const gone = new Set(vanished.map(({ key }) => key));
    const missing = vanished.filter(
      ({ key, since }) => !asked.some((task) => task.key === key && londonDate(task.raisedAt) > since),
    );
    const keys = open.map(({ key }) => key).filter((key) => !gone.has(key));
    // The release before asked once a child, of all its lists together: such a task ends, whatever the lists say.
    const together = new Set(children.map(({ childId }) => vanishedOfChildKey(childId)));
    const ends = (keys: string[], note: string): Promise<void> =>
      this.tasks.completeAll(tx, actor, { keys: keys.sort() }, note);
    await ends(
      keys.filter((key) => !together.has(key)),
      'The list says more of the child again',
    );
    await ends(
      keys.filter((key) => together.has(key)),
      'Each list that is reported without the child is asked by itself now',
    );
    await this.tasks.raise(
      tx,
      actor,
      missing.sort((a, b) => (a.key < b.key ? -1 : 1)),
    );
  }

  /**
   * Of what was typed by hand and waits: those who work with a child who may be the same, and whose messages must not go,
   * are asked once each. Whoever typed it is shown nothing of that, not even that somebody was asked.
   */
  async askOfOthers(tx: EntityManager, today: PlainDate, children: readonly WhatIsKnown[]): Promise<void> {
    const typed = new Map(
      children.filter((known) => handLists(known).length > 0).map((known) => [known.childId, known]),
    );
    if (typed.size === 0) return;
    const alike = await this.known.markedAlike(tx, [...typed.keys()]);
    const asked = await this.tasks.ofKind(
      tx,
      MAY_BE_SAME,
      alike.map(({ otherId }) => otherId),
    );
    const keys = new Set(asked.map(({ key }) => key));
    const tasks = alike.flatMap((one) => {
      const known = typed.get(one.childId);
      return known ? mayBeSameTask(known, one, today) : [];
    });
    // As nobody: the typist's own organisation reads its lines of the trail, and must not read there that a child was found.
    await this.tasks.raise(
      tx,
      systemActor('entries typed by hand'),
      tasks.filter(({ key }) => !keys.has(key)),
    );
  }

  /** Lists that are reported again, or released: nobody has to look at them for their messages' sake. */
  async settleSources(tx: EntityManager, actor: Actor, today: PlainDate): Promise<void> {
    const sources = await this.known.soundSources(tx, addDays(today, -EXTRACT_DAYS));
    const keys = sources.flatMap(({ provider, service, fresh, released }) => [
      ...(fresh ? [staleKey(provider, service)] : []),
      ...(released ? [firstCensusKey(provider, service)] : []),
    ]);
    await this.tasks.completeAll(tx, actor, { keys }, 'The list is reported again, or has been released');
  }
}
