import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { isUuid } from '../kernel/ids.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { Conflict, NotFound } from '../platform/http/problems.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { type ConfirmBand, TriageService } from '../triage/triage.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import { type Decided, DecideChildren } from './decide-children.service.js';

/** A named clinician confirms a band, and the referral is decided again at once. */
@Injectable()
export class Confirmations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly caseload: CaseloadRepository,
    private readonly referrals: ReferralRepository,
    private readonly triage: TriageService,
    private readonly deciding: DecideChildren,
  ) {}

  /** Throws Invalid, NotFound, and Conflict where a newer decision exists or the referral is closed. */
  async confirm(actor: Actor, given: ConfirmBand): Promise<Decided> {
    if (!isUuid(given.referralId)) throw new NotFound('There is no such referral');
    return againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        const named = await this.referrals.find(given.referralId, tx);
        if (!named) throw new NotFound('There is no such referral');
        await this.caseload.hold(tx, [named.childId]);
        const referral = await this.referrals.find(given.referralId, tx);
        if (referral?.state !== 'open')
          throw new Conflict('This referral is closed: there is nothing to confirm.');
        await this.triage.confirm(tx, actor, given);
        await this.referrals.markDue(tx, [referral.childId]);
        return this.deciding.decide(tx, actor, [referral.childId]);
      }),
    );
  }
}
