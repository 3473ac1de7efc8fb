import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { joinedTask } from '../access/opening-tasks.js';
import { ChildRepository } from '../children/child.repository.js';
import { numberFinding } from '../children/identity.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Fault } from '../kernel/outcome.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { Conflict, Invalid } from '../platform/http/problems.js';
import { type Arrival, contentHash } from '../referrals/arrival.js';
import { Arrivals } from '../referrals/arrivals.service.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { TaskService } from '../tasks/task.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import { type Decided, DecideChildren } from './decide-children.service.js';
import { arrivalOf, faultsInReferral, type ReferralSent } from './referral-sent.js';

export interface ReceivedReferral {
  /** False: the same entry was here already, and nothing was added. */
  created: boolean;
  referralId: string;
  childId: string;
  /** What is wrong with the entry although it stands: identity first. */
  findings: readonly string[];
  decided: Decided;
  /** A person's entry joined a child who was known here and on no list of theirs: their privacy officer is told. */
  joined: boolean;
}

/** Whether a list is one of the sender's own. */
export type OwnList = (list: { provider: string; service: string }) => boolean;

/** One entry at a time: the same way in as a row of an extract, decided before it is answered. */
@Injectable()
export class OneReferral {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly caseload: CaseloadRepository,
    private readonly children: ChildRepository,
    private readonly referrals: ReferralRepository,
    private readonly arrivals: Arrivals,
    private readonly deciding: DecideChildren,
    private readonly tasks: TaskService,
  ) {}

  /**
   * Receives one entry. Throws Invalid with every fault (those of its shape, given, and those of its meaning), Conflict
   * where the provider's identifier is taken by an entry that says otherwise. Two that arrive at once: one is created.
   */
  async receive(
    actor: Actor,
    sent: ReferralSent,
    shape: readonly Fault[],
    isOwn: OwnList,
  ): Promise<ReceivedReferral> {
    const today = this.clock.today();
    const faults = [...shape, ...faultsInReferral(sent, today)];
    if (faults.length > 0) throw new Invalid(faults);
    const arrival = arrivalOf(sent, today);
    return againIfBlocked(() => this.dataSource.transaction((tx) => this.take(tx, actor, arrival, isOwn)));
  }

  private async take(
    tx: EntityManager,
    actor: Actor,
    arrival: Arrival,
    isOwn: OwnList,
  ): Promise<ReceivedReferral> {
    const { id } = arrival.referral;
    await this.caseload.holdName(tx, id);
    const stored = await this.referrals.find(id, tx);
    if (stored) {
      if (stored.contentHash !== contentHash(arrival))
        throw new Conflict(
          `${stored.provider} has another entry under this identifier. Nothing was changed; changes come with the provider's next extract.`,
        );
      await this.caseload.hold(tx, [stored.childId]);
      const decided = await this.deciding.decide(tx, actor, [stored.childId]);
      const findings = await this.caseload.openFindings(tx, id);
      return { created: false, referralId: id, childId: stored.childId, findings, decided, joined: false };
    }
    const known = await this.holdLinked(tx, arrival);
    const before = known === null ? [] : await this.referrals.ofChildren([known], tx);
    const [received] = await this.arrivals.receive(tx, actor, [arrival], { census: false });
    if (!received) throw new Error('an arrival had no outcome');
    const { childId, findings } = received;
    await this.caseload.hold(tx, [childId]);
    const decided = await this.deciding.decide(tx, actor, [childId]);
    const joined = actor.kind === 'person' && childId === known && !before.some(isOwn);
    if (joined) {
      const entry = { referralId: id, childId, organisation: arrival.referral.provider };
      await this.tasks.raise(tx, actor, [joinedTask(entry, this.clock.now())]);
    }
    return { created: true, referralId: id, childId, findings, decided, joined };
  }

  /** The child whose number it is is held before anything is written, as everywhere; null: it is nobody's here. */
  private async holdLinked(tx: EntityManager, { child }: Arrival): Promise<string | null> {
    if (child.nhsNumber === null || numberFinding(child) !== null) return null;
    const linked = await this.children.byNumber(child.nhsNumber, tx);
    if (!linked) return null;
    await this.caseload.hold(tx, [linked.id]);
    return linked.id;
  }
}
