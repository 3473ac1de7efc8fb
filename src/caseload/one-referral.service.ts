import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
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
}

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
  ) {}

  /**
   * Receives one entry. Throws Invalid with every fault (those of its shape, given, and those of its meaning), Conflict
   * where the provider's identifier is taken by an entry that says otherwise. Two that arrive at once: one is created.
   */
  async receive(actor: Actor, sent: ReferralSent, shape: readonly Fault[] = []): Promise<ReceivedReferral> {
    const today = this.clock.today();
    const faults = [...shape, ...faultsInReferral(sent, today)];
    if (faults.length > 0) throw new Invalid(faults);
    const arrival = arrivalOf(sent, today);
    return againIfBlocked(() => this.dataSource.transaction((tx) => this.take(tx, actor, arrival)));
  }

  private async take(tx: EntityManager, actor: Actor, arrival: Arrival): Promise<ReceivedReferral> {
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
      return { created: false, referralId: id, childId: stored.childId, findings, decided };
    }
    await this.holdLinked(tx, arrival);
    const [received] = await this.arrivals.receive(tx, actor, [arrival], { census: false });
    if (!received) throw new Error('an arrival had no outcome');
    const { childId, findings } = received;
    await this.caseload.hold(tx, [childId]);
    const decided = await this.deciding.decide(tx, actor, [childId]);
    return { created: true, referralId: id, childId, findings, decided };
  }

  /** The child it will be linked to is held before anything is written, as everywhere. */
  private async holdLinked(tx: EntityManager, { child }: Arrival): Promise<void> {
    if (child.nhsNumber === null || numberFinding(child) !== null) return;
    const linked = await this.children.byNumber(child.nhsNumber, tx);
    if (linked) await this.caseload.hold(tx, [linked.id]);
  }
}
