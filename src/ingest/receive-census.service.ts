import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { parsePlainDate } from '../kernel/plain-date.js';
import { Trail } from '../platform/audit/trail.js';
import { Installation } from '../platform/database/installation.js';
import { CensusOfReferrals } from './census-of-referrals.service.js';
import { type ImportCounts, noCounts } from './counts.js';
import { FileOfFacts } from './file-of-facts.service.js';
import { type FileKind, type Header, readHeader } from './header.js';
import { ImportFileRepository } from './import-file.repository.js';
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

/** `again`: the same file was read before, so nothing changed and the counts are those of that time. */
export type ReceivedFile = ImportCounts & { again: boolean };

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
  ) {}

  /** Throws `RefusedFile` where the file or the database refuses: one sentence, nothing written. */
  async receive(actor: Actor, source: CensusSource, options: ReceiveOptions = {}): Promise<ReceivedFile> {
    if ((await this.installation.kind()) === 'demo' && options.intoDemo !== true)
      throw new RefusedFile(
        `${source.name} was not read: this database is a demo, and real children do not belong in it (--into-demo reads it all the same)`,
      );
    try {
      return await this.dataSource.transaction(async (tx) => {
        const counts = await this.read(tx, actor, source, options);
        return { ...counts, again: false };
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
  ): Promise<ImportCounts> {
    await this.files.waitForTurn(tx);
    if (source.sha256 !== undefined) await this.refuseAgain(tx, source.sha256);
    await this.installation.markAs(tx, options.intoDemo === true ? await this.markFor() : 'real', actor);

    const id = randomUUID();
    const passing = new PassingRecords();
    const { header, rows } = await withHeader(source, passing);
    await this.files.begin(tx, {
      id,
      name: source.name,
      kind: source.kind,
      by: actor.name,
      sha256: source.sha256 ?? createHash('sha256').update(id).digest('hex'),
    });

    const counts = noCounts();
    const read = [tx, actor, id, header, rows, counts, (done: number) => options.onProgress?.(done)] as const;
    const censusOn = source.kind === 'referrals' ? await this.referrals.read(...read) : null;
    if (source.kind === 'facts') await this.facts.read(...read);
    if (counts.rows === 0 && options.allowEmpty !== true)
      throw new RefusedFile(
        `${source.name} has a header and no rows, which would be a census of nobody: --allow-empty if that is meant`,
      );

    const sha256 = source.sha256 ?? passing.sha256();
    if (source.sha256 === undefined) await this.refuseAgain(tx, sha256);
    const released = source.kind === 'referrals' ? await this.facts.tryHeldAgain(tx, actor) : 0;
    await this.files.finish(tx, id, { sha256, counts, censusOn, extractCreatedAt: passing.createdAt });
    await this.trail.record(tx, actor, [
      {
        action: 'import_file.read',
        subjectKind: 'import_file',
        subjectId: id,
        detail: { kind: source.kind, censusOn, ...counts, released },
      },
    ]);
    return counts;
  }

  private async refuseAgain(tx: EntityManager, sha256: string): Promise<void> {
    const before = await this.files.countsOf(sha256, tx);
    if (before) throw new ReadBefore(before);
  }

  /** Reading into a demo leaves a real database real. */
  private async markFor(): Promise<'demo' | 'real'> {
    return (await this.installation.kind()) ?? 'demo';
  }
}

/** The header, checked, and the rows after it. */
async function withHeader(
  source: CensusSource,
  passing: PassingRecords,
): Promise<{ header: Header; rows: AsyncIterable<readonly string[]> }> {
  const records = source.records[Symbol.asyncIterator]();
  const first = await records.next();
  if (first.done === true) throw new RefusedFile(`${source.name} is empty: it has not even a header`);
  const header = readHeader(first.value);
  if (!header.ok)
    throw new RefusedFile(`${source.name}: ${header.faults.map((fault) => fault.message).join('; ')}`);
  if (header.value.kind !== source.kind)
    throw new RefusedFile(`${source.name} holds ${header.value.kind}, not ${source.kind}`);
  const createdAt = header.value.at.get('EXTRACT_CREATED_DATETIME') ?? -1;
  const hashed = source.sha256 === undefined;
  passing.note(first.value, createdAt, hashed);
  async function* rest(): AsyncGenerator<readonly string[]> {
    try {
      for (;;) {
        const next = await records.next();
        if (next.done === true) return;
        passing.note(next.value, createdAt, hashed);
        yield next.value;
      }
    } finally {
      await records.return?.();
    }
  }
  return { header: header.value, rows: rest() };
}

/** What is taken from records as they pass: when the extract was made, and a hash where they come from no file. */
class PassingRecords {
  private readonly hash = createHash('sha256');
  /** The first EXTRACT_CREATED_DATETIME that is an instant. */
  createdAt: string | null = null;

  note(cells: readonly string[], createdAt: number, hashed: boolean): void {
    if (hashed) this.hash.update(JSON.stringify(cells));
    if (this.createdAt !== null) return;
    const cell = cells[createdAt] ?? '';
    // Both must agree that it is a day: a lenient reader takes 31 November for 1 December, the database does not.
    const at = Date.parse(cell);
    const isInstant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(cell) && !Number.isNaN(at);
    if (isInstant && parsePlainDate(cell.slice(0, 10))) this.createdAt = new Date(at).toISOString();
  }

  sha256(): string {
    return this.hash.digest('hex');
  }
}
