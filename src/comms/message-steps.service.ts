import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { Trail, type TrailEntry } from '../platform/audit/trail.js';
import { HeldMessages } from './held-messages.service.js';
import type { HoldReason } from './hold-reason.js';
import { openLists } from './message-policy.js';
import { type Draft, MessageRepository } from './message.repository.js';
import { MessageWriter } from './message-writer.service.js';
import type { Step } from './plan.js';
import type { WhatIsKnown } from './what-is-known.js';

export interface Planned {
  /** Messages that became ready to send. */
  planned: number;
  /** Messages that became held, or are held for other reasons than before. */
  held: number;
}

/** Takes the steps a plan asks for, set-based: rows of the outbox, their texts, their tasks, their trail. */
@Injectable()
export class MessageSteps {
  constructor(
    private readonly messages: MessageRepository,
    private readonly writer: MessageWriter,
    private readonly holding: HeldMessages,
    private readonly trail: Trail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async take(
    tx: EntityManager,
    actor: Actor,
    today: PlainDate,
    children: ReadonlyMap<string, WhatIsKnown>,
    steps: readonly Step[],
  ): Promise<Planned> {
    const now = this.clock.now();
    const knownOf = (step: Step): WhatIsKnown => {
      const known = children.get(step.childId);
      if (!known) throw new Error('a step about a child nobody asked for');
      return known;
    };
    const adding = only(steps, 'add_held');
    const holding = only(steps, 'hold');
    const addingReady = only(steps, 'add_ready');
    const readying = only(steps, 'ready');
    const cancelling = only(steps, 'cancel');

    const drafts = new Map(
      (
        await this.writer.write(
          tx,
          today,
          [...addingReady, ...readying].map((step) => ({
            known: knownOf(step),
            kind: step.kind,
            to: step.to,
          })),
        )
      ).map((draft) => [draft.childId, draft]),
    );
    const draftOf = (step: Step): Draft => {
      const draft = drafts.get(step.childId);
      if (!draft) throw new Error('a message was not written');
      return draft;
    };

    const heldNow = await this.messages.addHeld(
      tx,
      now,
      actor.name,
      adding.map((step) => ({
        ...step,
        ...this.writer.planned(step.kind),
        referralIds: openLists(knownOf(step)).map((list) => list.referralId),
      })),
    );
    await this.messages.hold(tx, holding);
    const readyNow = await this.messages.addReady(
      tx,
      now,
      actor.name,
      addingReady.map((step) => ({ ...draftOf(step), kind: step.kind, dueOn: step.dueOn })),
    );
    await this.messages.makeReady(
      tx,
      now,
      readying.map((step) => ({ ...draftOf(step), id: step.id })),
    );
    await this.messages.cancel(
      tx,
      cancelling.map((step) => step.id),
    );

    const added = new Set(heldNow.map((one) => one.childId));
    const held = [...adding.filter((step) => added.has(step.childId)), ...holding];
    await this.holding.raise(
      tx,
      actor,
      today,
      held.map((step) => ({ known: knownOf(step), reasons: step.reasons })),
    );
    await this.holding.settle(tx, actor, [
      ...[...readying, ...cancelling].map((step) => ({ childId: step.childId, reasons: [] })),
      ...holding,
    ]);
    await this.holding.followEntries(tx, actor, today, [...children.values()]);
    await this.holding.askOfOthers(tx, today, [...children.values()]);
    const reasonsOf = new Map(held.map((step) => [step.childId, step.reasons]));
    await this.trail.record(tx, actor, [
      ...heldNow.map((one) => entry('message.held', one, { reasons: reasonsOf.get(one.childId) })),
      ...holding.map((step) => entry('message.held', step, { reasons: step.reasons })),
      ...readyNow.map((one) => entry('message.planned', one)),
      ...readying.map((step) => entry('message.let_go', step)),
      ...cancelling.map((step) => entry('message.cancelled', step)),
    ]);
    return { planned: readyNow.length + readying.length, held: held.length };
  }

  /** A message that was about to leave must not: held, with its task. */
  async holdNow(
    tx: EntityManager,
    actor: Actor,
    id: string,
    known: WhatIsKnown,
    reasons: readonly HoldReason[],
  ): Promise<void> {
    await this.messages.hold(tx, [{ id, reasons }]);
    await this.holding.raise(tx, actor, this.clock.today(), [{ known, reasons }]);
    await this.trail.record(tx, actor, [entry('message.held', { id, childId: known.childId }, { reasons })]);
  }

  /** A message that was about to leave is not needed any more. */
  async cancelNow(tx: EntityManager, actor: Actor, message: { id: string; childId: string }): Promise<void> {
    await this.messages.cancel(tx, [message.id]);
    await this.trail.record(tx, actor, [entry('message.cancelled', message)]);
  }
}

function only<Kind extends Step['is']>(steps: readonly Step[], kind: Kind): Extract<Step, { is: Kind }>[] {
  return steps.filter((step): step is Extract<Step, { is: Kind }> => step.is === kind);
}

function entry(
  action: string,
  message: { id: string; childId: string },
  detail: Readonly<Record<string, unknown>> = {},
): TrailEntry {
  return { action, subjectKind: 'message', subjectId: message.id, childId: message.childId, detail };
}
