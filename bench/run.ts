import { mkdtempSync, readdirSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DataSource } from 'typeorm';
import { migrations } from '../migrations/index.js';
import { entities } from '../src/entities.js';
import { CommandFailure } from '../src/platform/cli/command.js';
import { dataSourceOptions } from '../src/platform/database/data-source.js';
import { openEmbeddedPostgres, removeEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { migrate } from '../src/platform/database/migrate.js';
import { live } from '../src/platform/process/lifetime.js';
import type { Bench } from './bench.js';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here)
  .filter((file) => file.endsWith('.js') && !['run.js', 'bench.js'].includes(file))
  .map((file) => basename(file, '.js'))
  .sort();

const usage = `Use: npm run bench -- <name> [seed], where <name> is one of ${names.join(', ') || '(none yet)'}. BENCH_DATABASE_URL names an empty database to use; else an embedded one is made and removed.`;

/** Runs one bench: first a line about machine, versions and seed, then one JSON object per figure. */
await live(async (lifetime) => {
  const [name = '', given = '20261122'] = process.argv.slice(2);
  if (!names.includes(name) || !/^\d+$/.test(given)) throw new CommandFailure(usage);
  const seed = Number(given);
  const { bench, withoutDatabase } = (await import(pathToFileURL(join(here, `${name}.js`)).href)) as {
    bench?: Bench;
    withoutDatabase?: boolean;
  };
  if (!bench) throw new CommandFailure(`bench/${name}.ts exports no bench.`);

  const { url, version } = withoutDatabase ? { url: '', version: undefined } : await migrated();
  const load = loadavg()[0] ?? 0;
  line({
    bench: name,
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    node: process.version,
    postgresql: version,
    // Over the last minute, before this: from about a core's worth on, other work slowed what is measured.
    load: round(load),
    idle: load < 1,
    seed,
  });
  await bench({
    databaseUrl: url,
    seed,
    signal: lifetime.signal,
    figure: ({ metric, value, unit, against, againstValue }) =>
      line({ bench: name, metric, value, unit, against, againstValue, ratio: round(value / againstValue) }),
  });
  return 0;

  async function migrated(): Promise<{ url: string; version: string | undefined }> {
    const url = process.env['BENCH_DATABASE_URL'] ?? (await throwaway());
    const dataSource = await new DataSource(
      dataSourceOptions(url, { entities, migrations }, 'owner'),
    ).initialize();
    await migrate(dataSource);
    const rows: { version: string }[] = await dataSource.query(
      `SELECT current_setting('server_version') AS version`,
    );
    await dataSource.destroy();
    return { url, version: rows[0]?.version };
  }

  async function throwaway(): Promise<string> {
    const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
    lifetime.closing(async () => removeEmbeddedPostgres(dataDir));
    const database = await openEmbeddedPostgres({ dataDir, signal: lifetime.signal });
    lifetime.closing(() => database.release());
    return database.url;
  }
});

function line(object: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}

function round(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
