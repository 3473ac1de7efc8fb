import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { Trail } from '../platform/audit/trail.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { type Agreement, AGREEMENT_ID } from './agreement.js';
import { agreementHash } from './agreement-hash.js';
import { readAgreement } from './parse-agreement.js';
import { APPROVALS_NEEDED, type By, refusedApproval, type RegisteredVersion } from './registered-version.js';
import { SharingRepository } from './sharing.repository.js';

/** Proposing, approving and withdrawing versions of agreements. Each is a line of the trail. */
@Injectable()
export class SharingService {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly register: SharingRepository,
    private readonly trail: Trail,
  ) {}

  /** Adds a version; it shares nothing until two others have approved it. Throws Invalid, Conflict (not the next version). */
  async propose(actor: Actor, given: unknown, by: By): Promise<RegisteredVersion> {
    const read = readAgreement(given);
    if (!read.ok) throw new Invalid(read.faults);
    return this.dataSource.transaction((tx) => this.add(tx, actor, read.value, by));
  }

  /** In the caller's transaction; the agreement has been checked. */
  async add(tx: EntityManager, actor: Actor, agreement: Agreement, by: By): Promise<RegisteredVersion> {
    await this.register.hold(tx);
    const { id, version } = agreement;
    const versions = (await this.register.all(tx)).filter((other) => other.id === id);
    const next = Math.max(0, ...versions.map((other) => other.version)) + 1;
    if (version !== next)
      throw new Conflict(
        `The next version of ${id} is ${next}, not ${version}: a version that is here never changes.`,
      );
    const hash = agreementHash(agreement);
    await this.register.add(tx, agreement, hash, by, this.clock.now());
    await this.remember(tx, actor, 'sharing.proposed', agreement, { hash });
    return this.one(tx, id, version);
  }

  /**
   * One of two approvals. `hash` is that of the text the approver had before them, `lookedAt` what they say they looked
   * at. Throws NotFound, Invalid, Conflict (why this person may not approve this version, or it is not the text they read).
   */
  async approve(
    visit: Visit,
    of: { id: string; version: number },
    said: { hash: string; lookedAt: string },
  ): Promise<RegisteredVersion> {
    return this.dataSource.transaction((tx) => this.approveAs(tx, actorOf(visit), byOf(visit), of, said));
  }

  /** In the caller's transaction. */
  async approveAs(
    tx: EntityManager,
    actor: Actor,
    by: By,
    of: { id: string; version: number },
    said: { hash: string; lookedAt: string },
  ): Promise<RegisteredVersion> {
    const lookedAt = said.lookedAt.trim();
    if (lookedAt === '') throw new Invalid([{ at: 'lookedAt', message: 'Say what you looked at' }]);
    await this.register.hold(tx);
    const version = await this.one(tx, of.id, of.version);
    if (version.hash !== said.hash || agreementHash(version) !== said.hash)
      throw new Conflict('This is not the text you read: look at it again.');
    const refused = refusedApproval(version, by);
    if (refused !== null) throw new Conflict(refused);
    await this.register.approve(tx, of, { ...by, lookedAt, approvedAt: this.clock.now() });
    const approvals = version.approvals.length + 1;
    await this.remember(tx, actor, 'sharing.approved', of, {
      hash: said.hash,
      lookedAt,
      approvals,
      complete: approvals === APPROVALS_NEEDED,
    });
    return this.one(tx, of.id, of.version);
  }

  /** Ends a version at once: what it gave is hidden from the next request on. Throws NotFound, Invalid, Conflict. */
  async withdraw(
    visit: Visit,
    of: { id: string; version: number },
    given: string,
  ): Promise<RegisteredVersion> {
    const reason = given.trim();
    if (reason === '') throw new Invalid([{ at: 'reason', message: 'Say why it is withdrawn' }]);
    const by = byOf(visit);
    return this.dataSource.transaction(async (tx) => {
      await this.register.hold(tx);
      const version = await this.one(tx, of.id, of.version);
      if (version.withdrawn) throw new Conflict('This version has been withdrawn already.');
      if (!version.parties.some(({ organisation }) => organisation === by.organisation))
        throw new Conflict('Your organisation is not a party to this agreement.');
      await this.register.withdraw(tx, of, by, reason, this.clock.now());
      await this.remember(tx, actorOf(visit), 'sharing.withdrawn', of, { reason });
      return this.one(tx, of.id, of.version);
    });
  }

  private async one(tx: EntityManager, id: string, version: number): Promise<RegisteredVersion> {
    // What cannot be an id is looked for nowhere.
    const found = AGREEMENT_ID.test(id) ? await this.register.find(tx, id, version) : null;
    if (!found) throw new NotFound('There is no such agreement.');
    return found;
  }

  private async remember(
    tx: EntityManager,
    actor: Actor,
    action: string,
    { id, version }: { id: string; version: number },
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.trail.record(tx, actor, [
      { action, subjectKind: 'sharing_agreement', subjectId: id, detail: { version, ...detail } },
    ]);
  }
}

function byOf({ viewer }: Visit): By {
  return { id: viewer.id, name: viewer.name, organisation: viewer.organisation };
}
