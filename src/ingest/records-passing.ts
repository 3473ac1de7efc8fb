import { createHash } from 'node:crypto';
import { parsePlainDate } from '../kernel/plain-date.js';
import type { SourceMapping } from '../referrals/sources/source-mapping.js';
import type { Header } from './header.js';
import { standardCells } from './standard-cells.js';

/** How far in a file is looked for a row that says what it is of: whichever comes first, rows or characters. */
const LOOK_ROWS = 5_000;
const LOOK_CHARACTERS = 8_000_000;

/** The records of one file as they pass, each once: what is taken from them on the way is asked for at the end. */
export class RecordsPassing {
  private readonly hash = createHash('sha256');
  private readonly records: AsyncIterator<readonly string[]>;
  /** Looked at and not handed out yet. */
  private kept: (readonly string[])[] = [];
  /** The first EXTRACT_CREATED_DATETIME that is an instant. */
  createdAt: string | null = null;

  /** `hashed`: they come from no file, and theirs is the hash of their cells. */
  constructor(
    records: AsyncIterable<readonly string[]>,
    private readonly hashed: boolean,
  ) {
    this.records = records[Symbol.asyncIterator]();
  }

  /** The first record; null where there is none. */
  async first(): Promise<readonly string[] | null> {
    return this.next();
  }

  /**
   * Looks ahead for the first record of which `which` finds something; the first record of all with it, null where there is
   * none. Looks so far and no further, for a file of which nothing is found is not read into memory.
   */
  async lookFor<T>(
    which: (cells: readonly string[]) => T | null,
  ): Promise<{ found: T | null; first: readonly string[] | null }> {
    let characters = 0;
    while (this.kept.length < LOOK_ROWS && characters < LOOK_CHARACTERS) {
      const cells = await this.next();
      if (cells === null) break;
      this.kept.push(cells);
      characters += cells.reduce((sum, cell) => sum + cell.length, 0);
      const found = which(cells);
      if (found !== null) return { found, first: this.kept[0] ?? null };
    }
    return { found: null, first: this.kept[0] ?? null };
  }

  /** The records after the first; `mapping`: of the source they are of, where they are of an extract. */
  async *rows(header: Header, mapping: SourceMapping | null): AsyncGenerator<readonly string[]> {
    const standard = mapping === null ? null : standardCells(mapping, header);
    for (;;) {
      const cells = this.kept.shift() ?? (await this.next());
      if (cells === null) return;
      if (standard) this.createdAt ??= instantIn(standard(cells)('EXTRACT_CREATED_DATETIME'));
      yield cells;
    }
  }

  /** Reads no further: whatever the records come from is let go. Safe to repeat. */
  async close(): Promise<void> {
    await this.records.return?.();
  }

  sha256(): string {
    return this.hash.digest('hex');
  }

  private async next(): Promise<readonly string[] | null> {
    const next = await this.records.next();
    if (next.done === true) return null;
    if (this.hashed) this.hash.update(JSON.stringify(next.value));
    return next.value;
  }
}

function instantIn(cell: string): string | null {
  // Both must agree that it is a day: a lenient reader takes 31 November for 1 December, the database does not.
  const at = Date.parse(cell);
  const isInstant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(cell) && !Number.isNaN(at);
  return isInstant && parsePlainDate(cell.slice(0, 10)) ? new Date(at).toISOString() : null;
}
