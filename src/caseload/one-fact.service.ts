import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import type { FactSource } from '../facts/fact.js';
import { FactRepository } from '../facts/fact.repository.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { Fault } from '../kernel/outcome.js';
import { Trail } from '../platform/audit/trail.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { Conflict, Invalid, NotFound, Refused } from '../platform/http/problems.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { SharingRegister } from '../sharing/sharing-register.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import { type Decided, DecideChildren } from './decide-children.service.js';
import { type FactRead, factRead, type FactSent, faultsInFact, subjectOf } from './fact-sent.js';

export interface FactAnswer {
  /** False: the same was said already, and nothing was added. */
  created: boolean;
  factId: string;
  childId: string;
  /** null: about the child, so that it concerns every list. */
  referralId: string | null;
  decided: Decided;
}

/** What whoever sends a fact may say, and about whom. */
export interface Sender {
  speaksFor(organisation: string, source: FactSource): boolean;
  /** A program that sends what its agency knows, and is told which faults a subject has. */
  unseen: boolean;
  /** Throws NotFound where the child is not theirs to write about. */
  mayChange(childId: string): Promise<void>;
}

/** One fact at a time, decided before it is answered: a fact about a child concerns every list the child is on. */
@Injectable()
export class OneFact {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly caseload: CaseloadRepository,
    private readonly children: ChildRepository,
    private readonly referrals: ReferralRepository,
    private readonly facts: FactRepository,
    private readonly deciding: DecideChildren,
    private readonly trail: Trail,
    private readonly sharing: SharingRegister,
  ) {}

  /**
   * Records one fact. Throws Invalid with every fault (those of its shape, given, and those of its meaning), Conflict
   * where the same source and organisation said something else about the same subject on the same day, Refused where the
   * sender may not speak for that organisation, NotFound where the child is not the sender's to write about.
   */
  async record(
    actor: Actor,
    sent: FactSent,
    shape: readonly Fault[] = [],
    sender?: Sender,
  ): Promise<FactAnswer> {
    const faults = [...shape, ...faultsInFact(sent, this.clock.today())];
    if (faults.length > 0) throw new Invalid(faults);
    const fact = factRead(sent);
    if (sender && !sender.speaksFor(fact.organisation, fact.source))
      throw new Refused(`What ${fact.organisation} says must come from ${fact.organisation}.`);
    await this.mustBeAgreed(fact);
    if (sender) await this.mustReach(fact, sender);
    return againIfBlocked(() => this.dataSource.transaction((tx) => this.keep(tx, actor, fact)));
  }

  /** What councils and schools hold comes in by agreement alone; without one nobody even looks whom it is about. */
  private async mustBeAgreed({ organisation, source, definition: { code } }: FactRead): Promise<void> {
    const rules = await this.sharing.importRules();
    if (!rules.may(organisation, source, code))
      throw new Invalid([
        {
          at: 'organisation',
          message: `no information-sharing agreement in force lets in ${code} of ${organisation} (${source})`,
        },
      ]);
  }

  /** Before anything is held. For whoever must see the child, one who is not there and one not theirs look alike. */
  private async mustReach(fact: FactRead, sender: Sender): Promise<void> {
    const subject = subjectOf(fact, await this.caseload.subject(this.dataSource.manager, fact));
    if (subject.is === 'faulty') {
      if (sender.unseen) throw new Invalid(subject.faults);
      throw new NotFound('There is no such child or referral on your lists.');
    }
    await sender.mayChange(subject.childId);
  }

  private async keep(tx: EntityManager, actor: Actor, fact: FactRead): Promise<FactAnswer> {
    const subject = subjectOf(fact, await this.caseload.subject(tx, fact));
    if (subject.is === 'faulty') throw new Invalid(subject.faults);
    const { childId, referralId } = subject;
    await this.caseload.hold(tx, [childId]);
    const { value, source, organisation, confidence, recordedOn } = fact;
    const code = fact.definition.code;
    const [kept] = await this.facts.record(tx, [
      { childId, referralId, code, value, source, organisation, confidence, recordedOn },
    ]);
    if (!kept) throw new Error('a fact had no outcome');
    if (kept.is === 'conflicting')
      throw new Conflict(
        `${organisation} (${source}) has already said ${kept.value} (${kept.confidence}) for ${code} on ${recordedOn}. If that was a mistake, withdraw fact ${kept.id} first.`,
      );
    if (kept.is === 'recorded') {
      await this.trail.record(tx, actor, [
        {
          action: 'fact.recorded',
          subjectKind: 'fact',
          subjectId: kept.id,
          childId,
          detail: {
            code,
            source,
            confidence: kept.confidence,
            ...(referralId === null ? {} : { referral: referralId }),
          },
        },
      ]);
      await this.changed(tx, childId);
    }
    const decided = await this.deciding.decide(tx, actor, [childId]);
    return { created: kept.is === 'recorded', factId: kept.id, childId, referralId, decided };
  }

  /**
   * Withdraws a fact entered in error: it no longer counts, and is kept and shown with who and why. Nothing falls by
   * itself: what it raised stands until a clinician confirms the lower band. Throws Invalid, NotFound, Conflict.
   */
  async withdraw(actor: Actor, factId: string, reason: string): Promise<FactAnswer> {
    if (actor.kind !== 'person')
      throw new Invalid([{ at: 'actor', message: 'a named person withdraws a fact' }]);
    if (!isUuid(factId)) throw new NotFound('There is no such fact');
    return againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        const named = await this.facts.find(factId, tx);
        if (!named) throw new NotFound('There is no such fact');
        await this.caseload.hold(tx, [named.childId]);
        const fact = await this.facts.find(factId, tx);
        if (fact?.withdrawnOn !== null) throw new Conflict('This fact has been withdrawn already');
        await this.facts.withdraw(tx, actor, [factId], reason);
        const { childId, referralId, code } = fact;
        await this.trail.record(tx, actor, [
          { action: 'fact.withdrawn', subjectKind: 'fact', subjectId: factId, childId, detail: { code } },
        ]);
        await this.changed(tx, childId);
        const decided = await this.deciding.decide(tx, actor, [childId]);
        return { created: false, factId, childId, referralId, decided };
      }),
    );
  }

  /** What is shown of the child follows (where the child lives may be a fact); everything about the child is due. */
  private async changed(tx: EntityManager, childId: string): Promise<void> {
    await this.children.refresh(tx, [childId]);
    await this.referrals.markDue(tx, [childId]);
  }
}
