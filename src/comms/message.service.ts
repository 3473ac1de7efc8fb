import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { Trail } from '../platform/audit/trail.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { DeliveryRepository } from './delivery.repository.js';
import { LookedAt } from './looked-at.service.js';
import type { MessageState } from './message.js';
import {
  type ListedMessage,
  type MessageCounts,
  type MessageFilter,
  type Page,
  pageOf,
  type Place,
  placeOf,
  type RecordedMessage,
  type UnreleasedSource,
} from './message-list.js';
import { MessageListRepository } from './message-list.repository.js';
import { illegalMove, mayMove } from './message-moves.js';

/** Messages for staff: what is held and why, what could not be sent, what nobody knows; and a named person's word. */
@Injectable()
export class MessageService {
  constructor(
    private readonly list: MessageListRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly lookedAt: LookedAt,
    private readonly trail: Trail,
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws Invalid where the cursor is not one of ours. */
  async page(filter: MessageFilter, limit: number, after?: string): Promise<Page<ListedMessage>> {
    return pageOf(await this.list.page(filter, place(after), limit + 1), limit);
  }

  /** Throws NotFound. */
  async find(id: string): Promise<ListedMessage> {
    const found = isUuid(id) ? await this.list.find(id) : undefined;
    if (!found) throw new NotFound('There is no such message.');
    return found;
  }

  async counts(): Promise<MessageCounts> {
    return this.list.counts();
  }

  async unreleased(): Promise<UnreleasedSource[]> {
    return this.list.unreleased();
  }

  /** What families read, where nothing is really sent. */
  async recorded(limit: number, after?: string): Promise<Page<RecordedMessage>> {
    return pageOf(await this.list.recorded(place(after), limit + 1), limit);
  }

  /**
   * A named person says what became of a message, or what shall. Throws Invalid where nobody is named, Conflict where
   * the message does not allow it, or was changed by somebody else just now.
   */
  async moveByPerson(actor: Actor, id: string, to: MessageState): Promise<ListedMessage> {
    if (actor.kind !== 'person') throw new Invalid([{ at: 'by', message: 'Say who you are' }]);
    const message = await this.find(id);
    if (!mayMove(message.state, to, 'person') || (to !== 'sent' && to !== 'ready' && to !== 'cancelled'))
      throw new Conflict(illegalMove(message.state, to));
    await this.dataSource
      .transaction(async (tx) => {
        if (!(await this.deliveries.moveByPerson(tx, id, message.state, to, this.clock.now())))
          throw new Conflict('Somebody else changed this message just now. Look again.');
        await this.lookedAt.notNeeded(tx, actor, id);
        await this.trail.record(tx, actor, [
          {
            action: 'message.resolved',
            subjectKind: 'message',
            subjectId: id,
            childId: message.childId,
            detail: { from: message.state, to },
          },
        ]);
      })
      .catch((error: unknown) => {
        if (isAnotherOnItsWay(error))
          throw new Conflict('Another message to this family is on its way already: do not send this one.');
        throw error;
      });
    return this.find(id);
  }
}

function place(cursor: string | undefined): Place | null {
  if (cursor === undefined || cursor === '') return null;
  const found = placeOf(cursor);
  if (!found) throw new Invalid([{ at: 'after', message: 'is not a place in this list' }]);
  return found;
}

/** The last line of "one message on its way a child": the database's own. */
function isAnotherOnItsWay(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === 'message_one_on_its_way'
  );
}
