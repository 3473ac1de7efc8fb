import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../kernel/actor.js';
import { errorLine } from '../platform/logging/logger.js';
import { EndingTasks } from './ending-tasks.service.js';

const EVERY_MS = 60_000;

/**
 * What only a clock brings about: an agreement comes near its end, and the privacy officer is told. One process at a time
 * looks. That what an ended agreement gave is hidden needs nobody to look: every request asks the register.
 */
@Injectable()
export class SharingReconciler implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Sharing');
  private readonly actor = systemActor('sharing agreements');
  private stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly ending: EndingTasks) {}

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

  private async everyMinute(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.ending.look(this.actor);
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
