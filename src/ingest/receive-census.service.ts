import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import type { Fault } from '../kernel/outcome.js';
import { Trail } from '../platform/audit/trail.js';
import { Installation } from '../platform/database/installation.js';
import type { SourceMapping } from '../referrals/sources/source-mapping.js';
import { SourceRegistry } from '../referrals/sources/source.registry.js';
import { CensusOfReferrals } from './census-of-referrals.service.js';
import { type ImportCounts, noCounts } from './counts.js';
import { FileOfFacts } from './file-of-facts.service.js';
import { type FileKind, type Header, readHeader } from './header.js';
import { ImportFileRepository, type Reading } from './import-file.repository.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { fitting, saysOfItself, sourceOf } from './recognise.js';
import { RecordsPassing } from './records-passing.js';
import { RefusedFile } from './refused-file.js';

export interface CensusSource {
  /** Without its folder. */
  name: string;
  kind: FileKind;
  /** Of the file's bytes; absent for records that never were a file: theirs is taken over the cells. */
  sha256?: string;
  /** Each row's cells, the header first. */
  records: AsyncIterable<readonly string[]>;
}

export interface ReceiveOptions {
  onProgress?(rows: number): void;
  /** A header without rows is a census of nobody, and refused unless this says that it is meant. */
  allowEmpty?: boolean;
  /** Allows reading into a demo database; one that is not marked yet becomes a demo. */
  intoDemo?: boolean;
}

/**
 * `again`: the same file was read before, so nothing changed and the counts are those of that time. `anew`: it was read
 * before by another mapping, or one nobody kept, and now by this one, as `id@version`; left out otherwise.
 */
export type ReceivedFile = ImportCounts & { again: boolean; anew?: string };

/** Thrown inside the transaction to leave nothing of it behind. */
class ReadBefore extends Error {
  constructor(readonly counts: ImportCounts) {
    super('read before');
  }
}

/**
 * Reads one file, whole or not at all: one transaction, however many rows (docs/adr/0004). Files are read one after the
 * other in a database; whoever comes second waits. Deciding what has become due is the caller's next step.
 */
@Injectable()
export class ReceiveCensus {
  constructor(
    private readonly dataSource: DataSource,
    private readonly installation: Installation,
    private readonly trail: Trail,
    private readonly files: ImportFileRepository,
    private readonly referrals: CensusOfReferrals,
    private readonly facts: FileOfFacts,
    private readonly mappings: SourceRegistry,
    private readonly quarantine: QuarantineRepository,
  ) {}

  /** Throws `RefusedFile` where the file or the database refuses: one sentence, nothing written. */
  async receive(actor: Actor, source: CensusSource, options: ReceiveOptions = {}): Promise<ReceivedFile> {
    if ((await this.installation.kind()) === 'demo' && options.intoDemo !== true)
      throw new RefusedFile(
        `${source.name} was not read: this database is a demo, and real children do not belong in it (--into-demo reads it all the same)`,
      );
    try {
      return await this.dataSource.transaction(async (tx) => {
        return { ...(await this.read(tx, actor, source, options)), again: false };
      });
    } catch (error) {
      if (error instanceof ReadBefore) return { ...error.counts, again: true };
      throw error;
    }
  }

  private async read(
    tx: EntityManager,
    actor: Actor,
    source: CensusSource,
    options: ReceiveOptions,
  ): Promise<Omit<ReceivedFile, 'again'>> {
    await this.files.waitForTurn(tx);
    const passing = new RecordsPassing(source.records, source.sha256 === undefined);
    try {
      return await this.readPassing(tx, actor, source, options, passing);
    } finally {
      await passing.close();
    }
  }

