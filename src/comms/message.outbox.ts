import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { Trail, type TrailEntry } from '../platform/audit/trail.js';
import { dueMessage, type ToldSoFar } from './cadence.js';
import { HeldMessages } from './held-messages.service.js';
import { type HoldReason, holdReasons } from './hold-reason.js';
import { openLists, type Verdict, whoIsTold } from './message-policy.js';
import { type Draft, MessageRepository, type Told } from './message.repository.js';
import { MessageWriter } from './message-writer.service.js';
import { nextStep, type Step } from './plan.js';
import { SiteService } from './site.service.js';
import type { WhatIsKnown } from './what-is-known.js';
import { WhatIsKnownRepository } from './what-is-known.repository.js';

export interface Planned {
  /** Messages that became ready to send. */
  planned: number;
  /** Messages that became held, or are held for other reasons than before. */
  held: number;
}

/** What the policy says just before a message leaves. */
export type LastLook =
  | { is: 'send'; draft: Draft }
  | { is: 'hold'; known: WhatIsKnown; reasons: readonly HoldReason[] }
  | { is: 'cancel' };

/**
 * The outbox: a message is a row in the transaction of its cause, before anybody sends anything. Planning decides from
 * stored rows alone who is due what, so planning again changes nothing, and a plan that was interrupted is made again.
 */
@Injectable()
export class MessageOutbox {
  constructor(
    private readonly known: WhatIsKnownRepository,
    private readonly messages: MessageRepository,
    private readonly writer: MessageWriter,
    private readonly holding: HeldMessages,
    private readonly site: SiteService,
    private readonly trail: Trail,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly dataSource: DataSource,
  ) {}

  /** Plans for these children in the caller's transaction: at most one message on its way each. Set-based. */
  async planFor(tx: EntityManager, actor: Actor, childIds: readonly string[]): Promise<Planned> {
    if (childIds.length === 0) return { planned: 0, held: 0 };
    const today = this.clock.today();
    const site = await this.site.site();
    const onItsWay = new Map(
      (await this.messages.lockOnItsWay(tx, childIds)).map((message) => [message.childId, message]),
    );
    const told = new Map((await this.messages.told(tx, childIds)).map((one) => [one.childId, one]));
    const children = await this.known.of(tx, childIds);
    const steps = children.flatMap((known) => {
      const verdict = whoIsTold(known, today, site);
      const due = dueMessage(openLists(known), toldSoFar(told.get(known.childId), verdict), today);
      return nextStep(known, verdict, due, onItsWay.get(known.childId)) ?? [];
    });
    return this.take(tx, actor, today, new Map(children.map((known) => [known.childId, known])), steps);
  }

  /**
   * Plans for every family that may be due something today, and looks again at every held message, in batches of their
   * own transactions. Safe to repeat, to interrupt, and to run twice at once.
   */
  async planDue(actor: Actor, today: PlainDate = this.clock.today()): Promise<Planned> {
    const toldBefore = new Date(`${today}T00:00:00Z`);
    toldBefore.setUTCDate(toldBefore.getUTCDate() - SHORTEST_CADENCE_DAYS);
    const planned = await this.planEach(actor, (tx, after) =>
      this.known.childrenToPlan(tx, after, toldBefore, BATCH),
    );
    await this.dataSource.transaction((tx) => this.holding.settleSources(tx, actor, today));
    return planned;
  }

  /** Looks again at everything held for one reason. */
  async planHeldFor(actor: Actor, reason: HoldReason): Promise<Planned> {
    return this.planEach(actor, (tx, after) => this.known.childrenHeldFor(tx, reason, after, BATCH));
  }

  /** The policy once more, and the text and the recipient as they are now, when a message is about to leave. */
  async lastLook(
    tx: EntityManager,
    message: { childId: string; kind: 'joined' | 'update' },
  ): Promise<LastLook> {
    const [known] = await this.known.of(tx, [message.childId]);
    if (!known || openLists(known).length === 0) return { is: 'cancel' };
    const today = this.clock.today();
    const verdict = whoIsTold(known, today, await this.site.site());
    if (verdict.is === 'hold') return { is: 'hold', known, reasons: verdict.reasons };
    const [draft] = await this.writer.write(tx, today, [{ known, kind: message.kind, to: verdict.to }]);
    if (!draft) throw new Error('a message was not written');
    return { is: 'send', draft };
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

  private async planEach(
    actor: Actor,
    next: (tx: EntityManager, after: string | null) => Promise<string[]>,
  ): Promise<Planned> {
    const sum = { planned: 0, held: 0 };
    let after: string | null = null;
    for (;;) {
      const from: string | null = after;
      const { children, planned } = await this.dataSource.transaction(async (tx) => {
        const found = await next(tx, from);
        return { children: found, planned: await this.planFor(tx, actor, found) };
      });
      sum.planned += planned.planned;
      sum.held += planned.held;
      after = children.at(-1) ?? null;
      if (children.length < BATCH) return sum;
    }
  }

  private async take(
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
    await this.holding.settle(
      tx,
      actor,
      [...readying, ...cancelling, ...holding.filter((step) => !step.reasons.some(isAboutChild))].map(
        (step) => step.childId,
      ),
    );
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
}

const BATCH = 500;
/** No list asks for more; a family told since then, about every list, cannot be due. */
const SHORTEST_CADENCE_DAYS = 28;

/** What did not reach the address that still stands counts as told: it is tried again with the next update, or by hand. */
function toldSoFar(told: Told | undefined, verdict: Verdict): ToldSoFar {
  const failed = told?.failed ?? null;
  const stillFails = failed !== null && verdict.is === 'send' && verdict.to.address === failed.address;
  const lastSentOn = told?.lastSentOn ?? null;
  const later = stillFails && (lastSentOn === null || failed.on > lastSentOn) ? failed.on : lastSentOn;
  return {
    lastOn: later,
    about: new Set([...(told?.about ?? []), ...(stillFails ? failed.about : [])]),
  };
}

const isAboutChild = (reason: HoldReason): boolean => holdReasons[reason].whose === 'child';

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
