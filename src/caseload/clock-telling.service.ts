import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { Trail } from '../platform/audit/trail.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { standingEvents } from '../referrals/clock-event.js';
import { ClockEventRepository } from '../referrals/clock-event.repository.js';
import { standardsOn } from '../referrals/clock-standard.js';
import { ClockStandardsRegistry } from '../referrals/clock-standards.registry.js';
import { isClinical, kindsToTell, readEvent, type SentEvent } from '../referrals/clock-told.js';
import type { Referral } from '../referrals/referral.js';
import { ReferralRepository } from '../referrals/referral.repository.js';

/** Events are only added to, and all of an entry's are folded whenever its page is shown. */
const MOST_BY_PEOPLE = 200;

/** A named person says what happened to a wait, or takes it back. Clocks are folded from it; no decision rests on them. */
@Injectable()
export class ClockTelling {
  constructor(
    private readonly dataSource: DataSource,
    private readonly children: ChildRepository,
    private readonly referrals: ReferralRepository,
    private readonly events: ClockEventRepository,
    private readonly measures: ClockStandardsRegistry,
    private readonly trail: Trail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the id of the event. Throws Invalid with every fault, NotFound. */
  async tell(actor: Actor, referralId: string, sent: SentEvent): Promise<string> {
    return this.about(referralId, async (tx, referral, birthDate) => {
      const today = this.clock.today();
      const standards = standardsOn(this.measures.standards, referral.service, today);
      const kinds = kindsToTell(standards, isClinician(actor));
      const told = await this.events.ofReferral(tx, referral.id);
      if (told.filter(({ source }) => source === 'person').length >= MOST_BY_PEOPLE)
        throw new Conflict(
          'Too much was told of this wait already: what is wrong in it can only be taken back.',
        );
      const standing = standingEvents(told);
      const event = readEvent(sent, { kinds, birthDate, today }, standing);
      if (!('kind' in event)) throw new Invalid(event);
      const id = await this.events.tell(tx, actor, referral.id, event);
      await this.note(tx, actor, 'clock.told', referral, { event: id, kind: event.kind });
      return id;
    });
  }

  /** Throws NotFound, and Conflict where it is taken back already or is not a person's to take back. */
  async withdraw(actor: Actor, referralId: string, eventId: string, why: string): Promise<void> {
    await this.about(referralId, async (tx, referral) => {
      const told = await this.events.ofReferral(tx, referral.id);
      const event = told.find(({ id, kind }) => id === eventId && kind !== 'withdrawn');
      if (!event) throw new NotFound('Nothing of that kind was told of this wait.');
      if (event.source !== 'person')
        throw new Conflict('The list reported this itself: correct it there, or correct the start here.');
      if (isClinical(event.kind) && !isClinician(actor))
        throw new Conflict('A clinician said this of the child’s care, and a clinician takes it back.');
      if (told.some(({ withdraws }) => withdraws === eventId))
        throw new Conflict('This was taken back already.');
      await this.events.withdraw(tx, actor, referral.id, eventId, why);
      await this.note(tx, actor, 'clock.withdrawn', referral, { event: eventId, kind: event.kind });
    });
  }

  /** One transaction that holds the child, as a census does before it tells of the same entry. */
  private async about<T>(
    referralId: string,
    task: (tx: EntityManager, referral: Referral, birthDate: PlainDate) => Promise<T>,
  ): Promise<T> {
    if (!isUuid(referralId)) throw new NotFound('There is no such referral.');
    return againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        const named = await this.referrals.find(referralId, tx);
        if (!named) throw new NotFound('There is no such referral.');
        await this.children.hold(tx, [named.childId]);
        // A census may have joined the child to another until now.
        const held = await this.referrals.find(referralId, tx);
        const [child] = held ? await this.children.find([held.childId], tx) : [];
        if (!held || !child) throw new NotFound('There is no such referral.');
        return task(tx, held, child.birthDate);
      }),
    );
  }

  private note(
    tx: EntityManager,
    actor: Actor,
    action: string,
    { id, childId }: Referral,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    return this.trail.record(tx, actor, [
      { action, subjectKind: 'referral', subjectId: id, childId, detail },
    ]);
  }
}

function isClinician(actor: Actor): boolean {
  return actor.kind === 'person' && actor.role === 'clinician';
}
