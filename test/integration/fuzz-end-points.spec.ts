import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { roles } from '../../src/kernel/role.js';
import { WebModule } from '../../src/web.module.js';
import { type BootedApp, bootApp, testConfig } from '../support/app.js';
import { inTurn } from '../support/asked.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { oddRequests, type OddRequest, oddValues, oddWords } from '../support/odd-requests.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { type Route, routesOf } from '../support/routes.js';
import { sessionFor } from '../support/sign-in.js';
import { viewerOf } from '../support/viewers.js';
import { bodiesFor, idsFor } from '../support/what-is-sent.js';
import type { Asker } from '../support/who-asks.js';
import { buildWorld, TODAY, type World } from '../support/world.js';

/** Every end point, by everybody, with everything that does not belong there: refused in plain words, never broken. */
let database: FreshDatabase;
let booted: BootedApp;
let world: World;
let port: number;
let tables: RegExp;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
const routes = routesOf(WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' }))).filter(
  // Ends the session that the rest is asked under; sign-in.spec.ts has its own.
  ({ path }) => path !== '/sign-out',
);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  world = await buildWorld(booted, database.dataSource);
  port = (booted.app.getHttpServer().address() as { port: number }).port;
  const named: { name: string }[] = await database.dataSource.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE '%\\_%'`,
  );
  tables = new RegExp(`\\b(${named.map(({ name }) => name).join('|')})\\b`);
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await booted?.close();
  await database?.drop();
});

const INSIDE: readonly RegExp[] = [
  /^\s*at .+:\d+/m,
  /node_modules|\/src\/|\.[jt]s:\d+|file:\/\//,
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) .{0,80}\b(FROM|SET|VALUES|WHERE)\b/,
  /QueryFailed|TypeError|ReferenceError|RangeError|Cannot read prop|is not a function|violates|invalid input syntax/,
  /\b(typeorm|nestjs?|express|nunjucks|class-validator|body-parser|node-postgres|postgres(ql)?)\b/i,
];

/** What is wrong with an answer; none where it is as it should be. */
function faultsIn({ path }: OddRequest, answer: RawAnswer, method: string): string[] {
  const faults: string[] = [];
  if (answer.status >= 500) faults.push('fails');
  // The page about the API names what it is built on nowhere either.
  for (const inside of [...INSIDE, tables]) {
    const found = inside.exec(answer.text);
    if (found) faults.push(`shows ${found[0].trim().slice(0, 80)}`);
  }
  for (const header of ['x-powered-by', 'server']) if (answer.headers[header]) faults.push(`says ${header}`);
  if (answer.headers['set-cookie']?.toString().includes('a=b')) faults.push('sets a cookie it was told to');
  if (/^\/api\//.test(path) && answer.status >= 400 && method !== 'HEAD') {
    if (!String(answer.headers['content-type']).startsWith('application/problem+json'))
      faults.push('is no problem+json');
    else if ((JSON.parse(answer.text) as { requestId?: string }).requestId !== answer.headers['x-request-id'])
      faults.push('names no request');
  }
  return faults;
}

async function signedIn(role: (typeof roles)[number]): Promise<{ cookie: string; csrf: string }> {
  return sessionFor(booted.app.get(DataSource), viewerOf({ role, name: `Fuzz ${role}` }), booted.clock.now());
}

async function faultsOf(requests: readonly OddRequest[]): Promise<string[]> {
  const faults: string[] = [];
  await inTurn(requests, async (request) => {
    const answer = await rawRequest(port, request);
    if (answer === null) return;
    for (const fault of faultsIn(request, answer, request.method))
      faults.push(
        `${request.method} ${request.path.slice(0, 160)} ${String(request.headers['content-type'] ?? '')} ` +
          `${request.body?.toString('utf8').slice(0, 200) ?? ''}: ${answer.status} ${fault}`,
      );
  });
  return faults;
}

describe('every end point, asked for nonsense', () => {
  it.each(roles)('answers a %s without failing and without showing its inside', async (role) => {
    const { cookie, csrf } = await signedIn(role);
    const requests = fc
      .sample(oddRequests(routes), { seed: 20261124 + roles.indexOf(role), numRuns: 220 })
      .map((request) => ({
        ...request,
        headers: {
          ...request.headers,
          cookie: [...request.cookies, cookie].join('; '),
          'x-csrf-token': csrf,
        },
      }));
    expect(await faultsOf(requests)).toEqual([]);
  });

  it('answers nobody at all in the same way', async () => {
    const requests = fc.sample(oddRequests(routes), { seed: 7, numRuns: 200 }).map((request) => ({
      ...request,
      headers: { ...request.headers, cookie: request.cookies.join('; ') },
    }));
    expect(await faultsOf(requests)).toEqual([]);
  });

  it('takes every odd word in every part of every address that a role may ask for', async () => {
    const faults: string[] = [];
    const taking = routes.filter((route) => route.method === 'GET' && route.policy && takesWords(route));
    for (const [index, route] of taking.entries()) {
      const allowed = route.policy?.roles ?? [];
      const role = allowed[index % allowed.length];
      if (role === undefined) throw new Error(`${route.path} lets nobody in`);
      const { cookie } = await signedIn(role);
      const paths = oddWords.flatMap((odd) => placesOf(route, odd));
      faults.push(
        ...(await faultsOf(paths.map((path) => ({ method: 'GET', path, headers: { cookie }, body: null })))),
      );
    }
    expect(faults).toEqual([]);
  });

  it('takes every odd value in every field that a change of one’s own child is made of', async () => {
    const faults: string[] = [];
    let sent = 0;
    for (const route of routes.filter(({ method, policy }) => method === 'POST' && policy !== null)) {
      for (const role of (route.policy?.roles ?? []).slice(0, 1)) {
        const { cookie, csrf } = await signedIn(role);
        const asker: Asker = { who: role, as: { role, name: `Fuzz ${role}` }, sees: [] };
        const id = idsFor(route, world.own)[0] ?? NOBODY;
        const path = route.path.replace(/:\w+/, id);
        const type = path.startsWith('/api/') ? 'application/json' : 'application/x-www-form-urlencoded';
        const headers = { cookie, 'x-csrf-token': csrf, 'content-type': type };
        const [whole] = bodiesFor(route, world.own, asker);
        const bodies = oddBodies(whole ?? {}).map((body) =>
          type.endsWith('json') ? JSON.stringify(body) : formOf(body),
        );
        sent += bodies.length;
        faults.push(
          ...(await faultsOf(
            bodies.map((body) => ({ method: 'POST', path, headers, body: Buffer.from(body) })),
          )),
        );
      }
    }
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(1_000);
  });

  it('refuses with 422 a number that is an object, and a number of a child that no table could keep', async () => {
    const coordinator = await booted.as('mdt_coordinator');
    const moved = await coordinator
      .post(`/api/v1/flags/${world.shared.ids.flag[0] ?? ''}/move`)
      .send({ to: 'declined', version: { toString: 1 }, reason: 'x' });
    expect([moved.status, moved.body.errors[0].at]).toEqual([422, 'version']);
    const sought = await (
      await booted.as('auditor')
    )
      .post('/audit/child')
      .type('form')
      .send({ nhsNumber: 'a\u0000b' });
    expect(sought.status).toBe(422);
  });

  it('leaves no promise without somebody to hear that it was broken', () => {
    expect(unhandled).toEqual([]);
  });
});

const takesWords = ({ path, query }: Route): boolean => path.includes(':') || (query ?? []).length > 0;

function placesOf({ path, query }: Route, odd: string): string[] {
  const address = path.replace(/:\w+/, () => odd);
  const base = path.replace(/:\w+/, '00000000-0000-0000-0000-000000000000');
  return [
    ...(path.includes(':') ? [address] : []),
    // Each field takes every third word: between them they take all.
    ...(query ?? [])
      .filter((_field, index) => (oddWords.indexOf(odd) + index) % 3 === 0)
      .map((field) => `${base}?${field}=${odd}`),
  ];
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The body with each of its fields, nested ones too, in turn given each odd value; and with one field more. */
function oddBodies(whole: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  return [...Object.keys(whole), 'more'].flatMap((field) => {
    const inside = whole[field];
    const nested =
      typeof inside === 'object' && inside !== null
        ? oddBodies(inside as Record<string, unknown>).map((one) => ({ ...whole, [field]: one }))
        : [];
    return [...oddValues.map((value) => ({ ...whole, [field]: value })), ...nested];
  });
}

function formOf(body: Readonly<Record<string, unknown>>): string {
  return Object.entries(body)
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((one) => [name, one] as const) : [[name, value] as const],
    )
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : Buffer.from(String(value)).toString())}`,
    )
    .join('&');
}
