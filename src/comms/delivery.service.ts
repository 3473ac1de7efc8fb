import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, systemActor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { never } from '../kernel/never.js';
import { Trail } from '../platform/audit/trail.js';
import { errorLine } from '../platform/logging/logger.js';
import { type Claimable, type Claimed, DeliveryRepository, type Result } from './delivery.repository.js';
import { claimsExpireBefore, MOST_ATTEMPTS, nextAttempt } from './delivery-times.js';
import { LookedAt } from './looked-at.service.js';
import { MessageOutbox } from './message.outbox.js';
import { MESSAGE_PROVIDER, type MessageProvider, type SendOutcome } from './message-provider.js';
import { MessageRepository } from './message.repository.js';
import { MessageSteps } from './message-steps.service.js';

/**
 * What happened to one message that was to be delivered. `passed_over`: not ready, or another worker has it. `put_off`:
 * it could not even be looked at, and waits for its next attempt or for a person.
 */
export type Delivered = 'passed_over' | 'put_off' | 'held' | 'cancelled' | 'superseded' | Result['to'];

export const DELIVERY = systemActor('message delivery');

/**
 * Delivers one message: claims it, looks once more whether it may go and what it says, hands it over with no
 * transaction open, and writes down what became of it. Whatever dies in between, the row says where it stood.
 */
@Injectable()
export class DeliveryService {
  private readonly log = new Logger('messages');

  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveries: DeliveryRepository,
    private readonly messages: MessageRepository,
    private readonly outbox: MessageOutbox,
    private readonly steps: MessageSteps,
    private readonly lookedAt: LookedAt,
    private readonly trail: Trail,
    @Inject(MESSAGE_PROVIDER) private readonly provider: MessageProvider,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async deliver(id: string, actor: Actor = DELIVERY): Promise<Delivered> {
    const taken = await this.take(actor, id);
    if (typeof taken === 'string') return taken;
    const result = this.resultOf(await this.handOver(taken), taken.attempts);
    return this.dataSource.transaction((tx) => this.record(tx, actor, taken, result));
  }

  /** Workers that died: their messages go again where that is harmless, else a person must find out. */
  async expireClaims(actor: Actor = DELIVERY): Promise<{ again: number; uncertain: number }> {
    return this.dataSource.transaction(async (tx) => {
      const now = this.clock.now();
      const harmless = this.provider.deduplicates ? { provider: this.provider.name } : null;
      const why = 'the worker stopped while it was handing the message over';
      const moved = await this.deliveries.expire(tx, claimsExpireBefore(now), now, harmless, why);
      const uncertain = moved.filter((one) => one.state === 'uncertain');
      await this.lookedAt.mustBe(tx, actor, 'uncertain', uncertain);
      await this.trail.record(
        tx,
        actor,
        moved.map((one) => ({
          action: one.state === 'uncertain' ? 'message.uncertain' : 'message.put_back',
          subjectKind: 'message',
          subjectId: one.id,
          childId: one.childId,
          detail: { why },
        })),
      );
      return { again: moved.length - uncertain.length, uncertain: uncertain.length };
    });
  }

  /**
   * One message that cannot be looked at never stands in the way of the others: it is put off, and in the end a person
   * sees it. Where the database itself is gone putting it off fails too, and the round ends with that.
   */
  private async take(actor: Actor, id: string): Promise<Claimed | Delivered> {
    try {
      return await this.dataSource.transaction((tx) => this.claim(tx, actor, id));
    } catch (error) {
      this.log.error({ messageId: id, ...(error instanceof Error ? errorLine(error) : {}) });
      await this.dataSource.transaction((tx) => this.putOff(tx, actor, id));
      return 'put_off';
    }
  }

