import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { systemActor } from '../kernel/actor.js';
import { errorLine } from '../platform/logging/logger.js';
import { FileOfFacts } from './file-of-facts.service.js';
import { NO_SHARING_AGREEMENT } from './held-row.js';

/** Any number that no other advisory lock here uses. */
const ONE_AT_A_TIME = 7_701_044;
const EVERY_MS = 60_000;

/**
 * What an approval, or an agreement's first day, brings about: facts of councils and schools that were held because
 * nothing let them in are taken in within a minute, not with the next extract. One process at a time looks.
 */
@Injectable()
export class HeldFactsReconciler implements BeforeApplicationShutdown {
  private readonly logger = new Logger('HeldFacts');
  private readonly actor = systemActor('held facts');
  private stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly facts: FileOfFacts,
  ) {}

  /** Looks now, and then every minute until stopped. Calling it again changes nothing. */
  start(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    this.running = this.everyMinute(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.running = undefined;
  }

  /** How many were taken in; null where another process is at it. Safe to repeat. */
  async look(): Promise<number | null> {
    return this.dataSource.transaction(async (tx) => {
      const [turn]: { took: boolean }[] = await tx.query('SELECT pg_try_advisory_xact_lock($1) AS took', [
        ONE_AT_A_TIME,
      ]);
      return turn?.took === true ? this.facts.tryHeldAgain(tx, this.actor, [NO_SHARING_AGREEMENT]) : null;
    });
  }

  private async everyMinute(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.look();
      } catch (error) {
        // Said, and tried again in a minute.
        this.logger.error(error instanceof Error ? errorLine(error) : { error: 'not an error' });
      }
      await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }
}
