import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { roles } from '../../src/kernel/role.js';
import { WebModule } from '../../src/web.module.js';
import { type BootedApp, bootApp, testConfig } from '../support/app.js';
import { inTurn } from '../support/asked.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { oddRequests, type OddRequest, oddWords } from '../support/odd-requests.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { type Route, routesOf } from '../support/routes.js';
import { sessionFor } from '../support/sign-in.js';
import { viewerOf } from '../support/viewers.js';
import { buildWorld, TODAY } from '../support/world.js';

/** Every end point, by everybody, with everything that does not belong there: refused in plain words, never broken. */
let database: FreshDatabase;
let booted: BootedApp;
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
  await buildWorld(booted, database.dataSource);
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
    ...(query ?? []).map((field) => `${base}?${field}=${odd}`),
  ];
}
