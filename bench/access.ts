import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { systemActor } from '../src/kernel/actor.js';
import { CLOCK, type Clock } from '../src/kernel/clock.js';
import { plainDate } from '../src/kernel/plain-date.js';
import { ALL, type Viewer } from '../src/kernel/viewer.js';
import { cookieFor } from '../src/platform/auth/sessions/cookies.js';
import { Sessions } from '../src/platform/auth/sessions/sessions.js';
import { readConfig } from '../src/platform/config/config.js';
import { Installation } from '../src/platform/database/installation.js';
import { preparePipeline } from '../src/platform/http/pipeline.js';
import { assetPaths } from '../src/platform/views/assets.js';
import { navigationAt } from '../src/platform/views/menu.js';
import { queueView } from '../src/waiting-list/queue.presenter.js';
import { WaitingListService } from '../src/waiting-list/waiting-list.service.js';
import { WebModule } from '../src/web.module.js';
import { type Bench, median, milliseconds } from './bench.js';
import { filledByOwner } from './support/many-entries.js';

const COUNT = 100_000;
const A_PAGE = 25;
const ON = plainDate('2026-11-15');
const [WARM, TIMES] = [20, 200];

/**
 * What guarding costs: the queue's page as a signed-in clinician gets it (session, limits, policy, scope, row-level
 * security, a line of the trail committed and chained), beside the same page of the same rows without, asked in turn
 * within one run: once through the same pipeline for whoever is signed in, and once its content alone. Bare pages
 * exist only here, and have a server and connections of their own: a statement that a viewer and the service ask in
 * turn over one connection is planned anew each time, which no page in use does.
 */
export const bench: Bench = async (context) => {
  const { databaseUrl, seed, signal } = context;
  const config = readConfig({ PORT: '0', REQUESTS_A_MINUTE: '1000000' });
  if (!config.ok) throw new Error(config.faults.map(({ at, message }) => `${at} ${message}`).join(' '));
  const perMinute = { session: 1_000_000, address: 1_000_000 };
  const running = { ...config.value, requestsPerMinute: perMinute, databaseUrl, redisUrl: null };
  const serving = async (): Promise<NestExpressApplication> =>
    NestFactory.create<NestExpressApplication>(WebModule.for(running), { bodyParser: false, logger: false });
  const [app, unguarded] = [await serving(), await serving()];
  try {
    // The made rows are of that day: both pages are asked for on it.
    for (const one of [app, unguarded])
      Object.assign(one.get<Clock>(CLOCK, { strict: false }), {
        now: () => new Date(`${ON}T12:00:00Z`),
        today: () => ON,
      });
    const express = unguarded.getHttpAdapter().getInstance();
    const answer = (request: Request, response: Response): void => void bare(unguarded, request, response);
    express.get('/bare', answer);
    for (const one of [app, unguarded]) preparePipeline(one);
    express.get('/known', answer);
    for (const one of [app, unguarded]) await one.listen(0, '127.0.0.1');
    await filledByOwner(databaseUrl, COUNT, seed);
    // Marked, as every database in use is: what it is need not be asked for again.
    await app
      .get(DataSource)
      .transaction((tx) => app.get(Installation, { strict: false }).markAs(tx, 'real', systemActor('bench')));
    signal.throwIfAborted();

    const page = (
      of: NestExpressApplication,
      path: string,
      headers: Record<string, string> = {},
    ): Promise<number> =>
      milliseconds(async () => {
        const { port } = of.getHttpServer().address() as AddressInfo;
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
          headers,
          redirect: 'manual',
        });
        const html = await answer.text();
        if (answer.status !== 200 || !html.includes('Open referrals in order'))
          throw new Error(`${path} answered ${answer.status}`);
      });
    for (const [who, viewer] of Object.entries(VIEWERS)) {
      signal.throwIfAborted();
      const secret = await signedIn(app, viewer);
      const cookie = `${cookieFor('session', false).name}=${secret}`;
      const [guarded, known, plain]: [number[], number[], number[]] = [[], [], []];
      for (let turn = -WARM; turn < TIMES; turn++) {
        const times = [
          await page(app, '/', { cookie }),
          await page(unguarded, '/known', { [SECRET]: secret }),
          await page(unguarded, '/bare'),
        ];
        if (turn >= 0) [guarded, known, plain].forEach((all, nth) => all.push(times[nth] ?? NaN));
      }
      const figure = (against: string, others: number[]): void =>
        context.figure({
          metric: `queue page of ${COUNT}, signed in, ${who}`,
          value: rounded(median(guarded)),
          unit: 'ms median',
          against,
          againstValue: rounded(median(others)),
        });
      figure('the same page for a session, without policy, scope, row-level security and trail', known);
      figure('its content alone: no session, limits or headers either', plain);
    }
  } finally {
    await Promise.all([app.close(), unguarded.close()]);
  }
};

const someone: Viewer = {
  kind: 'person',
  id: 'bench#1',
  name: 'Bench Clinician',
  role: 'clinician',
  organisation: 'NR5',
  agency: 'health',
  services: ALL,
  localities: ALL,
};
const VIEWERS: Readonly<Record<string, Viewer>> = {
  'every list of one organisation': someone,
  'one list, two localities': { ...someone, id: 'bench#2', services: ['slt'], localities: ['north', 'east'] },
};

async function signedIn(app: NestExpressApplication, viewer: Viewer): Promise<string> {
  const sessions = app.get(Sessions, { strict: false });
  const { secret } = await app
    .get(DataSource)
    .transaction((tx) =>
      sessions.begin(tx, { viewer, issuer: 'bench', providerSession: null, idToken: null }),
    );
  return secret;
}

/** What the page does for its content; where a session's secret came in this header, after finding whose it is. */
const SECRET = 'x-bench-secret';
async function bare(app: NestExpressApplication, request: Request, response: Response): Promise<void> {
  const secret = request.get(SECRET);
  if (secret !== undefined && !(await app.get(Sessions, { strict: false }).open(secret)))
    throw new Error('nobody is signed in');
  const list = app.get(WaitingListService, { strict: false });
  const ladder = list.ladder();
  const asked = { on: ON, filter: {}, after: undefined };
  const [page, tallies, state] = await Promise.all([
    list.page(asked, A_PAGE),
    list.tallies(),
    list.state(ON),
    // The notice of what nobody has taken up stands on every page.
    app
      .get(DataSource)
      .query(`SELECT count(*) FROM task WHERE kind = 'act_today' AND state IN ('open', 'escalated')`),
  ]);
  Object.assign(response.locals, {
    assetPaths,
    navigation: navigationAt('/', 'clinician'),
    isDemo: false,
    siteNotices: [],
    viewer: null,
    csrfToken: null,
    cspNonce: '',
  });
  const view = queueView({ today: ON, on: ON, words: {}, faults: [], ...page, tallies, state, ladder });
  response.render('waiting-list/views/queue.njk', view);
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
