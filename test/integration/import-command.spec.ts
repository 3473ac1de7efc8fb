import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { largeExtract } from '../../bench/support/large-extract.js';
import { referralColumns } from '../../src/ingest/header.js';
import { importCommand } from '../../src/ingest/import.command.js';
import { CommandFailure } from '../../src/platform/cli/command.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { notStopped, operator } from '../support/operator.js';
import { tableContents } from '../support/table-contents.js';

/** Processes of their own, each of which reads every source first. */
jest.setTimeout(300_000);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const fixture = (name: string): string => join(root, 'test', 'fixtures', 'extracts', name);

let folder: string;
let database: FreshDatabase;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-import-'));
  database = await freshDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** The real command in a real process, because only a real one can be killed. */
function runImport(url: string, args: readonly string[]): { process: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript-loader.js', 'src/cli.ts', 'import', ...args],
    {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: url, REDIS_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, out, err })));
  return { process: child, ended };
}

const importing = (...args: string[]): Promise<Ended> => runImport(database.url, args).ended;
const lines = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a file the command cannot read', () => {
  let app: BootedApp;
  let empty: FreshDatabase;
  beforeAll(async () => {
    empty = await freshDatabase();
    app = await bootApp({ databaseUrl: empty.url });
  });
  afterAll(async () => {
    await app.close();
    await empty.drop();
  });

  const header = referralColumns.join(',');
  it.each<[string, string | Uint8Array | null, string]>([
    ['empty.csv', '', 'is empty'],
    ['header-only.csv', `${header}\n`, '--allow-empty'],
    ['missing.csv', `${referralColumns.slice(1).join(',')}\n`, 'column WEEK_ENDING_DATE is missing'],
    ['other.csv', 'name,shoe\na,b\n', 'is not the header of an extract'],
    [
      'unknown-source.csv',
      `${header}\n${referralColumns.map((column) => (column === 'SOURCE_SYSTEM' ? 'RIO' : 'x')).join(',')}\n`,
      'says ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER "x" and SOURCE_SYSTEM "RIO", and no mapping in sources/ is of that source',
    ],
    ['repeated.csv', `${header},NHS_NUMBER\n`, 'column NHS_NUMBER is there twice'],
    ['latin1.csv', Buffer.from(`${header}\nBj\xf6rn\n`, 'latin1'), 'is not UTF-8'],
    ['utf16.csv', Buffer.from(`\uFEFF${header}\n`, 'utf16le'), 'UTF-16'],
    ['binary.csv', Uint8Array.from({ length: 9000 }, (_, at) => (at * 31) % 256), 'cannot be read'],
    ['unclosed.csv', `${header}\n1,2\n"${'x\n'.repeat(1_000_000)}`, 'at line 3 never closes'],
    ['.', null, 'is a folder'],
    ['not-there.csv', null, 'there is no such file'],
  ])('%s is refused in one sentence, and nothing is written', async (name, content, words) => {
    const path = join(folder, name);
    if (content !== null) writeFileSync(path, content);
    const before = await tableContents(empty.dataSource);
    const failure = await importCommand
      .run(app.app, [[path]], {}, notStopped, operator)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommandFailure);
    expect(String((failure as Error).message)).toContain(words);
    expect(String((failure as Error).message)).not.toContain('\n');
    expect(await tableContents(empty.dataSource)).toEqual(before);
  });
});

