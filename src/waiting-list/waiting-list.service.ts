import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Scope } from '../kernel/viewer.js';
import type { Question } from '../platform/database/prepared.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { BandLadder } from './band-ladder.js';
import type { Position } from './cursor.js';
import type { ListState } from './list-warnings.js';
import type { PlacedReferral } from './placed-referral.js';
import type { QueueAsked } from './queue-asked.js';
import type { QueueEntry } from './queue-entry.js';
import type { ReadersLists } from './queue-query.js';
import type { Tally } from './tally.js';
import { WaitingListRepository } from './waiting-list.repository.js';

export interface QueuePage {
  entries: QueueEntry[];
  /** Where the next page starts; undefined where this is the last. */
  next: Position | undefined;
}

/** Somebody who reads, in their own transaction (`platform/auth/looking.ts`). */
export interface Reader {
  tx: EntityManager;
  scope: Scope;
}

/** The queue: who stands where, and why. It books, removes and downgrades nobody by itself. */
@Injectable()
export class WaitingListService {
  constructor(
    private readonly list: WaitingListRepository,
    private readonly ruleSets: RuleSetRegistry,
  ) {}

  /**
   * Puts open, decided referrals in their place, or moves them; the same again changes nothing. Inside the caller's
   * transaction. The trail row is the decision's own: a place in the queue is only its consequence.
   */
  async place(tx: EntityManager, referrals: readonly PlacedReferral[]): Promise<void> {
    await this.list.put(tx, referrals);
  }

  /** Takes closed referrals out of the queue; those not in it are passed over. Answers how many left. */
  async remove(tx: EntityManager, referralIds: readonly string[]): Promise<number> {
    return this.list.remove(tx, referralIds);
  }

  /** At most `limit` entries, in order, as the service itself reads: everybody, or only some lists, in its transaction. */
  async page(asked: QueueAsked, limit: number, of?: Reader): Promise<QueuePage> {
    const found = await this.list.page({ ...asked, limit: limit + 1, within: of?.scope }, of?.tx);
    return pageOf(found, asked, limit);
  }

  /** What finds a reader's page, one place more than `limit` where there are more: before `pageFound`. */
  finding(asked: QueueAsked, limit: number, lists: ReadersLists): Question {
    return this.list.finding({ ...asked, limit: rounded(limit + 1), within: lists });
  }

  /** The entries found in that transaction that the reader may see, in order. */
  async pageFound(asked: QueueAsked, limit: number, tx: EntityManager): Promise<QueuePage> {
    return pageOf(await this.list.read(tx, asked.on), asked, limit);
  }

  /** How many wait in each service, locality and band. */
  async tallies(reader?: Reader): Promise<Tally[]> {
    return this.list.tallies(reader?.tx);
  }

  async state(today: PlainDate, reader?: Reader): Promise<ListState> {
    return this.list.state(today, reader?.tx, reader?.scope);
  }

  /** The bands of the rule sets known here. */
  ladder(): BandLadder {
    return new BandLadder(this.ruleSets.all());
  }
}

/** One text for many limits: what is asked with a limit of its own cannot be planned once (platform/database/prepared.ts). */
const LIMITS = [26, 51, 101];
const rounded = (limit: number): number => LIMITS.find((step) => step >= limit) ?? limit;

function pageOf(found: QueueEntry[], asked: QueueAsked, limit: number): QueuePage {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last ? { ...last, on: asked.on } : undefined };
}
