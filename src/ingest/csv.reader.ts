import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { Utf8Check } from './encoding.js';
import { type Header, readHeader } from './header.js';
import { RefusedFile } from './refused-file.js';

/** No row of an extract comes near this; a quote that never closes would otherwise swallow the rest of the file. */
const LONGEST_RECORD_BYTES = 64_000;

/** The little of a file system that reading needs: a test can have one that refuses. */
export interface Files {
  stat(path: string): Promise<{ isFile(): boolean; isDirectory(): boolean; size: number }>;
  read(path: string): Readable;
}

export const nodeFiles: Files = {
  stat,
  read: (path) => createReadStream(path, { highWaterMark: 256 * 1024 }),
};

/** A file that has been looked through once: it is UTF-8 text with a header we know. */
export interface CsvFile {
  name: string;
  bytes: number;
  sha256: string;
  header: Header;
  /** Every record, the header first, as a stream: memory does not grow with the file. */
  records(onBytes?: (read: number) => void): AsyncGenerator<string[]>;
}

/** Opens a CSV file (RFC 4180, UTF-8 with or without byte-order mark, any line ends). Throws `RefusedFile`. */
export async function openCsv(path: string, files: Files = nodeFiles): Promise<CsvFile> {
  try {
    const { sha256, bytes } = await lookThrough(path, files);
    const file = {
      name: basename(path),
      bytes,
      sha256,
      records: (onBytes?: (read: number) => void) => records(path, files, sha256, onBytes),
    };
    for await (const cells of file.records()) {
      const header = readHeader(cells);
      if (!header.ok) throw new RefusedFile(`${path}: ${header.faults.map((f) => f.message).join('; ')}`);
      return { ...file, header: header.value };
    }
    throw new RefusedFile(`${path} is empty: it has not even a header`);
  } catch (error) {
    throw refusal(path, error);
  }
}

/** One pass over the bytes: their hash, and whether they are text at all. */
async function lookThrough(path: string, files: Files): Promise<{ sha256: string; bytes: number }> {
  const found = await files.stat(path);
  if (found.isDirectory()) throw new RefusedFile(`${path} is a folder, not a file`);
  if (!found.isFile()) throw new RefusedFile(`${path} is not a file that can be read twice`);
  const hash = createHash('sha256');
  const check = new Utf8Check();
  let bytes = 0;
  for await (const chunk of files.read(path) as AsyncIterable<Buffer>) {
    const fault = check.chunk(chunk);
    if (fault !== null) throw new RefusedFile(`${path} cannot be read: ${fault}`);
    hash.update(chunk);
    bytes += chunk.length;
  }
  const fault = check.end();
  if (fault !== null) throw new RefusedFile(`${path} cannot be read: ${fault}`);
  return { sha256: hash.digest('hex'), bytes };
}

async function* records(
  path: string,
  files: Files,
  sha256: string,
  onBytes?: (read: number) => void,
): AsyncGenerator<string[]> {
  let lines = 0;
  const parser = parse({
    bom: true,
    // All three at once: an export may have been joined from files with different line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A quote inside an unquoted cell, or text after a closing one, stays in the cell as it was sent.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD_BYTES,
    on_record: (record: string[], context) => {
      lines = context.lines;
      return record;
    },
  });
  const hash = createHash('sha256');
  let read = 0;
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      read += chunk.length;
      onBytes?.(read);
      done(null, chunk);
    },
  });
  const source = files.read(path);
  // Whatever goes wrong destroys the parser too, and comes out of the loop below.
  const feeding = pipeline(source, hashing, parser).catch(() => undefined);
  try {
    for await (const record of parser as AsyncIterable<string[]>) yield record;
    if (hash.digest('hex') !== sha256) throw new RefusedFile(`${path} changed while it was being read`);
  } catch (error) {
    throw refusal(path, error, lines + 1);
  } finally {
    source.destroy();
    await feeding;
  }
}

/** What went wrong, as the one sentence a list office can act on; anything unexpected stays what it is. */
function refusal(path: string, error: unknown, line = 1): unknown {
  if (error instanceof CsvError) {
    if (error.code === 'CSV_QUOTE_NOT_CLOSED')
      return new RefusedFile(`${path}: a quote opened in the row at line ${String(line)} never closes`);
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      return new RefusedFile(
        `${path}: a quote opened in the row at line ${String(line)} never closes, or that row is longer than any of an extract`,
      );
    return new RefusedFile(`${path}: line ${String(line)} is not CSV (${error.message})`);
  }
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new RefusedFile(`${path}: there is no such file`);
    case 'EACCES':
    case 'EPERM':
      return new RefusedFile(`${path}: you have no permission to read it`);
    case 'EISDIR':
      return new RefusedFile(`${path} is a folder, not a file`);
    case 'EIO':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new RefusedFile(`${path} cannot be read (${String((error as NodeJS.ErrnoException).code)})`);
    default:
      return error;
  }
}
