import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Trail } from '../platform/audit/trail.js';
import { errorLine } from '../platform/logging/logger.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { TaskService } from '../tasks/task.service.js';
import { BEFORE_ALL, CaseloadRepository } from './caseload.repository.js';
import { DecideChildren } from './decide-children.service.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { NOT_DECIDED, notDecided, notDecidedKey } from './not-decided.js';

export interface DecideDueOptions {
  /** Referrals looked at so far, and how many were due at the start. */
  onProgress?(done: number, total: number): void;
  /** Asked before each batch: stop here, what is left stays due. */
  signal?: AbortSignal;
  /**
   * Batches at once; 1 where not said. Two keep a core of the database and one of this process busy, as two processes do.
   */
  atOnce?: number;
}

export interface DecidedDue {
  /** New decisions. */
  decided: number;
  /** Decided again to the same from the same: nothing was added. */
  unchanged: number;
  /** Children who could not be decided. They stay due, and each has a task. */
  failed: number;
}

/** New decisions, decisions that came to the same, and referrals that were due. */
type DecidedBatch = Pick<DecidedDue, 'decided' | 'unchanged'> & { done: number };

/** Children in one transaction: enough for set-based work, few enough that a page never waits long. */
const BATCH = 200;
/** So many children failing is not about children: the run ends with the error itself. */
const TOO_MANY = 20;

const lineOf = (error: unknown): object => (error instanceof Error ? errorLine(error) : {});

/** Decides whatever is due, wherever it came from. */
@Injectable()
export class CaseloadService {
  private readonly logger = new Logger('Caseload');

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly caseload: CaseloadRepository,
    private readonly children: DecideChildren,
    private readonly referrals: ReferralRepository,
    private readonly tasks: TaskService,
    private readonly trail: Trail,
  ) {}

  /**
   * Decides every child with a referral that is due, in batches of one transaction each. Killed at any moment, it
   * leaves what was not committed due, and the next run goes on. Two at once share the work: each child is decided by
   * whoever holds it. What others hold when nothing else is left is theirs to finish.
   */
  async decideDue(actor: Actor, options: DecideDueOptions = {}): Promise<DecidedDue> {
    const total = await this.referrals.countDue();
    const sum: DecidedDue & { done: number } = { decided: 0, unchanged: 0, failed: 0, done: 0 };
    if (total === 0) return { decided: 0, unchanged: 0, failed: 0 };
    const failed = new Set<string>();
    let before: number;
    do {
      before = sum.done;
      await this.decideEach(actor, options, failed, (batch) => {
        sum.decided += batch.decided;
        sum.unchanged += batch.unchanged;
        sum.done += batch.done;
        options.onProgress?.(sum.done, Math.max(total, sum.done));
      });
    } while (sum.done > before);
    const result = { decided: sum.decided, unchanged: sum.unchanged, failed: failed.size };
    await this.rememberRun(actor, result);
    return result;
  }

  /** All that is due now, once over; so many batches at once. Ends with the first failure, after those in hand. */
  private async decideEach(
    actor: Actor,
    { signal, atOnce = 1 }: DecideDueOptions,
    failed: Set<string>,
    count: (batch: DecidedBatch) => void,
  ): Promise<void> {
    const running = new Set<Promise<unknown>>();
    try {
      for (let after = BEFORE_ALL; !signal?.aborted;) {
        const childIds = await this.caseload.dueAfter(after, BATCH);
        const last = childIds.at(-1);
        if (last === undefined) break;
        after = last;
        const others = childIds.filter((id) => !failed.has(id));
        // One that fails stays among the running: it is heard of where they are waited for, and only there.
        const batch: Promise<unknown> = this.decideBatch(actor, others, failed)
          .then(count)
          .then(() => running.delete(batch));
        batch.catch(() => undefined);
        running.add(batch);
        if (running.size >= atOnce) await Promise.race(running);
      }
      await Promise.all(running);
    } finally {
      await Promise.allSettled(running);
    }
  }

  /** One batch; where it fails, its halves, so that one child that cannot be decided never holds up the others. */
  private async decideBatch(
    actor: Actor,
    childIds: readonly string[],
    failed: Set<string>,
  ): Promise<DecidedBatch> {
    if (childIds.length === 0) return { decided: 0, unchanged: 0, done: 0 };
    try {
      return await againIfBlocked(() =>
        this.dataSource.transaction(async (tx) => {
          const held = await this.caseload.holdDue(tx, childIds);
          if (held.childIds.length === 0) return { decided: 0, unchanged: 0, done: 0 };
          const { referrals, stored } = await this.children.decide(tx, actor, held.childIds);
          const keys = held.childIds.map(notDecidedKey);
          await this.tasks.completeAll(tx, actor, { keys }, 'The child has been decided.');
          return {
            decided: stored,
            unchanged: referrals.length - stored,
            done: held.dueReferralIds.length,
          };
        }),
      );
    } catch (error) {
      // A database that is gone fails here, and the run with it: only a child's own trouble is halved.
      await this.dataSource.query('SELECT 1');
      const [only] = childIds;
      if (failed.size >= TOO_MANY) throw error;
      if (childIds.length === 1 && only !== undefined) {
        failed.add(only);
        await this.reportFailure(actor, only, error);
        return { decided: 0, unchanged: 0, done: 0 };
      }
      const middle = Math.ceil(childIds.length / 2);
      const first = await this.decideBatch(actor, childIds.slice(0, middle), failed);
      const second = await this.decideBatch(actor, childIds.slice(middle), failed);
      return {
        decided: first.decided + second.decided,
        unchanged: first.unchanged + second.unchanged,
        done: first.done + second.done,
      };
    }
  }

  /** A child without a decision stands in no queue: somebody must know. */
  private async reportFailure(actor: Actor, childId: string, error: unknown): Promise<void> {
    this.logger.error({ ...lineOf(error), what: 'a child could not be decided', childId });
    await this.dataSource.transaction(async (tx) => {
      await this.tasks.raise(tx, actor, [notDecided(childId)]);
      await this.trail.record(tx, actor, [
        {
          action: 'child.not_decided',
          subjectKind: 'child',
          subjectId: childId,
          childId,
          detail: { kind: NOT_DECIDED },
        },
      ]);
    });
  }

  /** One line for the whole run confirms what came to the same. */
  private async rememberRun(actor: Actor, result: DecidedDue): Promise<void> {
    if (result.decided + result.unchanged + result.failed === 0) return;
    const on = this.clock.today();
    await this.dataSource.transaction((tx) =>
      this.trail.record(tx, actor, [
        { action: 'caseload.decided', subjectKind: 'caseload', subjectId: on, detail: { ...result } },
      ]),
    );
  }
}
