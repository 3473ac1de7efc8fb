import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Files, openCsv } from './csv.reader.js';
import { factColumns } from './header.js';
import { RefusedFile } from './refused-file.js';

const header = factColumns.join(',');
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'breakwater-csv-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (content: string | Uint8Array, name = 'facts.csv'): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const rowsOf = async (content: string): Promise<string[][]> => {
  const rows: string[][] = [];
  for await (const record of (await openCsv(written(content))).records()) rows.push(record);
  return rows.slice(1);
};
const refusalOf = async (open: Promise<unknown>): Promise<string> => {
  try {
    await open;
  } catch (error) {
    if (error instanceof RefusedFile) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('a CSV file', () => {
  it('is read as RFC 4180 says: quotes, commas and line breaks in a cell', async () => {
    expect(await rowsOf(`${header}\r\n"a ""b""","c,\nd",,,,,,,\r\n`)).toEqual([
      ['a "b"', 'c,\nd', '', '', '', '', '', '', ''],
    ]);
  });

  it.each([
    ['a byte-order mark', `\uFEFF${header}\n1,2\n`],
    ['CRLF line ends', `${header}\r\n1,2\r\n`],
    ['CR line ends', `${header}\r1,2\r`],
    ['mixed line ends', `${header}\r\n1,2\n`],
    ['no line end at the end', `${header}\n1,2`],
    ['blank lines', `${header}\n\n1,2\n\n`],
  ])('may have %s', async (_title, content) => {
    expect(await rowsOf(content)).toEqual([['1', '2']]);
  });

  it('keeps a stray quote in its cell and the rows after it apart', async () => {
    expect(await rowsOf(`${header}\n12" nails,x\n"O"Brien",y\nz\n`)).toEqual([
      ['12" nails', 'x'],
      ['"O"Brien"', 'y'],
      ['z'],
    ]);
  });

  it('gives back any cells that were written as RFC 4180 says', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/\0/g, ''));
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          const lines = rows.map((cells) => cells.map(quoted).join(',')).join('\r\n');
          expect(await rowsOf(`${header}\r\n${lines}\r\n`)).toEqual(rows);
        },
      ),
      { seed: 7701, numRuns: 60 },
    );
  });

  it('is refused when it changes between two looks at it', async () => {
    const file = await openCsv(written(`${header}\n1,2\n`));
    written(`${header}\n1,3\n`);
    const all = async (): Promise<void> => {
      for await (const _ of file.records());
    };
    expect(await refusalOf(all())).toContain('changed while it was being read');
  });

  describe('is refused in one sentence', () => {
    it.each<[string, string | Uint8Array, string]>([
      ['empty', '', 'is empty'],
      ['only a byte-order mark', '\uFEFF', 'is empty'],
      ['only blank lines', '\n\r\n\n', 'is empty'],
      ['missing a column', `${factColumns.slice(1).join(',')}\n`, 'column NHS_NUMBER is missing'],
      ['with a column twice', `${header},SOURCE\n`, 'column SOURCE is there twice'],
      ['Windows-1252', Buffer.from(`${header}\nBj\xf6rn\n`, 'latin1'), 'not UTF-8: line 2'],
      ['UTF-16', Buffer.from(`\uFEFF${header}\n`, 'utf16le'), 'UTF-16'],
      ['a binary', Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 256), 'cannot be read'],
    ])('where it is %s', async (_title, content, words) => {
      const refusal = await refusalOf(openCsv(written(content)));
      expect(refusal).toContain(words);
      expect(refusal).not.toContain('\n');
    });

    it.each([
      ['short', 10],
      ['of two megabytes', 2_000_000],
    ])('with the line, for an unclosed quote that is %s', async (_title, size) => {
      const path = written(`${header}\n1,"two\nlines"\n"${'x\n'.repeat(size / 2)}`);
      const read = async (): Promise<void> => {
        const file = await openCsv(path);
        for await (const _ of file.records());
      };
      expect(await refusalOf(read())).toContain('a quote opened in the row at line 4 never closes');
    });

    it('for a folder, and for no such file', async () => {
      mkdirSync(join(folder, 'a-folder'));
      expect(await refusalOf(openCsv(join(folder, 'a-folder')))).toContain('is a folder');
      expect(await refusalOf(openCsv(join(folder, 'nothing.csv')))).toContain('there is no such file');
      expect(await refusalOf(openCsv(join(written('x', 'file.csv'), 'below.csv')))).toContain('no such file');
    });

    it('where the system gives no permission, at once or while reading', async () => {
      const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      const found = { isFile: () => true, isDirectory: () => false, size: 10 };
      const atOnce: Files = { stat: () => Promise.reject(denied), read: () => Readable.from([]) };
      const later: Files = {
        stat: () => Promise.resolve(found),
        read: () =>
          new Readable({
            read() {
              this.destroy(denied);
            },
          }),
      };
      for (const files of [atOnce, later])
        expect(await refusalOf(openCsv('/somewhere/extract.csv', files))).toContain('no permission');
    });
  });
});
