import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlacedReferral } from './placed-referral.js';
import { WaitingListRepository } from './waiting-list.repository.js';

/** The queue: who stands where, and why. It books, removes and downgrades nobody by itself. */
@Injectable()
export class WaitingListService {
  constructor(private readonly list: WaitingListRepository) {}

  /**
   * Puts open, decided referrals in their place, or moves them; the same again changes nothing. Inside the caller's
   * transaction, in one statement a batch. The trail row is the decision's own: a place is only its consequence.
   */
  async place(tx: EntityManager, referrals: readonly PlacedReferral[]): Promise<void> {
    await this.list.put(tx, referrals);
  }

  /** Takes closed referrals out of the queue; those not in it are passed over. Answers how many left. */
  async remove(tx: EntityManager, referralIds: readonly string[]): Promise<number> {
    return this.list.remove(tx, referralIds);
  }
}
