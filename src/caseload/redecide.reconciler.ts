import { setTimeout } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { MessageOutbox } from '../comms/message.outbox.js';
import { systemActor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { Readiness } from '../platform/health/readiness.js';
import { errorLine } from '../platform/logging/logger.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { serviceLineIds } from '../referrals/service-line.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { TaskService } from '../tasks/task.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import { CaseloadService, type DecidedDue } from './caseload.service.js';

/** What one look at the caseload did. */
export interface Looked extends DecidedDue {
  /** Children whose decision time, or a new version of the rules, had overtaken. */
  outlived: number;
}

/** Any number that no other advisory lock here uses. */
const ONE_AT_A_TIME = 7_701_009;
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
    private readonly ruleSets: RuleSetRegistry,
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
    const turn = this.dataSource.createQueryRunner();
    try {
      if (!(await tookTurn(turn))) return null;
      const today = this.clock.today();
      const newDay = this.lookedAllOverOn !== today;
      const outlived = await this.markOutlived(today, newDay);
      const decided = await this.caseload.decideDue(this.actor, { ...(signal ? { signal } : {}) });
      if (newDay && !signal?.aborted) {
        await this.messages.planDue(this.actor, today);
        this.lookedAllOverOn = today;
      }
      return { ...decided, outlived };
    } finally {
      await turn.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await turn.release();
    }
  }

  /** Marks due what time has overtaken; once a day, and at the start, also what other rules than today's decided. */
  private async markOutlived(today: PlainDate, allOver: boolean): Promise<number> {
    let marked = await this.markEach(() => this.due.outlived(today, MARKED_AT_ONCE));
    if (!allOver) return marked;
    for (const service of serviceLineIds) {
      const { set, hash } = this.ruleSets.inForce(service, today).ruleSet;
      const rules = { id: set.id, version: set.version, hash };
      marked += await this.markEach(() => this.due.decidedByOtherRules(service, rules, MARKED_AT_ONCE));
    }
    return marked;
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

async function tookTurn(turn: QueryRunner): Promise<boolean> {
  const rows = (await turn.query('SELECT pg_try_advisory_lock($1) AS took', [ONE_AT_A_TIME])) as {
    took: boolean;
  }[];
  return rows[0]?.took === true;
}
