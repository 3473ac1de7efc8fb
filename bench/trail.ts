import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { migrations } from '../migrations/index.js';
import { entities } from '../src/entities.js';
import { CLOCK, type Clock } from '../src/kernel/clock.js';
import { plainDate } from '../src/kernel/plain-date.js';
import { ALL, type Viewer } from '../src/kernel/viewer.js';
import { cookieFor } from '../src/platform/auth/sessions/cookies.js';
import { Sessions } from '../src/platform/auth/sessions/sessions.js';
import { readConfig } from '../src/platform/config/config.js';
import { dataSourceOptions } from '../src/platform/database/data-source.js';
import { preparePipeline } from '../src/platform/http/pipeline.js';
import { WebModule } from '../src/web.module.js';
import { type Bench, median, milliseconds } from './bench.js';
import { manyEntries, tidiedUp } from './support/many-entries.js';
import { manyLooks } from './support/many-looks.js';

const [FEW, MANY, CHILDREN] = [10_000, 1_000_000, 100_000];
const ON = plainDate('2026-11-15');
const [WARM, TIMES] = [3, 15];

/** What those who watch over the trail wait for, on a year of a million lines, beside the same on ten thousand. */
export const bench: Bench = async (context) => {
  const { databaseUrl, seed, signal } = context;
  const config = readConfig({ PORT: '0' });
  if (!config.ok) throw new Error(config.faults.map(({ at, message }) => `${at} ${message}`).join(' '));
  const running = { ...config.value, databaseUrl, redisUrl: null };
  const owner = await new DataSource(
    dataSourceOptions(databaseUrl, { entities, migrations }, 'owner'),
  ).initialize();
  const app = await NestFactory.create<NestExpressApplication>(WebModule.for(running), {
    bodyParser: false,
    logger: false,
  });
  try {
    const clock = app.get<Clock>(CLOCK, { strict: false });
    Object.assign(clock, { now: () => new Date(`${ON}T17:00:00Z`), today: () => ON });
    preparePipeline(app);
    await app.listen(0, '127.0.0.1');
    await manyEntries(owner, CHILDREN, seed);
    await tidiedUp(owner);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const cookies = new Map<string, string>();
    for (const organisation of ['NR5', 'RK9', 'ZZ1'])
      cookies.set(organisation, await signedIn(app, organisation));
    const timed = async (organisation: string, path: string): Promise<number> => {
      const times: number[] = [];
      for (let turn = -WARM; turn < TIMES; turn++) {
        signal.throwIfAborted();
        const time = await milliseconds(async () => {
          const headers = { cookie: cookies.get(organisation) ?? '' };
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual' });
          await answer.text();
          if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
        });
        if (turn >= 0) times.push(time);
      }
      return Math.round(median(times) * 10) / 10;
    };
    const all = async (): Promise<Map<string, number>> => {
      const found = new Map<string, number>();
      for (const organisation of cookies.keys())
        for (const [what, path] of Object.entries(PAGES))
          found.set(`${what}, of ${organisation}`, await timed(organisation, path));
      return found;
    };
    await manyLooks(owner, { lines: FEW, children: CHILDREN });
    const few = await all();
    await manyLooks(owner, { lines: MANY, children: CHILDREN });
    const many = await all();
    for (const [metric, value] of many)
      context.figure({
        metric,
        value,
        unit: `ms median, on ${MANY} lines`,
        against: `the same on ${FEW}`,
        againstValue: few.get(metric) ?? NaN,
      });
  } finally {
    await app.close();
    await owner.destroy();
  }
};

const A_CHILD = 'c0ffee00-0000-4000-8000-000000000000';
/** NR5 has every list and most people; RK9 three people in ten and no list; ZZ1 nobody and nothing: no line is theirs. */
const PAGES: Readonly<Record<string, string>> = {
  'the trail of a week': '/audit',
  'the trail of a year': '/audit?from=2025-11-16&to=2026-11-15',
  'copies taken in a year, of which there are none': '/audit?from=2025-11-16&to=2026-11-15&act=export',
  'what one person did in a year': '/audit?from=2025-11-16&to=2026-11-15&person=bench%2397',
  'what somebody of that name did in a year, who is nobody':
    '/audit?from=2025-11-16&to=2026-11-15&person=Nobody',
  'the trail of a child nobody knows': `/audit?from=2025-11-16&to=2026-11-15&child=${A_CHILD}`,
  'unusual viewing of a week': '/audit/unusual',
  'unusual viewing of a month': '/audit/unusual?from=2026-10-16&to=2026-11-15',
};

async function signedIn(app: NestExpressApplication, organisation: string): Promise<string> {
  const viewer: Viewer = {
    kind: 'person',
    id: `bench#privacy-${organisation}`,
    name: 'Bench Privacy',
    role: 'privacy_officer',
    organisation,
    agency: 'health',
    services: ALL,
    localities: ALL,
  };
  const sessions = app.get(Sessions, { strict: false });
  const { secret } = await app
    .get(DataSource)
    .transaction((tx) =>
      sessions.begin(tx, { viewer, issuer: 'bench', providerSession: null, idToken: null }),
    );
  return `${cookieFor('session', false).name}=${secret}`;
}
