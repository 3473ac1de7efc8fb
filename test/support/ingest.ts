import type { DataSource } from 'typeorm';
import { ChildRepository } from '../../src/children/child.repository.js';
import { FactRepository } from '../../src/facts/fact.repository.js';
import { CensusOfReferrals } from '../../src/ingest/census-of-referrals.service.js';
import { type CsvFile, openCsv } from '../../src/ingest/csv.reader.js';
import { FactSubjectRepository } from '../../src/ingest/fact-subject.repository.js';
import { FileOfFacts } from '../../src/ingest/file-of-facts.service.js';
import { ImportFileRepository } from '../../src/ingest/import-file.repository.js';
import { QuarantineRepository } from '../../src/ingest/quarantine.repository.js';
import {
  type ReceivedFile,
  ReceiveCensus,
  type ReceiveOptions,
} from '../../src/ingest/receive-census.service.js';
import { SentFacts } from '../../src/ingest/sent-facts.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import type { Clock } from '../../src/kernel/clock.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { Installation } from '../../src/platform/database/installation.js';
import { Arrivals } from '../../src/referrals/arrivals.service.js';
import { FindingRepository } from '../../src/referrals/finding.repository.js';
import { ReferralRepository } from '../../src/referrals/referral.repository.js';
import { ReferralSourceRepository } from '../../src/referrals/referral-source.repository.js';
import { SourceRegistry } from '../../src/referrals/sources/source.registry.js';
import { sharingOn } from './sharing.js';

/** The rooms that receive files, on a database, at a fixed day: everything but deciding. `mappings`: of other sources. */
export function ingestOn(dataSource: DataSource, today = '2026-11-15', mappings = new SourceRegistry()) {
  const clock: Clock = { now: () => new Date(`${today}T12:00:00Z`), today: () => plainDate(today) };
  const trail = new Trail();
  const children = new ChildRepository(dataSource);
  const facts = new FactRepository(dataSource);
  const referrals = new ReferralRepository(dataSource);
  const sources = new ReferralSourceRepository(dataSource);
  const arrivals = new Arrivals(
    children,
    facts,
    referrals,
    sources,
    new FindingRepository(),
    trail,
    mappings,
  );
  const quarantine = new QuarantineRepository();
  const { register } = sharingOn(dataSource, today);
  const sent = new SentFacts(new FactSubjectRepository(), facts, children, referrals, trail, register);
  const factFiles = new FileOfFacts(sent, quarantine, sources, arrivals, clock);
  factFiles.onModuleInit();
  const receive = new ReceiveCensus(
    dataSource,
    new Installation(dataSource, trail),
    trail,
    new ImportFileRepository(),
    new CensusOfReferrals(arrivals, quarantine),
    factFiles,
    mappings,
    quarantine,
  );
  const actor = systemActor('test');

  const receiveFile = async (path: string, options?: ReceiveOptions): Promise<ReceivedFile> => {
    const file: CsvFile = await openCsv(path);
    return receive.receive(actor, { ...file, kind: file.header.kind, records: file.records() }, options);
  };
  /** Rows that never were a file: the header first. */
  const receiveRows = (
    kind: 'referrals' | 'facts',
    records: readonly (readonly string[])[],
    options?: ReceiveOptions,
  ): Promise<ReceivedFile> => receive.receive(actor, { name: 'rows', kind, records: each(records) }, options);

  return { actor, arrivals, children, facts, referrals, sources, receive, receiveFile, receiveRows };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
