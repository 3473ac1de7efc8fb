import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrations } from '../migrations/index.js';
import { AccessModule } from '../src/access/access.module.js';
import { CaseloadService } from '../src/caseload/caseload.service.js';
import { entities } from '../src/entities.js';
import { openCsv } from '../src/ingest/csv.reader.js';
import { referralColumns } from '../src/ingest/header.js';
import { IngestModule } from '../src/ingest/ingest.module.js';
import { ReceiveCensus } from '../src/ingest/receive-census.service.js';
import { systemActor } from '../src/kernel/actor.js';
import { readConfig } from '../src/platform/config/config.js';
import { PlatformModule } from '../src/platform/platform.module.js';
import { type Bench, type Figure, milliseconds } from './bench.js';
import { largeExtract } from './support/large-extract.js';

const SLT = 35_000;
const PAEDIATRICS = 15_000;
/** A third of the second list's children are on the first one too. */
const SHARED = 5_000;

/** Two extracts parsed, linked and stored; then, apart, what they made due decided. */
export const bench: Bench = async (context) => {
  const { databaseUrl, seed, signal } = context;
  const figure = (one: Figure): void => context.figure(one);
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-import-'));
  const slt = join(folder, 'slt.csv');
  const paediatrics = join(folder, 'paediatrics.csv');
  await written(slt, { rows: SLT, provider: 'NR5', team: '33', firstChild: 0, seed });
  const firstChild = Math.round((SLT - SHARED) * 1.1);
  await written(paediatrics, { rows: PAEDIATRICS, provider: 'RK9', team: '06', firstChild, seed });

  const config = readConfig({ PORT: '0' });
  if (!config.ok) throw new Error(config.faults.map(({ message }) => message).join(' '));
  const running = { ...config.value, databaseUrl, redisUrl: null };
  const imports = [PlatformModule.for(running, { entities, migrations }), AccessModule, IngestModule];
  const app = await NestFactory.createApplicationContext(
    { module: class ImportBench {}, imports },
    { logger: ['error'] },
  );
  const actor = systemActor('bench');
  try {
    const rows = SLT + PAEDIATRICS;
    const parsing = await milliseconds(async () => {
      for (const path of [slt, paediatrics]) for await (const _ of (await openCsv(path)).records());
    });
    const copying = await milliseconds(() => copied(databaseUrl, [slt, paediatrics]));
    signal.throwIfAborted();

    const receive = app.get(ReceiveCensus);
    let memory = process.memoryUsage().rss;
    const onProgress = (): void => void (memory = Math.max(memory, process.memoryUsage().rss));
    const storing = await milliseconds(async () => {
      for (const path of [slt, paediatrics]) {
        const file = await openCsv(path);
        await receive.receive(
          actor,
          { ...file, kind: file.header.kind, records: file.records() },
          { onProgress },
        );
      }
    });
    signal.throwIfAborted();
    const stored = { metric: `${String(rows)} rows parsed, linked and stored`, unit: 'rows/s' };
    const perSecond = (ms: number): number => Math.round((rows / ms) * 1000);
    figure({
      ...stored,
      value: perSecond(storing),
      against: 'the same files parsed, and nothing else',
      againstValue: perSecond(parsing),
    });
    figure({
      ...stored,
      value: perSecond(storing),
      against: 'COPY of the same files into one table of text without an index or a rule',
      againstValue: perSecond(copying),
    });
    figure({
      metric: 'memory at most while storing',
      value: Math.round(memory / 2 ** 20),
      unit: 'MiB',
      against: 'the size of the files',
      againstValue: Math.round((statSync(slt).size + statSync(paediatrics).size) / 2 ** 20),
    });

    let referrals = 0;
    const deciding = await milliseconds(async () => {
      const { decided, unchanged } = await app.get(CaseloadService, { strict: false }).decideDue(actor);
      referrals = decided + unchanged;
    });
    figure({
      metric: 'deciding what became due, messages planned and queue placed',
      value: Math.round((referrals / deciding) * 1000),
      unit: 'referrals/s',
      against: 'parsing, linking and storing them',
      againstValue: perSecond(storing),
    });
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

async function written(path: string, extract: Parameters<typeof largeExtract>[0]): Promise<void> {
  await pipeline(Readable.from(largeExtract(extract)), createWriteStream(path));
}

/** The physical limit: the bytes go in as they are. */
async function copied(databaseUrl: string, paths: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `CREATE TEMPORARY TABLE plain (${referralColumns.map((name) => `${name} text`).join(', ')})`,
    );
    for (const path of paths)
      await pipeline(
        createReadStream(path),
        client.query(copyFrom('COPY plain FROM STDIN WITH (FORMAT csv, HEADER)')),
      );
  } finally {
    await client.end();
  }
}
