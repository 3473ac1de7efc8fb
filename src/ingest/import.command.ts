import { SingleBar } from 'cli-progress';
import { CaseloadService } from '../caseload/caseload.service.js';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { Conflict } from '../platform/http/problems.js';
import { countsLine } from './counts.js';
import { type CsvFile, openCsv } from './csv.reader.js';
import { ReceiveCensus } from './receive-census.service.js';
import { RefusedFile } from './refused-file.js';

/** `import <file...>`: reads extracts and facts files, then decides what has become due. One JSON line a file. */
export const importCommand: CliCommand = {
  name: 'import <file...>',
  description: 'read extracts of waiting lists, and facts files, into the caseload',
  policy: { name: 'extract.import', act: 'change' },
  configure(command) {
    command
      .option('--into-demo', 'read into a demo database all the same')
      .option('--allow-empty', 'a header without rows is meant: a census of nobody');
  },
  async run(app, args, options, signal, operator) {
    const receive = app.get(ReceiveCensus, { strict: false });
    const caseload = app.get(CaseloadService, { strict: false });
    const [paths] = args as [string[]];
    let refused: RefusedFile | undefined;
    for await (const file of inOrder(paths)) {
      if (file instanceof RefusedFile) {
        refused = file;
        break;
      }
      const bar = progressBar(`reading ${file.name}`);
      try {
        bar?.start(file.bytes, 0);
        const { again, anew, ...counts } = await receive.receive(
          operator,
          {
            ...file,
            kind: file.header.kind,
            records: until(
              signal,
              file.records((read) => bar?.update(read)),
            ),
          },
          { intoDemo: options['intoDemo'] === true, allowEmpty: options['allowEmpty'] === true },
        );
        bar?.stop();
        if (again) console.error(`${file.name} was read before: nothing has changed`);
        if (anew !== undefined)
          console.error(`${file.name} was read before by another mapping: it was read again, by ${anew}`);
        console.log(countsLine(file.name, counts));
      } catch (error) {
        bar?.stop();
        if (error instanceof Conflict) refused = new RefusedFile(error.message);
        else if (error instanceof RefusedFile) refused = error;
        else throw error;
        break;
      }
    }
    // Whatever was read before a bad file stays read, and is decided.
    const bar = progressBar('deciding');
    let started = false;
    await caseload.decideDue(operator, {
      signal,
      onProgress: (done, total) => {
        if (started) bar?.update(done);
        else bar?.start(total, done);
        started = true;
      },
    });
    bar?.stop();
    if (refused) throw new CommandFailure(refused.message);
    return 0;
  },
};

/**
 * The files in the order they are read: as given, but facts after the extracts beside them, because a fact waits in
 * quarantine until its child is known. A file that cannot be opened is the last, as its refusal.
 */
async function* inOrder(paths: readonly string[]): AsyncGenerator<CsvFile | RefusedFile> {
  const facts: CsvFile[] = [];
  let refused: RefusedFile | undefined;
  for (const path of paths) {
    const file = await openCsv(path).catch((error: unknown) => {
      if (error instanceof RefusedFile) return error;
      throw error;
    });
    if (file instanceof RefusedFile) {
      refused = file;
      break;
    }
    if (file.header.kind === 'facts') facts.push(file);
    else yield file;
  }
  yield* facts;
  if (refused) yield refused;
}

/** The same records, until somebody stops it: then the file's transaction ends with nothing written. */
async function* until<T>(signal: AbortSignal | undefined, records: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const record of records) {
    signal?.throwIfAborted();
    yield record;
  }
}

/** Progress for a person at a terminal; nothing where the output is read by a program. */
function progressBar(what: string): SingleBar | undefined {
  if (!process.stderr.isTTY) return undefined;
  return new SingleBar({
    format: `${what} {bar} {percentage}% | {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: false,
  });
}
