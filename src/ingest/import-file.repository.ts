import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { type ImportCounts, noCounts } from './counts.js';
import type { FileKind } from './header.js';

/** Any number that no other advisory lock here uses. */
const IMPORT_LOCK = 7_701_002;

export interface NewImportFile {
  id: string;
  name: string;
  sha256: string;
  kind: FileKind;
  by: string;
  /** By which an extract is read; null for facts, and for an extract without rows. */
  mapping: { id: string; version: string } | null;
}

/** The files that were read. */
@Injectable()
export class ImportFileRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Waits until no other file is being read into this database, and holds the others back until the transaction ends. */
  async waitForTurn(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
  }

  /** What became of a file that was read before; undefined where it was not. */
  async countsOf(
    sha256: string,
    from: EntityManager = this.dataSource.manager,
  ): Promise<ImportCounts | undefined> {
    const found: { counts: ImportCounts }[] = await from.query(
      'SELECT counts FROM import_file WHERE sha256 = $1',
      [sha256],
    );
    return found[0]?.counts;
  }

  async begin(tx: EntityManager, file: NewImportFile): Promise<void> {
    await tx.query(
      `INSERT INTO import_file (id, name, sha256, kind, counts, imported_by, mapping_id, mapping_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[file.id, file.name, file.sha256, file.kind, JSON.stringify(noCounts()), file.by],
        ...[file.mapping?.id ?? null, file.mapping?.version ?? null],
      ],
    );
  }

  async finish(
    tx: EntityManager,
    id: string,
    file: {
      sha256: string;
      counts: ImportCounts;
      censusOn: PlainDate | null;
      extractCreatedAt: string | null;
    },
  ): Promise<void> {
    await tx.query(
      'UPDATE import_file SET sha256 = $2, counts = $3, census_on = $4, extract_created_at = $5 WHERE id = $1',
      [id, file.sha256, JSON.stringify(file.counts), file.censusOn, file.extractCreatedAt],
    );
  }
}
