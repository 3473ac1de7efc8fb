import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { errorLine, JsonLogger } from '../../src/platform/logging/logger.js';
import { WebModule } from '../../src/web.module.js';
import { type BootedApp, bootApp, testConfig } from '../support/app.js';
import { ask, type Cell, inTurn } from '../support/asked.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { ownChange } from '../support/own-changes.js';
import { routesOf } from '../support/routes.js';
import { sessionFor } from '../support/sign-in.js';
import { idsFor, nameOf } from '../support/what-is-sent.js';
import { type Asker, askers } from '../support/who-asks.js';
import { viewerOf } from '../support/viewers.js';
import { buildWorld, TODAY, type World } from '../support/world.js';

/** Logs and addresses are kept by machines that nobody thinks of: browsers, proxies, collectors of logs. */
let database: FreshDatabase;
let booted: BootedApp;
let world: World;
const lines: string[] = [];
const pages: { address: string; html: string }[] = [];
const locations: string[] = [];
const secrets: string[] = [];
const routes = routesOf(WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' })));

/** Everything that is logged, at every level, as the logger itself writes it. */
class Listening extends JsonLogger {
  constructor() {
    super({ level: 'debug', to: 'stderr' });
    const keep = (line: string): boolean => lines.push(line) > 0;
    const stream = Object.getOwnPropertySymbols(this.pino).find(
      (symbol) => symbol.description === 'pino.stream',
    );
    if (stream === undefined) throw new Error('the logger writes to no stream');
    Object.assign(this.pino, { [stream]: { write: keep } });
  }
}

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  Logger.overrideLogger(new Listening());
  world = await buildWorld(booted, database.dataSource);
  for (const asker of askers.filter(({ sees }) => sees.length > 0)) await journey(asker);
  // And what is refused, malformed or not there, which is where errors write most.
  const clinician = await booted.as({ role: 'clinician', name: 'Dr Wrong' });
  for (const q of ['Minewell', '9991234012'])
    await ask(clinician, {
      method: 'POST',
      address: '/api/v1/waiting-list/search',
      body: { q, on: 'no day' },
    });
  await ask(clinician, { method: 'GET', address: `/?q=${world.own.stem}` });
  await ask(clinician, {
    method: 'POST',
    address: '/open-a-record',
    body: { nhsNumber: world.own.nhsNumber },
  });
  await booted.anybody.get('/').set('authorization', 'Bearer secret.token.Minewell');
  await booted.anybody.get('/').set('cookie', 'session=Minewell');
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

/** Every route of somebody, for a child of theirs. */
async function journey(asker: Asker): Promise<void> {
  const [key] = asker.sees;
  const child = world[key ?? 'own'];
  const browser = await booted.as(asker.as);
  const mine = routes.filter(({ policy }) => policy?.roles.includes(asker.as.role));
  const cells: Cell[] = mine
    .filter(({ method }) => method === 'GET')
    .map((route) => ({ method: 'GET', address: route.path.replace(/:\w+/, idsFor(route, child)[0] ?? '') }));
  await inTurn(cells, async (cell) => {
    const { text } = await ask(browser, cell);
    pages.push({ address: cell.address, html: text });
  });
  for (const route of mine.filter(({ method }) => method === 'POST')) {
    const change = await ownChange(route, child, asker, database.dataSource);
    if (change === null) continue;
    const address = route.path.replace(/:\w+/, change.id);
    const { text } = await ask(browser, { method: 'POST', address, body: change.body });
    pages.push({ address: nameOf(route), html: text });
    locations.push(text.split('\n').at(-1) ?? '');
  }
  const { cookie, csrf } = await sessionFor(
    booted.app.get(DataSource),
    viewerOf(asker.as),
    booted.clock.now(),
  );
  await booted.anybody.get('/').set('cookie', cookie);
  secrets.push(cookie.split('=')[1] ?? '', csrf);
}

/** What says who somebody is, and what opens their session. */
function personal(): string[] {
  const words = Object.values(world).flatMap(({ stem, nhsNumber }) => [
    stem.toLowerCase(),
    nhsNumber,
    `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`,
  ]);
  return [...words, '07700900123', ...secrets.map((secret) => secret.toLowerCase()), 'secret.token'];
}

const wordsIn = (text: string): string[] => personal().filter((word) => text.toLowerCase().includes(word));

describe('nothing personal', () => {
  it('is in any line of the log', () => {
    expect(lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(150);
    expect(lines.flatMap((line) => (wordsIn(line).length > 0 ? [line.slice(0, 300)] : []))).toEqual([]);
  });

  it('is in the line about a value that the database could not read', async () => {
    const failed: unknown = await database.dataSource
      .query(`SELECT 'Minewell "a"'::date`)
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect((failed as Error).message).toContain('Minewell');
    const line = JSON.stringify(errorLine(failed as Error));
    expect(line).toContain('invalid input syntax for type date');
    expect(line).not.toContain('Minewell');
  });

  it('is in any address that a page links to, sends a form to, or that an answer leads on to', () => {
    const links = pages.flatMap(({ address, html }) =>
      [...html.matchAll(/\b(?:href|action|src|formaction)="([^"]*)"/g)].map(
        ([, link]) => `${link ?? ''} on ${address}`,
      ),
    );
    expect(links.length).toBeGreaterThan(500);
    expect(locations.filter((location) => location !== '').length).toBeGreaterThan(10);
    expect([...links, ...locations].filter((link) => wordsIn(link).length > 0)).toEqual([]);
  });

  it('is in any address under which the application keeps a search: what is sought is sent', () => {
    const forms = pages.flatMap(({ html }) => html.match(/<form[^>]*>[\s\S]*?<\/form>/g) ?? []);
    const asking = forms.filter((form) => /name="(q|nhsNumber|note)"/.test(form));
    expect(asking.length).toBeGreaterThan(5);
    expect(asking.filter((form) => !/method="post"/i.test(form))).toEqual([]);
  });
});
