import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { knownNumberTasks } from '../access/opening-tasks.js';
import { PrivacyOfficers } from '../access/privacy-officers.service.js';
import { ChildRepository } from '../children/child.repository.js';
import { numberFinding } from '../children/identity.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Fault } from '../kernel/outcome.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { Conflict, Invalid } from '../platform/http/problems.js';
import { type Arrival, contentHash } from '../referrals/arrival.js';
import { Arrivals } from '../referrals/arrivals.service.js';
import { ENTERED_BY_HAND } from '../referrals/finding.js';
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
}

/** Whether a child is on a list that the sender works on. */
export type WorksWith = (childId: string) => Promise<boolean>;

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
    private readonly officers: PrivacyOfficers,
  ) {}

  /**
   * Receives one entry. Throws Invalid with every fault (those of its shape, given, and those of its meaning), Conflict
   * where the provider's identifier is taken by an entry that says otherwise. Two that arrive at once: one is created.
   * A person's entry never joins a child whom the person does not work with, whatever its birth date: that, and what the
   * pages would show from then on, would tell whoever sends guesses. An extract of the list links it. Unless it joins one
   * they work with, it is entered by hand until then, and its family is not written to, whoever else it may be.
   */
  async receive(
    actor: Actor,
    sent: ReferralSent,
    shape: readonly Fault[],
    worksWith: WorksWith,
  ): Promise<ReceivedReferral> {
    const today = this.clock.today();
    const faults = [...shape, ...faultsInReferral(sent, today)];
    if (faults.length > 0) throw new Invalid(faults);
    const arrival = arrivalOf(sent, today);
    const number = await this.numberOf(arrival, this.dataSource.manager);
    const theirs = number !== null && (await worksWith(number)) ? number : null;
    return againIfBlocked(() => this.dataSource.transaction((tx) => this.take(tx, actor, arrival, theirs)));
  }

  private async take(
    tx: EntityManager,
    actor: Actor,
    arrival: Arrival,
    theirs: string | null,
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
      return { created: false, referralId: id, childId: stored.childId, findings, decided };
    }
    const known = await this.numberOf(arrival, tx);
    // The child whose number it is is held before anything is written, as everywhere.
    if (known !== null) await this.caseload.hold(tx, [known]);
    const isPerson = actor.kind === 'person';
    const [received] = await this.arrivals.receive(tx, actor, [arrival], {
      census: false,
      mayJoin: (child) => !isPerson || child.id === theirs,
      alsoFound: (childId) => (isPerson && childId !== theirs ? [ENTERED_BY_HAND] : []),
    });
    if (!received) throw new Error('an arrival had no outcome');
    const { childId, findings } = received;
    await this.caseload.hold(tx, [childId]);
    const decided = await this.deciding.decide(tx, actor, [childId]);
    if (known !== null && childId !== known && known !== theirs) {
      const organisation = arrival.referral.provider;
      const lists = await this.referrals.ofChildren([known], tx);
      const entry = {
        ...{ referralId: id, childId, knownId: known, organisation },
        officersOfEntry: this.officers.of([organisation]),
        officersOfChild: this.officers.of(lists.map(({ provider }) => provider)),
      };
      await this.tasks.raise(tx, actor, knownNumberTasks(entry, this.clock.now()));
    }
    return { created: true, referralId: id, childId, findings, decided };
  }

  /** The child whose verified number it is; null: it is nobody's here. */
  private async numberOf({ child }: Arrival, from: EntityManager): Promise<string | null> {
    if (child.nhsNumber === null || numberFinding(child) !== null) return null;
    return (await this.children.byNumber(child.nhsNumber, from))?.id ?? null;
  }
}