  private async readPassing(
    tx: EntityManager,
    actor: Actor,
    source: CensusSource,
    options: ReceiveOptions,
    passing: RecordsPassing,
  ): Promise<Omit<ReceivedFile, 'again'>> {
    const id = randomUUID();
    const header = await readFirst(source, passing);
    const mapping = source.kind === 'referrals' ? await this.mappingOf(source, header, passing) : null;
    let before = source.sha256 === undefined ? undefined : await this.refuseAgain(tx, source.sha256, mapping);
    await this.installation.markAs(tx, options.intoDemo === true ? await this.markFor() : 'real', actor);
    await this.files.begin(tx, {
      id,
      name: source.name,
      kind: source.kind,
      by: actor.name,
      mapping,
      sha256: source.sha256 ?? createHash('sha256').update(id).digest('hex'),
    });

    const counts = noCounts();
    const rows = passing.rows(header, mapping);
    const onRows = (done: number): void => options.onProgress?.(done);
    const censusOn = mapping
      ? await this.referrals.read(tx, actor, id, header, mapping, rows, counts, onRows)
      : null;
    if (source.kind === 'facts') await this.facts.read(tx, actor, id, header, rows, counts, onRows);
    if (counts.rows === 0 && options.allowEmpty !== true)
      throw new RefusedFile(
        `${source.name} has a header and no rows, which would be a census of nobody: --allow-empty if that is meant`,
      );

    const sha256 = source.sha256 ?? passing.sha256();
    if (source.sha256 === undefined) before = await this.refuseAgain(tx, sha256, mapping);
    if (before) await this.quarantine.releaseReading(tx, before.id);
    const released = source.kind === 'referrals' ? await this.facts.tryHeldAgain(tx, actor) : 0;
    await this.files.finish(tx, id, { sha256, counts, censusOn, extractCreatedAt: passing.createdAt });
    await this.trail.record(tx, actor, [
      {
        action: 'import_file.read',
        subjectKind: 'import_file',
        subjectId: id,
        detail: {
          ...{ kind: source.kind, censusOn, ...counts, released },
          ...(mapping ? { mapping: named(mapping), mappingSha256: mapping.sha256 } : {}),
          ...(before ? { inPlaceOf: before.id } : {}),
        },
      },
    ]);
    return { ...counts, ...(before && mapping ? { anew: named(mapping) } : {}) };
  }

  /**
   * The mapping of the source an extract is of, by the first row that says; null where there is no row to say it, and
   * nothing to be read. Throws `RefusedFile` where no mapping has its columns, or its rows are of none.
   */
  private async mappingOf(
    source: CensusSource,
    header: Header,
    passing: RecordsPassing,
  ): Promise<SourceMapping | null> {
    const fit = fitting(header, this.mappings.all);
    if (!fit.ok) throw refusal(source, fit.faults);
    const { found, first } = await passing.lookFor((cells) => sourceOf(fit.value, header, cells));
    if (found || first === null) return found;
    throw new RefusedFile(
      `${source.name} says ${saysOfItself(fit.value, header, first)}, and no mapping in sources/ is of that source`,
    );
  }

  /**
   * The reading that the one by today's mapping takes the place of; undefined where the file was never read. Throws
   * `ReadBefore` where it was read by the same document: a correction must count at once, and nothing else changes.
   */
  private async refuseAgain(
    tx: EntityManager,
    sha256: string,
    mapping: SourceMapping | null,
  ): Promise<Reading | undefined> {
    const before = await this.files.lastReading(tx, sha256);
    if (before && before.mappingSha256 === (mapping?.sha256 ?? null)) throw new ReadBefore(before.counts);
    return before;
  }

  /** Reading into a demo leaves a real database real. */
  private async markFor(): Promise<'demo' | 'real'> {
    return (await this.installation.kind()) ?? 'demo';
  }
}

const named = ({ id, version }: SourceMapping): string => `${id}@${version}`;

/** The header, checked. */
async function readFirst(source: CensusSource, passing: RecordsPassing): Promise<Header> {
  const first = await passing.first();
  if (first === null) throw new RefusedFile(`${source.name} is empty: it has not even a header`);
  const header = readHeader(first);
  if (!header.ok) throw refusal(source, header.faults);
  if (header.value.kind !== source.kind)
    throw new RefusedFile(`${source.name} holds ${header.value.kind}, not ${source.kind}`);
  return header.value;
}

function refusal({ name }: CensusSource, faults: readonly Fault[]): RefusedFile {
  return new RefusedFile(`${name}: ${faults.map((fault) => fault.message).join('; ')}`);
}
