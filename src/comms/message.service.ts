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
import { MessageListRepository } from './message-list.repository.js';
import { illegalMove, mayMove } from './message-moves.js';

/** A named person's word on a message. Reading messages is apart (message-reading.service.ts). */
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

  /**
   * A named person says what became of a message, or what shall. Throws NotFound; Invalid where nobody is named, Conflict where
   * the message does not allow it, or was changed by somebody else just now.
   */
  async moveByPerson(
    actor: Actor,
    id: string,
    to: MessageState,
  ): Promise<{ id: string; state: MessageState }> {
    if (actor.kind !== 'person') throw new Invalid([{ at: 'by', message: 'Say who you are' }]);
    const message = isUuid(id) ? await this.list.standing(id) : undefined;
    if (!message) throw new NotFound('There is no such message.');
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
    return { id, state: to };
  }
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
