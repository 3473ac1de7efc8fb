import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { migrations } from '../migrations/index.js';
import { CaseloadService } from '../src/caseload/caseload.service.js';
import { RedecideAll, type RedecidedAll } from '../src/caseload/redecide-all.service.js';
import { CliModule } from '../src/cli.module.js';
import { entities } from '../src/entities.js';
import { systemActor } from '../src/kernel/actor.js';
import { CLOCK } from '../src/kernel/clock.js';
import { plainDate } from '../src/kernel/plain-date.js';
import { readConfig } from '../src/platform/config/config.js';
import { dataSourceOptions } from '../src/platform/database/data-source.js';
import { RuleSetRegistry } from '../src/rule-sets/rule-set.registry.js';
import { type Bench, type Figure, median, milliseconds } from './bench.js';
import { copyModels, modelChildren, REFERRALS_A_COPY } from './support/many-decided.js';
import { nextRules, withNumber } from './support/next-rules.js';

/** Fewer while something is being tried out; the promise is about a million. */
const REFERRALS = Number(process.env['BENCH_REFERRALS'] ?? 1_000_000);
const [BEFORE, AFTER] = ['2026-11-18', '2026-11-19'];
const actor = systemActor('bench');

/** Every decision of a region looked over under new rules that concern one in twenty, and those decided again. */
export const bench: Bench = async (context) => {
  const { databaseUrl, signal } = context;
  const figure = (one: Figure): void => context.figure(one);
  const owner = await new DataSource(
    dataSourceOptions(databaseUrl, { entities, migrations }, 'owner'),
  ).initialize();
  const app = await opened(databaseUrl);
  const rules = nextRules(AFTER, (set) => withNumber(set, 'severe-daily-life', 3, 2));
  const reader = fork(fileURLToPath(new URL('./support/page-reader.js', import.meta.url)), [databaseUrl]);
  try {
    await modelChildren(owner);
    today(app, BEFORE);
    await app.get(CaseloadService, { strict: false }).decideDue(actor);
    await copyModels(owner, REFERRALS / REFERRALS_A_COPY);
    signal.throwIfAborted();
    await pagesOf(reader);
    await new Promise((done) => setTimeout(done, 5_000));
    const idle = median(await pagesOf(reader));

    Object.assign(app.get(RuleSetRegistry, { strict: false }), new RuleSetRegistry(rules.directory));
    today(app, AFTER);
    let memory = 0;
    const watching = setInterval(() => (memory = Math.max(memory, process.memoryUsage().rss)), 100);
    const wal = await written(owner);
    const runs: RedecidedAll[] = [];
    const looking = await milliseconds(async () => {
      runs.push(...(await app.get(RedecideAll, { strict: false }).run(actor, { signal })));
    });
    let decided = 0;
    const deciding = await milliseconds(async () => {
      ({ decided } = await app
        .get(CaseloadService, { strict: false })
        .decideDue(actor, { signal, atOnce: 2 }));
    });
    clearInterval(watching);
    const megabytes = ((await written(owner)) - wal) / 2 ** 20;
    const busy = median(await pagesOf(reader));
    reader.kill();
    const [run] = runs;
    if (run?.looked !== REFERRALS) throw new Error('not everybody was looked at');

    const out = await milliseconds(() => copied(databaseUrl, 'SELECT * FROM decision_basis', null));
    const receipts = `SELECT receipt FROM decision WHERE rule_set_version = '1.1.0'`;
    const back = await milliseconds(() => copied(databaseUrl, receipts, 'receipt jsonb'));
    const seconds = (ms: number): number => Math.round(ms / 10) / 100;
    const whole = `${String(REFERRALS)} decisions looked over, ${String(decided)} of them decided again, all told`;
    figure({
      metric: whole,
      value: seconds(looking + deciding),
      unit: 's',
      against: 'COPY out of what was kept, and of the new receipts out and in again',
      againstValue: seconds(out + back),
    });
    figure({
      metric: `of it looking over: ${String(run.same)} cleared, ${String(run.changed)} concerned, ${String(run.unread)} not told`,
      value: seconds(looking),
      unit: 's',
      against: 'COPY out of what was kept',
      againstValue: seconds(out),
    });
    figure({
      metric: 'of it deciding again, with places, flags, tasks, messages and the trail',
      value: seconds(deciding),
      unit: 's',
      against: 'COPY of the new receipts out and in again',
      againstValue: seconds(back),
    });
    figure({
      metric: 'decided again',
      value: Math.round((decided / deciding) * 1000),
      unit: 'referrals/s',
      against: 'brought under the new rules in all',
      againstValue: Math.round((REFERRALS / (looking + deciding)) * 1000),
    });
    figure({
      metric: 'memory of the process at most',
      value: Math.round(memory / 2 ** 20),
      unit: 'MiB',
      against: 'the most it may be',
      againstValue: 1024,
    });
    figure({
      metric: 'written to the log of the database',
      value: Math.round(megabytes),
      unit: 'MiB',
      against: 'the new receipts as text',
      againstValue: Math.round((await sizeOf(owner, receipts)) / 2 ** 20),
    });
    const milli = (ms: number): number => Math.round(ms * 10) / 10;
    figure({
      metric: 'a first page of the queue meanwhile, data, another process',
      value: milli(busy),
      unit: 'ms',
      against: 'the same before',
      againstValue: milli(idle),
    });
  } finally {
    reader.kill();
    rules.remove();
    await app.close();
    await owner.destroy();
  }
};