describe('the command import', () => {
  let printedFirst: string[] = [];

  it('prints one JSON line a file, extracts before facts, and decides what it read', async () => {
    const { code, out, err } = await importing(
      fixture('facts-2026-11-15.csv'),
      fixture('nr5-slt-2026-11-15.csv'),
      fixture('rk9-paediatrics-2026-11-15.csv'),
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const printed = lines(out);
    printedFirst = out.trimEnd().split('\n');
    expect(printed.map(({ file }) => file)).toEqual([
      'nr5-slt-2026-11-15.csv',
      'rk9-paediatrics-2026-11-15.csv',
      'facts-2026-11-15.csv',
    ]);
    for (const line of printed)
      expect(Object.keys(line)).toEqual([
        'file',
        'rows',
        'accepted',
        'open',
        'quarantined',
        'findings',
        'duplicates',
      ]);
    const [undecided]: { n: number }[] = await database.dataSource.query(
      `SELECT count(*)::int AS n FROM referral r WHERE state = 'open' AND (decision_due_since IS NOT NULL
       OR NOT EXISTS (SELECT FROM decision d WHERE d.referral_id = r.id))`,
    );
    expect(undecided).toEqual({ n: 0 });
  });

  it('given the same files again changes nothing and prints the same lines', async () => {
    const all = ['nr5-slt-2026-11-15.csv', 'rk9-paediatrics-2026-11-15.csv', 'facts-2026-11-15.csv'];
    const before = await tableContents(database.dataSource);
    const { code, out, err } = await importing(...all.map(fixture));
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').sort()).toEqual(printedFirst.sort());
    expect(err).toContain('was read before: nothing has changed');
    expect(await tableContents(database.dataSource)).toEqual(before);
  });

  it('ends with exit code 2 and one sentence on a bad file, and keeps the files before it', async () => {
    writeFileSync(join(folder, 'empty.csv'), '');
    const next = fixture('nr5-slt-2026-11-22.csv');
    const { code, out, err } = await importing(
      next,
      join(folder, 'empty.csv'),
      fixture('facts-2026-11-15.csv'),
    );
    expect(code).toBe(2);
    expect(lines(out)).toMatchObject([{ file: 'nr5-slt-2026-11-22.csv', accepted: 10 }]);
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining('empty.csv is empty')]);
  });

  it('killed half-way and run again leaves what one clean run leaves', async () => {
    const path = join(folder, 'large.csv');
    writeFileSync(
      path,
      [...largeExtract({ rows: 800, provider: 'NR5', team: '33', firstChild: 0, seed: 7701 })].join(''),
    );
    const killed = await freshDatabase();
    const clean = await freshDatabase();

    const first = runImport(killed.url, [path]);
    await inTheMiddleOf(killed, first);
    first.process.kill('SIGKILL');
    expect(await first.ended).toMatchObject({ code: null, out: '' });
    const [left]: { n: number }[] = await killed.dataSource.query(
      'SELECT (SELECT count(*) FROM referral)::int + (SELECT count(*) FROM import_file)::int AS n',
    );
    expect(left).toEqual({ n: 0 });

    const again = await runImport(killed.url, [path]).ended;
    const once = await runImport(clean.url, [path]).ended;
    expect(again).toMatchObject({ code: 0, out: once.out });
    expect(await tableContents(killed.dataSource)).toEqual(await tableContents(clean.dataSource));
    await killed.drop();
    await clean.drop();
  });

  it('stopped with Ctrl-C writes nothing of the file, and never says that it was done', async () => {
    const path = join(folder, 'larger.csv');
    writeFileSync(
      path,
      [...largeExtract({ rows: 10_000, provider: 'NR5', team: '33', firstChild: 0, seed: 7702 })].join(''),
    );
    const stopped = await freshDatabase();
    const run = runImport(stopped.url, [path]);
    await inTheMiddleOf(stopped, run);
    run.process.kill('SIGINT');
    const { code, out, err } = await run.ended;
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain('Stopped before it was done');
    const [left]: { n: number }[] = await stopped.dataSource.query(
      'SELECT (SELECT count(*) FROM referral)::int + (SELECT count(*) FROM import_file)::int AS n',
    );
    expect(left).toEqual({ n: 0 });
    await stopped.drop();
  });
});

/** Resolves while the import's one transaction is writing: its locks on the tables of referrals are to be seen. */
async function inTheMiddleOf(
  { dataSource }: FreshDatabase,
  run: ReturnType<typeof runImport>,
): Promise<void> {
  for (;;) {
    if (run.process.exitCode !== null) throw new Error(`the import ended first: ${(await run.ended).err}`);
    const [seen]: { writing: boolean }[] = await dataSource.query(
      `SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'fact'::regclass AND mode = 'RowExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS writing`,
    );
    if (seen?.writing === true) return;
    await new Promise((soon) => setTimeout(soon, 20));
  }
}
