import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { CliModule } from '../../src/cli.module.js';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { selfDeclared, systemActor } from '../../src/kernel/actor.js';
import { CLOCK } from '../../src/kernel/clock.js';
import { TriageService } from '../../src/triage/triage.service.js';
import { testConfig } from './app.js';
import { FakeClock } from './clock.js';
import { ingestOn } from './ingest.js';

const DAY = '2026-11-22';

/** Every room on a database, as a command has them, on a fixed day. */
export async function roomsOn(
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
  clock = new FakeClock(DAY),
): Promise<INestApplicationContext> {
  const config = testConfig({ databaseUrl, env });
  const module = await Test.createTestingModule({ imports: [CliModule.for(config)] })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .compile();
  module.useLogger(['error']);
  return module;
}

/** Two providers' extracts and what was said about the children, decided, and some of it confirmed by a clinician. */
export async function fill(rooms: INestApplicationContext): Promise<void> {
  const dataSource = rooms.get(DataSource);
  const receive = ingestOn(dataSource, DAY);
  for (const file of [
    'nr5-slt-2026-11-15',
    'rk9-paediatrics-2026-11-15',
    'facts-2026-11-15',
    'nr5-slt-2026-11-22',
  ])
    await receive.receiveFile(`test/fixtures/extracts/${file}.csv`);
  await rooms.get(CaseloadService, { strict: false }).decideDue(systemActor('test'));
  await confirmSome(rooms);
}

/** Three bands that a clinician confirms, and those decided again. */
export async function confirmSome(rooms: INestApplicationContext): Promise<void> {
  const dataSource = rooms.get(DataSource);
  const caseload = rooms.get(CaseloadService, { strict: false });
  const clinician = selfDeclared('Kim Clinician');
  const placed: { referralId: string; decisionId: string; band: string }[] = await dataSource.query(
    `SELECT referral_id AS "referralId", decision_id AS "decisionId", band FROM waiting_list_entry ORDER BY 1 LIMIT 3`,
  );
  const triage = rooms.get(TriageService, { strict: false });
  if (!clinician || placed.length < 3) throw new Error('there is no queue to confirm');
  for (const { referralId, decisionId, band } of placed)
    await dataSource.transaction(async (tx) => {
      await triage.confirm(tx, clinician, { referralId, decisionId, band, note: 'Seen in clinic.' });
      await tx.query(`UPDATE referral SET decision_due_since = now() WHERE id = $1`, [referralId]);
    });
  await caseload.decideDue(systemActor('test'));
}
