import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from '../referrals/arrival.js';
import { Arrivals } from '../referrals/arrivals.service.js';
import type { SourceMapping } from '../referrals/sources/source-mapping.js';
import { batches } from './batches.js';
import { tally, type ImportCounts } from './counts.js';
import type { Header } from './header.js';
import { type HeldRow, wholeCells } from './held-row.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { type ReferralRowOutcome, ReferralRows } from './referral-row.js';

/** Rows at a time: enough for bulk statements, little enough for memory. */
const BATCH = 1_000;

/** Reads the rows of an extract into the caller's transaction: each becomes an entry, is held back, or is a duplicate. */
@Injectable()
export class CensusOfReferrals {
  constructor(
    private readonly arrivals: Arrivals,
    private readonly quarantine: QuarantineRepository,
  ) {}

  /** Adds to `counts`; answers the census day, or null where no row was accepted. */
  async read(
    tx: EntityManager,
    actor: Actor,
    importFileId: string,
    header: Header,
    mapping: SourceMapping,
    rows: AsyncIterable<readonly string[]>,
    counts: ImportCounts,
    onRows: (rows: number) => void,
  ): Promise<PlainDate | null> {
    let censusOn: PlainDate | null = null;
    for await (const batch of batches(checked(header, mapping, rows), BATCH)) {
      const accepted: Arrival[] = [];
      const held: HeldRow[] = [];
      for (const { outcome, cells } of batch) {
        counts.rows++;
        if (outcome.is === 'duplicate') counts.duplicates++;
        else if (outcome.is === 'quarantined') {
          tally(counts.quarantined, outcome.reason);
          const rowNumber = counts.rows + 1;
          held.push({
            rowNumber,
            kind: 'referral',
            reason: outcome.reason,
            cells: wholeCells(header, cells),
          });
        } else accepted.push(outcome.arrival);
      }
      await this.quarantine.hold(tx, importFileId, held);
      const outcomes = await this.arrivals.receive(tx, actor, accepted, { census: true, importFileId });
      for (const outcome of outcomes) for (const code of outcome.findings) tally(counts.findings, code);
      for (const { referral } of accepted) {
        counts.accepted++;
        if (referral.closedOn === null) counts.open++;
        if (censusOn === null || referral.reportedOn > censusOn) censusOn = referral.reportedOn;
      }
      onRows(counts.rows);
    }
    return censusOn;
  }
}

async function* checked(
  header: Header,
  mapping: SourceMapping,
  rows: AsyncIterable<readonly string[]>,
): AsyncGenerator<{ outcome: ReferralRowOutcome; cells: readonly string[] }> {
  const reader = new ReferralRows(header, mapping);
  for await (const cells of rows) yield { outcome: reader.read(cells), cells };
}
