import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
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
  mapping: { id: string; version: string; sha256: string } | null;
}

/** A file as it was last read. */
export interface Reading {
  id: string;
  counts: ImportCounts;
  /** Of the mapping's document; null: it was read by none, or before any was kept. */
  mappingSha256: string | null;
}

/** The files that were read. */
@Injectable()
export class ImportFileRepository {
  /** Waits until no other file is being read into this database, and holds the others back until the transaction ends. */
  async waitForTurn(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
  }

  /** The latest reading of a file that was read before; undefined where it was not. */
  async lastReading(tx: EntityManager, sha256: string): Promise<Reading | undefined> {
    const found: Reading[] = await tx.query(
      `SELECT id, counts, mapping_sha256 AS "mappingSha256" FROM import_file
       WHERE sha256 = $1 ORDER BY imported_at DESC LIMIT 1`,
      [sha256],
    );
    return found[0];
  }

  async begin(tx: EntityManager, file: NewImportFile): Promise<void> {
    await tx.query(
      // The hour at which its turn came, not the one at which it began to wait: the latest reading has the latest.
      `INSERT INTO import_file (id, name, sha256, kind, counts, imported_by, mapping_id, mapping_version, mapping_sha256,
         imported_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())`,
      [
        ...[file.id, file.name, file.sha256, file.kind, JSON.stringify(noCounts()), file.by],
        ...[file.mapping?.id ?? null, file.mapping?.version ?? null, file.mapping?.sha256 ?? null],
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
