import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { serviceLines } from '../referrals/service-line.js';
import { dueMessage, type ToldSoFar } from './cadence.js';
import { HeldMessages } from './held-messages.service.js';
import type { HoldReason } from './hold-reason.js';
import { openLists, type Verdict, whoIsTold } from './message-policy.js';
import { type Draft, MessageRepository, type Told } from './message.repository.js';
import { MessageWriter } from './message-writer.service.js';
import { MessageSteps, type Planned } from './message-steps.service.js';
import { nextStep } from './plan.js';
import { SiteService } from './site.service.js';
import type { WhatIsKnown } from './what-is-known.js';
import { WhatIsKnownRepository } from './what-is-known.repository.js';

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
    private readonly steps: MessageSteps,
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
    return this.steps.take(tx, actor, today, new Map(children.map((known) => [known.childId, known])), steps);
  }

  /**
   * Plans for every family that may be due something today, and looks again at every held message, in batches of their
   * own transactions. Safe to repeat, to interrupt, and to run twice at once.
   */
  async planDue(actor: Actor, today: PlainDate = this.clock.today()): Promise<Planned> {
    const toldBefore = new Date(`${addDays(today, -SHORTEST_CADENCE_DAYS)}T00:00:00Z`);
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
}

const BATCH = 500;
/** A family told since then about every list cannot be due; 2 days are left for the hour and the zone it was told in. */
const SHORTEST_CADENCE_DAYS = Math.min(...serviceLines.map((line) => line.updateEveryDays)) - 2;

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
