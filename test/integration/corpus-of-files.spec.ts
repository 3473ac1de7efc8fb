import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RefusedFile } from '../../src/ingest/refused-file.js';
import { corpusOf } from '../support/corpus.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { ingestOn } from '../support/ingest.js';
import { tableContents } from '../support/table-contents.js';

/** What must come of a file: why it is refused, or what became of its rows. */
interface Answer {
  refused?: string;
  accepted?: number;
  duplicates?: number;
  quarantined?: Record<string, number>;
  /** The letter of it that is repeated, so often, before it is read: too large to keep. */
  grown?: { letter: string; times: number };
}

/** Each file that somebody might send by mistake, and what chance makes of it, against a database with a list in it. */
let database: FreshDatabase;
let ingest: ReturnType<typeof ingestOn>;
let folder: string;
const corpus = corpusOf<Answer>('csv');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-corpus-'));
  database = await freshDatabase();
  ingest = ingestOn(database.dataSource);
  await ingest.receiveFile(resolve('test', 'fixtures', 'extracts', 'nr5-slt-2026-11-15.csv'));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Counts, or the sentence of the refusal; everything else is thrown, as it would be at somebody. */
async function outcomeOf(content: Buffer): Promise<Answer> {
  const path = join(folder, 'sent.csv');
  writeFileSync(path, content);
  const before = await tableContents(database.dataSource);
  try {
    const { rows, accepted, duplicates, quarantined } = await ingest.receiveFile(path);
    const held = Object.values(quarantined).reduce((sum, count) => sum + count, 0);
    expect(accepted + duplicates + held).toBe(rows);
    return { accepted, duplicates, quarantined };
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    expect(await tableContents(database.dataSource)).toEqual(before);
    return { refused: error.message };
  }
}

const grown = (content: Buffer, { letter, times }: { letter: string; times: number }): Buffer => {
  const at = content.lastIndexOf(letter);
  const more = Buffer.alloc(letter.length * times, letter);
  return Buffer.concat([content.subarray(0, at), more, content.subarray(at)]);
};

describe('a file nobody should have sent', () => {
  it.each(corpus)('is answered as is said of it: $name', async ({ content, answer }) => {
    const { grown: more, ...expected } = answer;
    const outcome = await outcomeOf(more ? grown(content, more) : content);
    if (expected.refused === undefined) return expect(outcome).toEqual(expected);
    expect(outcome).toEqual({ refused: expect.stringContaining(expected.refused) });
    expect(outcome.refused).toMatch(/^[^\p{Cc}\ufffd]+$/u);
  });

  it('is read or refused whole, with one reason, whatever chance makes of it', async () => {
    const bytes = fc.constantFrom(...corpus.map(({ content }) => content));
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const change = fc.oneof(
      fc.record({ is: fc.constant('flip' as const), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
      fc.record({ is: fc.constant('cut' as const), at: place, to: place }),
      fc.record({ is: fc.constant('splice' as const), at: place, with: bytes, from: place }),
    );
    const files = fc.tuple(bytes, fc.array(change, { minLength: 1, maxLength: 4 })).map(([file, changes]) =>
      changes.reduce((content: Buffer, one): Buffer => {
        const at = Math.floor(one.at * content.length);
        if (one.is === 'cut') {
          const to = Math.floor(one.to * content.length);
          return Buffer.concat([content.subarray(0, Math.min(at, to)), content.subarray(Math.max(at, to))]);
        }
        if (one.is === 'splice')
          return Buffer.concat([
            content.subarray(0, at),
            one.with.subarray(Math.floor(one.from * one.with.length)),
          ]);
        const flipped = Buffer.from(content);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << one.bit);
        return flipped;
      }, file),
    );
    // One after the other: each is held against what the database was before it.
    for (const content of fc.sample(files, { seed: 7701, numRuns: 250 })) {
      const { refused } = await outcomeOf(content);
      if (refused !== undefined) expect(refused).toMatch(/^[^\n\r]+$/);
    }
  });
});
