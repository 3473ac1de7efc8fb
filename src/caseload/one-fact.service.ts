import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import { FactRepository, type RecordedFact } from '../facts/fact.repository.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { Fault } from '../kernel/outcome.js';
import type { Act } from '../kernel/policy.js';
import { Trail, type TrailEntry } from '../platform/audit/trail.js';
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
  speaksFor(organisation: string): boolean;
  /** A program that sends what its agency knows, of a child it names and need not see. */
  unseen: boolean;
  /** Throws NotFound where that row is not theirs to see, or to write about. */
  reach(act: Act, what: 'child' | 'referral' | 'fact', id: string): Promise<void>;
}

/** Something was said already by the same source that day, and stands: nothing was kept. */
interface SaidAlready {
  stands: RecordedFact;
  childId: string;
  referralId: string | null;
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
   * where the same source and organisation said something else about the same subject on the same day, or something that
   * the sender neither sent nor may see, the same or not: else values could be tried until one is said to be it. Refused where the
   * sender may not speak for that organisation, NotFound where the child or the referral named is not the sender's to
   * write about, or is not there: the two are never told apart.
   */
  async record(actor: Actor, sent: FactSent, shape: readonly Fault[], sender: Sender): Promise<FactAnswer> {
    const faults = [...shape, ...faultsInFact(sent, this.clock.today())];
    if (faults.length > 0) throw new Invalid(faults);
    const fact = factRead(sent);
    if (!sender.speaksFor(fact.organisation))
      throw new Refused(
        `What ${fact.organisation} says must come from ${fact.organisation}. What others told you goes under your own organisation, with its source.`,
      );
    await this.mustBeAgreed(fact);
    await this.mustReach(actor, fact, sender);
    const kept = await againIfBlocked(() => this.dataSource.transaction((tx) => this.keep(tx, actor, fact)));
    return 'stands' in kept ? this.saidAlready(actor, fact, kept, sender) : kept;
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

  /** Before anything is held. What was tried and not found stays in the trail, and names no child. */
  private async mustReach(actor: Actor, fact: FactRead, sender: Sender): Promise<void> {
    try {
      await this.reached(fact, sender);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      await this.dataSource.transaction((tx) => this.trail.record(tx, actor, [notFound(fact)]));
      throw new NotFound(
        sender.unseen && fact.referralId === null
          ? 'No child here has that number and birth date.'
          : 'There is no such child or referral on your lists.',
      );
    }
  }

  /**
   * A referral that is named must be the sender's, program or not: to work on where the fact is about it, to see where
   * it only says which child. A person must work with the child; a program is told nothing of whom it names.
   */
  private async reached(fact: FactRead, sender: Sender): Promise<void> {
    const about = fact.definition.subject === 'referral' ? 'change' : 'view';
    if (fact.referralId !== null) await sender.reach(about, 'referral', fact.referralId);
    const subject = subjectOf(fact, await this.caseload.subject(this.dataSource.manager, fact));
    if (subject.is === 'faulty' && sender.unseen && fact.referralId !== null)
      throw new Invalid(subject.faults);
    if (subject.is !== 'found') throw new NotFound();
    if (!sender.unseen) await sender.reach('change', 'child', subject.childId);
  }

  private async keep(tx: EntityManager, actor: Actor, fact: FactRead): Promise<FactAnswer | SaidAlready> {
    const subject = subjectOf(fact, await this.caseload.subject(tx, fact));
    // It was found a moment ago: somebody changed whom it is about in between.
    if (subject.is !== 'found') throw new Conflict('Whom this is about has just changed. Look again.');
    const { childId, referralId } = subject;
    await this.caseload.hold(tx, [childId]);
    const { value, source, organisation, confidence, recordedOn } = fact;
    const code = fact.definition.code;
    const [kept] = await this.facts.record(tx, [
      { childId, referralId, code, value, source, organisation, confidence, recordedOn },
    ]);
    if (!kept) throw new Error('a fact had no outcome');
    if (kept.is !== 'recorded') return { stands: kept, childId, referralId };
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
    const decided = await this.deciding.decide(tx, actor, [childId]);
    return { created: true, factId: kept.id, childId, referralId, decided };
  }

  /**
   * What stands is told to whoever may read it: a program is not told what a child said in confidence. That it is the
   * same, to whoever may read it or sent it.
   */
  private async saidAlready(
    actor: Actor,
    { definition: { code }, source, organisation, recordedOn }: FactRead,
    { stands: { is, id, value, confidence }, childId, referralId }: SaidAlready,
    sender: Sender,
  ): Promise<FactAnswer> {
    const told = await sender.reach('view', 'fact', id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFound) return false;
        throw error;
      },
    );
    const isTheirOwn = await this.caseload.wasSentBy(this.dataSource.manager, id, actor.id);
    if (is === 'repeated' && (told || isTheirOwn)) {
      const decided = await this.decidedAgain(actor, childId);
      return { created: false, factId: id, childId, referralId, decided };
    }
    const detail = { code, source, confidence, told };
    await this.dataSource.transaction((tx) =>
      this.trail.record(tx, actor, [
        { act: 'view', action: 'fact.conflicting', subjectKind: 'fact', subjectId: id, childId, detail },
      ]),
    );
    throw new Conflict(
      told
        ? `${organisation} (${source}) has already said ${value} (${confidence}) for ${code} on ${recordedOn}. If that was a mistake, withdraw fact ${id} first.`
        : `${organisation} (${source}) has said something for ${code} on ${recordedOn} already: nothing was added. A clinician of ${organisation} can look.`,
    );
  }

  private async decidedAgain(actor: Actor, childId: string): Promise<Decided> {
    return againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        await this.caseload.hold(tx, [childId]);
        return this.deciding.decide(tx, actor, [childId]);
      }),
    );
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

/** Whom somebody named and did not get: a number with a birth date tried is what the trail is for. */
const notFound = ({ referralId, childId, nhsNumber, birthDate }: FactRead): TrailEntry => ({
  act: 'search',
  action: 'fact.subject_not_found',
  subjectKind: 'child',
  subjectId: 'not found',
  detail: Object.fromEntries(
    Object.entries({ referralId, childId, nhsNumber, birthDate }).filter(([, named]) => named !== null),
  ),
});
