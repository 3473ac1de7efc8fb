import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { systemActor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { addDays, type PlainDate, plainDate } from '../kernel/plain-date.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { errorLine } from '../platform/logging/logger.js';
import { type PageNotice, PageNotices } from '../platform/views/page-notices.js';
import { FallbackLists, type MadeFallback } from './fallback-list.service.js';
import { daysToRemove } from './fallback-manifest.js';
import { dayInWords } from '../kernel/plain-words.js';

/** Any number that no other advisory lock here uses. */
const ONE_AT_A_TIME = 7_701_031;
const EVERY_MS = 60_000;
/** What midnight brought about has been decided by then. */
const NOT_BEFORE_HOUR = 3;

/**
 * Makes the printed lists once a night, and at once where there are none of yesterday. One process at a time, whichever
 * holds the lock; each place where data live has its own folder. Started by the entry points that serve.
 */
@Injectable()
export class FallbackReconciler implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('FallbackLists');
  private readonly actor = systemActor('printed lists');
  private stopping = new AbortController();
  private running: Promise<void> | undefined;
  /** The last try went wrong. */
  private failing = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly lists: FallbackLists,
    private readonly notices: PageNotices,
  ) {}

  onModuleInit(): void {
    this.notices.register(() => this.notice());
  }

  /** Looks now, and then every minute until stopped. Calling it again changes nothing. */
  start(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    this.running = this.everyMinute(this.stopping.signal);
  }

  /** Ends in the middle of a list; what was written of it is taken away. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.running = undefined;
  }

  /** One look; null where nothing was to be made, or another process is at it. */
  async look(signal?: AbortSignal): Promise<MadeFallback | null> {
    const today = this.clock.today();
    if (!(await this.isDue(today))) return null;
    const turn = this.dataSource.createQueryRunner();
    try {
      const [lock] = (await turn.query('SELECT pg_try_advisory_lock($1) AS took', [ONE_AT_A_TIME])) as {
        took: boolean;
      }[];
      // Asked again once it is our turn: another process may just have made them.
      if (lock?.took !== true || !(await this.isDue(today))) return null;
      const made = await this.lists.make(this.lists.home, this.actor, signal);
      await this.removeOld(today);
      return made;
    } finally {
      await turn.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await turn.release();
    }
  }

  private async isDue(today: PlainDate): Promise<boolean> {
    const latest = await this.latest();
    if (latest === today) return false;
    return (
      latest === null || latest < addDays(today, -1) || hourInPlymouth(this.clock.now()) >= NOT_BEFORE_HOUR
    );
  }

  /** The last day there are lists of. A folder has its name only once it is whole. */
  private async latest(): Promise<PlainDate | null> {
    const days = (await this.folders()).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name)).sort();
    const last = days.at(-1);
    return last === undefined ? null : plainDate(last);
  }

  private async removeOld(today: PlainDate): Promise<void> {
    const oldest = addDays(today, 1 - this.config.fallback.keepDays);
    for (const day of daysToRemove(await this.folders(), today, oldest))
      await rm(join(this.lists.home, day), { recursive: true, force: true });
  }

  private async folders(): Promise<string[]> {
    try {
      return await readdir(this.lists.home);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  }

  /** Said on every page while there are none that may be used: somebody must find out why, before they are needed. */
  private async notice(): Promise<PageNotice | null> {
    const latest = await this.latest();
    const lists = 'The lists on paper for when this service is down';
    if (latest === null)
      return this.failing
        ? { text: `${lists} could not be made. Tell whoever runs the service.`, href: '/' }
        : null;
    if (latest >= addDays(this.clock.today(), -1)) return null;
    return {
      text: `${lists} were last made on ${dayInWords(latest)}. Tell whoever runs the service.`,
      href: '/',
    };
  }

  private async everyMinute(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.look(signal);
        this.failing = false;
      } catch (error) {
        // Said, and tried again in a minute; every page says so while there are none that may be used.
        this.failing = !signal.aborted;
        if (!signal.aborted)
          this.logger.error(error instanceof Error ? errorLine(error) : { error: 'not an error' });
      }
      await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }
}

const HOUR = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  hourCycle: 'h23',
});

function hourInPlymouth(instant: Date): number {
  return Number(HOUR.format(instant));
}
