import { setTimeout } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MessageOutbox } from '../comms/message.outbox.js';
import { systemActor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { Readiness } from '../platform/health/readiness.js';
import { errorLine } from '../platform/logging/logger.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { TaskService } from '../tasks/task.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import { CaseloadService, type DecidedDue } from './caseload.service.js';
import { RedecideAll } from './redecide-all.service.js';
import { RedecideTurn } from './redecide-turn.service.js';

/** What one look at the caseload did. */
export interface Looked extends DecidedDue {
  /** Children whose decision time had overtaken, and referrals that a new version of the rules might decide otherwise. */
  outlived: number;
}

const EVERY_MS = 60_000;
const MARKED_AT_ONCE = 1_000;
/** Longer than this undecided, and the service says it is not ready. */
const PATIENCE_MS = 15 * 60_000;

/**
 * What only a clock brings about: decisions that hold no longer (a birthday, a reassurance gone stale) are made again
 * soon after midnight in Plymouth; whatever an interrupted run left due is decided; act-today tasks nobody acknowledged
 * escalate; families due a message by the calendar get one. One process at a time does it, whichever holds the lock.
 * Started by the entry points that serve (`start`), never by a command.
 */
@Injectable()
export class RedecideReconciler implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Redecide');
  private readonly actor = systemActor('daily re-decision');
  private stopping = new AbortController();
  private running: Promise<unknown> | undefined;
  private lookedAllOverOn: PlainDate | null = null;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly caseload: CaseloadService,
    private readonly due: CaseloadRepository,
    private readonly referrals: ReferralRepository,
    private readonly all: RedecideAll,
    private readonly turn: RedecideTurn,
    private readonly tasks: TaskService,
    private readonly messages: MessageOutbox,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.register({
      name: 'decisions',
      check: async () => {
        // A decision holds until its day begins; the run after midnight has that whole day.
        const { due, oldestDue, outlived } = await this.due.overdue(addDays(this.clock.today(), -1));
        const late = oldestDue !== null && this.clock.now().getTime() - oldestDue.getTime() > PATIENCE_MS;
        return { ok: !late && outlived === 0, detail: { due, outlived } };
      },
    });
  }

  /** Looks now, and then every minute until stopped. Calling it again changes nothing. */
  start(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    const { signal } = this.stopping;
    this.running = Promise.all([
      this.everyMinute(signal, () => this.look(signal)),
      this.everyMinute(signal, () => this.escalate()),
    ]);
  }

  /** Ends after the batch in hand; what is left stays due. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.running = undefined;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Act-today tasks nobody acknowledged, or did, in time. Apart, so that a long run of decisions never makes it late. */
  async escalate(): Promise<number> {
    return this.tasks.escalateOverdue(this.actor);
  }

  /** One look; null where another process is at it. */
  async look(signal?: AbortSignal): Promise<Looked | null> {
    return this.turn.take(async () => {
      const today = this.clock.today();
      const newDay = this.lookedAllOverOn !== today;
      const given = signal ? { signal } : {};
      const outlived = await this.markEach(() => this.due.outlived(today, MARKED_AT_ONCE));
      const marked = newDay ? await this.markOthersIfAble(given) : 0;
      const decided = await this.caseload.decideDue(this.actor, given);
      if (newDay && !signal?.aborted) {
        await this.messages.planDue(this.actor, today);
        if (marked !== null) this.lookedAllOverOn = today;
      }
      return { ...decided, outlived: outlived + (marked ?? 0) };
    });
  }

  /** Null where it failed, which is said and tried again at the next look: who is due already does not wait for it. */
  private async markOthersIfAble(given: { signal?: AbortSignal }): Promise<number | null> {
    try {
      return await this.markOthers(given);
    } catch (error) {
      this.logger.error(error instanceof Error ? errorLine(error) : { error: 'not an error' });
      return null;
    }
  }

  /** Once a day, and at the start: what other rules than today's decided, and these might decide otherwise. */
  private async markOthers(given: { signal?: AbortSignal }): Promise<number> {
    const withoutBasis = await this.all.markWithoutBasis();
    const runs = await this.all.run(this.actor, given);
    return runs.reduce((sum, { changed, unread }) => sum + changed + unread, withoutBasis);
  }

  private async markEach(next: () => Promise<readonly string[]>): Promise<number> {
    for (let marked = 0; ;) {
      const childIds = await next();
      if (childIds.length === 0) return marked;
      await this.dataSource.transaction((tx) => this.referrals.markDue(tx, childIds));
      marked += childIds.length;
    }
  }

  private async everyMinute(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        // Said, and tried again in a minute; readiness tells the truth meanwhile.
        this.logger.error(error instanceof Error ? errorLine(error) : { error: 'not an error' });
      }
      await aMinute(signal);
    }
  }
}

/** Ends early, and without a word, when told to stop. */
async function aMinute(signal: AbortSignal): Promise<void> {
  await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