  private async putOff(tx: EntityManager, actor: Actor, id: string): Promise<void> {
    const why = 'the message could not be prepared: the log says why, under its number';
    const put = await this.deliveries.putOff(tx, id, why, (attempts) =>
      attempts >= MOST_ATTEMPTS ? null : nextAttempt(attempts, this.clock.now()),
    );
    if (!put) return;
    if (put.state === 'failed') await this.lookedAt.mustBe(tx, actor, 'failed', [put]);
    await this.trail.record(tx, actor, [
      {
        action: put.state === 'failed' ? 'message.failed' : 'message.put_off',
        subjectKind: 'message',
        subjectId: id,
        childId: put.childId,
        detail: { why },
      },
    ]);
  }

  private async claim(
    tx: EntityManager,
    actor: Actor,
    id: string,
  ): Promise<Claimed | 'passed_over' | 'held' | 'cancelled'> {
    const ready = await this.deliveries.lockReady(tx, id, this.clock.now());
    if (!ready) return 'passed_over';
    const stopped = await this.lookAgain(tx, actor, ready);
    if (stopped !== null) return stopped;
    const claim = randomUUID();
    const claimed = await this.deliveries.claim(tx, id, claim, this.clock.now(), this.provider.name);
    if (!claimed) throw new Error('a locked message was claimed by somebody else');
    await this.trail.record(tx, actor, [
      {
        action: 'message.handed_over',
        subjectKind: 'message',
        subjectId: id,
        childId: ready.childId,
        detail: { attempt: claimed.attempts, provider: this.provider.name },
      },
    ]);
    return claimed;
  }

  /** Null: it may go, and says what is true now (unless it may have gone already: then not a word changes). */
  private async lookAgain(
    tx: EntityManager,
    actor: Actor,
    ready: Claimable,
  ): Promise<'held' | 'cancelled' | null> {
    const look = await this.outbox.lastLook(tx, ready);
    switch (look.is) {
      case 'send':
        if (!ready.mayHaveGone) await this.messages.rewrite(tx, ready.id, look.draft);
        return null;
      case 'hold':
        await this.steps.holdNow(tx, actor, ready.id, look.known, look.reasons);
        return 'held';
      case 'cancel':
        await this.steps.cancelNow(tx, actor, ready);
        return 'cancelled';
    }
  }

  private async handOver(claimed: Claimed): Promise<SendOutcome> {
    try {
      return await this.provider.send(claimed);
    } catch (error) {
      // A provider answers for its own errors; one that throws has left nobody able to know.
      return {
        is: 'unknown',
        why: `the provider failed: ${error instanceof Error ? error.name : 'unknown'}`,
      };
    }
  }

  private resultOf(outcome: SendOutcome, attempts: number): Result {
    const again = (failure: string, mayHaveGone: boolean): Result =>
      attempts >= MOST_ATTEMPTS
        ? { to: mayHaveGone ? 'uncertain' : 'failed', failure }
        : { to: 'ready', nextAttemptAt: nextAttempt(attempts, this.clock.now()), failure, mayHaveGone };
    switch (outcome.is) {
      case 'accepted':
        return { to: 'sent', at: this.clock.now(), reference: outcome.reference };
      case 'refused_for_now':
        return again(outcome.why, false);
      case 'refused_for_good':
        return { to: 'failed', failure: outcome.why };
      case 'unknown':
        return this.provider.deduplicates
          ? again(outcome.why, true)
          : { to: 'uncertain', failure: outcome.why };
      default:
        return never(outcome);
    }
  }

  private async record(
    tx: EntityManager,
    actor: Actor,
    claimed: Claimed,
    result: Result,
  ): Promise<Delivered> {
    if (!(await this.deliveries.record(tx, claimed, result))) return 'superseded';
    if (result.to === 'failed' || result.to === 'uncertain')
      await this.lookedAt.mustBe(tx, actor, result.to, [claimed]);
    if (result.to === 'sent') await this.lookedAt.notNeeded(tx, actor, claimed.id);
    await this.trail.record(tx, actor, [
      {
        action: `message.${result.to === 'ready' ? 'put_back' : result.to}`,
        subjectKind: 'message',
        subjectId: claimed.id,
        childId: claimed.childId,
        detail: result.to === 'sent' ? {} : { why: result.failure },
      },
    ]);
    return result.to;
  }
}