async function opened(databaseUrl: string): Promise<INestApplicationContext> {
  const config = readConfig({ PORT: '0' });
  if (!config.ok) throw new Error(config.faults.map(({ message }) => message).join(' '));
  const running = { ...config.value, databaseUrl, redisUrl: null };
  return NestFactory.createApplicationContext(CliModule.for(running), { logger: ['error'] });
}

function today(app: INestApplicationContext, day: string): void {
  const [now, on] = [new Date(`${day}T11:00:00Z`), plainDate(day)];
  Object.assign(app.get<object>(CLOCK, { strict: false }), { now: () => now, today: () => on });
}

/** How long pages took since it was last asked. */
async function pagesOf(reader: ChildProcess): Promise<number[]> {
  const answer = once(reader, 'message');
  reader.send('so far');
  const [times] = (await answer) as [number[]];
  return times.length > 0 ? times : pagesOf(reader);
}

/** Bytes that the database has written to its log so far. */
async function written(owner: DataSource): Promise<number> {
  const rows: { bytes: string }[] = await owner.query(
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text AS bytes`,
  );
  return Number(rows[0]?.bytes);
}

async function sizeOf(owner: DataSource, receipts: string): Promise<number> {
  const rows: { bytes: string }[] = await owner.query(
    `SELECT sum(length(receipt::text))::text AS bytes FROM (${receipts}) AS r`,
  );
  return Number(rows[0]?.bytes);
}

/** The limit: the same bytes out of the database, and into a table without an index where columns are given. */
async function copied(databaseUrl: string, select: string, columns: string | null): Promise<void> {
  const [from, into] = [0, 1].map(() => new pg.Client({ connectionString: databaseUrl }));
  if (!from || !into) return;
  await Promise.all([from.connect(), into.connect()]);
  try {
    const out = from.query(copyTo(`COPY (${select}) TO STDOUT`));
    const nowhere = new Transform({ transform: (_chunk, _encoding, done) => done() });
    if (columns) await into.query(`CREATE TEMPORARY TABLE plain (${columns})`);
    await pipeline(out, columns ? into.query(copyFrom('COPY plain FROM STDIN')) : nowhere);
  } finally {
    await Promise.all([from.end(), into.end()]);
  }
}
