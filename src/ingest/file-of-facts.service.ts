import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { type Clock, CLOCK } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { Arrivals } from '../referrals/arrivals.service.js';
import { ReferralSourceRepository } from '../referrals/referral-source.repository.js';
import { batches } from './batches.js';
import { tally, type ImportCounts } from './counts.js';
import { checkFactRow, FactRows, type SentFact } from './fact-row.js';
import type { Header } from './header.js';
import { type HeldRow, NO_SHARING_AGREEMENT, wholeCells } from './held-row.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { SentFacts } from './sent-facts.service.js';

const BATCH = 5_000;
/** Reasons that time may do away with. */
const MAY_PASS: readonly string[] = ['unknown_child', 'unknown_referral', NO_SHARING_AGREEMENT];
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Reads a facts file into the caller's transaction, and tries facts again that had to wait for their child. */
@Injectable()
export class FileOfFacts implements OnModuleInit {
  constructor(
    private readonly facts: SentFacts,
    private readonly quarantine: QuarantineRepository,
    private readonly sources: ReferralSourceRepository,
    private readonly arrivals: Arrivals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A child may also be linked by an entry that is sent by itself. */
  onModuleInit(): void {
    this.arrivals.afterSingle((tx, actor) => this.tryHeldAgain(tx, actor));
  }

  /** Adds to `counts`. */
  async read(
    tx: EntityManager,
    actor: Actor,
    importFileId: string,
    header: Header,
    rows: AsyncIterable<readonly string[]>,
    counts: ImportCounts,
    onRows: (rows: number) => void,
  ): Promise<void> {
    const reader = new FactRows(header, await this.lastDay(tx));
    const rules = await this.facts.importRules();
    for await (const batch of batches(rows, BATCH)) {
      const held: HeldRow[] = [];
      const sound: { fact: SentFact; rowNumber: number; cells: readonly string[] }[] = [];
      const hold = (rowNumber: number, reason: string, cells: readonly string[]) => {
        tally(counts.quarantined, reason);
        held.push({ rowNumber, kind: 'fact', reason, cells: wholeCells(header, cells) });
      };
      for (const cells of batch) {
        counts.rows++;
        const outcome = reader.read(cells);
        if (outcome.is === 'duplicate') counts.duplicates++;
        else if (outcome.is === 'quarantined') hold(counts.rows + 1, outcome.reason, cells);
        else sound.push({ fact: outcome.fact, rowNumber: counts.rows + 1, cells });
      }
      const outcomes = await this.facts.record(
        tx,
        actor,
        sound.map(({ fact }) => ({ fact, importFileId })),
        rules,
      );
      sound.forEach(({ rowNumber, cells }, index) => {
        const outcome = outcomes[index];
        if (outcome?.is === 'held') hold(rowNumber, outcome.reason, cells);
        else if (outcome?.is === 'repeated') counts.duplicates++;
        else counts.accepted++;
      });
      await this.quarantine.hold(tx, importFileId, held);
      onRows(counts.rows);
    }
  }

  /**
   * Facts held as `unknown_child` or `unknown_referral` whose child or referral has come since, and those held as
   * `no_sharing_agreement` that an agreement lets in by now, are recorded and released; one that turns out to be wrong in another way stays held, with that reason. Answers how many were released.
   */
  async tryHeldAgain(tx: EntityManager, actor: Actor, reasons = MAY_PASS): Promise<number> {
    const notAfter = await this.lastDay(tx);
    const rules = await this.facts.importRules();
    let after = BEFORE_ALL;
    let released = 0;
    for (;;) {
      const held = await this.quarantine.factsToTryAgain(tx, reasons, rules.allowed, after, BATCH);
      const last = held.at(-1);
      if (!last) return released;
      after = last.id;
      const sound = held.flatMap(({ id, importFileId, cells }) => {
        const outcome = checkFactRow((column) => cells[column] ?? '', notAfter);
        return outcome.is === 'sound' ? [{ id, importFileId, fact: outcome.fact }] : [];
      });
      const outcomes = await this.facts.record(tx, actor, sound, rules);
      const free = sound.filter((_, index) => outcomes[index]?.is !== 'held');
      await this.quarantine.release(
        tx,
        free.map((row) => row.id),
      );
      await this.quarantine.holdFor(
        tx,
        sound.flatMap(({ id }, index) => {
          const outcome = outcomes[index];
          return outcome?.is === 'held' ? [{ id, reason: outcome.reason }] : [];
        }),
      );
      released += free.length;
    }
  }

  /** Today, or the latest census where that is later: nobody has recorded a fact after both. */
  private async lastDay(tx: EntityManager): Promise<PlainDate> {
    const today = this.clock.today();
    const latest = await this.sources.latestExtractOn(tx);
    return latest !== null && latest > today ? latest : today;
  }
}
