import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebModule } from '../../src/web.module.js';
import { type BootedApp, bootApp, testConfig } from '../support/app.js';
import { ask, type Cell, inTurn, marksIn } from '../support/asked.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { outsideNest } from '../support/outside-nest.js';
import { type Route, routesOf } from '../support/routes.js';
import { bodiesFor, freeWords, idsFor, nameOf, queriesFor } from '../support/what-is-sent.js';
import { type Asker, askers } from '../support/who-asks.js';
import { buildWorld, childKeys, TODAY, type World, type WorldChild } from '../support/world.js';

/**
 * Everybody asks every route for every child who is not theirs: by identifier, by filter, by search, by cursor and by
 * export. The children differ from the reader's own in one thing each; the routes come from the application itself.
 */
let database: FreshDatabase;
let booted: BootedApp;
let world: World;
const routes = routesOf(WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' })));
const guarded = routes.filter(({ policy }) => policy !== null);

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  world = await buildWorld(booted, database.dataSource);
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const mayTry = ({ policy }: Route, { as }: Asker): boolean => policy?.roles.includes(as.role) ?? false;

interface Asked {
  cell: Cell;
  /** For whom it was thought of; the same request for several children is sent once. */
  for: string;
  must: 'be forbidden' | 'be refused' | null;
}

/**
 * Every request to every route for every one of these children, each once: who asks the same twice is told the same.
 * Where the role itself is refused one request a route is enough, since the door asks the role before it reads which
 * child is meant.
 */
function everythingAsked(asker: Asker, foreign: readonly WorldChild[]): Asked[] {
  const asked = new Map<string, Asked>();
  for (const route of guarded) {
    const may = mayTry(route, asker);
    for (const child of may ? foreign : foreign.slice(0, 1))
      for (const cell of may ? cellsFor(route, child, asker) : cellsFor(route, child, asker).slice(0, 1)) {
        const same = JSON.stringify(cell);
        const before = asked.get(same);
        const must = !may ? 'be forbidden' : mustBeRefused(route, child, asker) ? 'be refused' : null;
        asked.set(same, {
          cell,
          for: before ? `${before.for}, ${child.key}` : child.key,
          must: before?.must ?? must,
        });
      }
  }
  return [...asked.values()];
}

/** Addresses and bodies of a route for one child. */
function cellsFor(route: Route, child: WorldChild, asker: Asker): Cell[] {
  const { method, path } = route;
  const ids = path.includes(':') ? idsFor(route, child) : [''];
  const addresses = ids.map((id) => path.replace(/:\w+/, id));
  const bodies = method === 'GET' ? [undefined] : bodiesFor(route, child, asker);
  const cells = addresses.flatMap((address) =>
    bodies.map((body): Cell => ({ method, address, ...(body === undefined ? {} : { body }) })),
  );
  if (method !== 'GET') return cells;
  return cells.flatMap((cell) => [
    cell,
    ...queriesFor(route, child).map((query) => ({ ...cell, address: `${cell.address}${query}` })),
  ]);
}

const refused = (status: number): boolean => [401, 403, 404, 409, 422, 429].includes(status);

describe('whoever asks for a child who is not theirs', () => {
  let before: Map<string, string>;
  let cells = 0;

  beforeAll(async () => {
    before = await contents();
  });

  it('asks every route that the application answers: no other address is there', () => {
    const { router } = booted.app.getHttpAdapter().getInstance() as {
      router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
    };
    const answered = router.stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
    );
    const outside = Object.keys(outsideNest).map(
      (path) => new RegExp(`^GET ${path.replaceAll('*', '[0-9.]+')}$`),
    );
    const known = new Set(routes.map(nameOf));
    expect(answered.filter((one) => !known.has(one) && !outside.some((path) => path.test(one)))).toEqual([]);
    expect([...known].filter((one) => !answered.includes(one))).toEqual([]);
  });

  it.each(askers)('is told nothing of them and changes nothing: $who', async (asker) => {
    const browser = await booted.as(asker.as);
    const foreign = childKeys.filter((key) => !asker.sees.includes(key)).map((key) => world[key]);
    const asked = everythingAsked(asker, foreign);
    const faults: string[] = [];
    await inTurn(asked, async ({ cell, must, ...one }) => {
      const { status, text } = await ask(browser, cell);
      const where = `${cell.method} ${cell.address} ${JSON.stringify(cell.body ?? {})} for ${one.for}: ${status}`;
      const told = foreign.flatMap((one) => marksIn(text, one, cell, asker.watches?.includes(one.key)));
      if (told.length > 0) faults.push(`${where} tells ${told.join(', ')}`);
      if (status >= 500) faults.push(`${where} fails`);
      const so = must === null || (must === 'be forbidden' ? status === 403 : refused(status));
      if (!so) faults.push(`${where} is not refused`);
    });
    cells += asked.length;
    expect(faults).toEqual([]);
  });

  it('is led to them by no place in a list that somebody else was given', async () => {
    const places = await placesOfOthers();
    expect(places.length).toBeGreaterThan(20);
    const faults: string[] = [];
    for (const asker of askers) {
      const browser = await booted.as(asker.as);
      const foreign = childKeys.filter((key) => !asker.sees.includes(key)).map((key) => world[key]);
      const asked = guarded
        .filter(
          (route) => mayTry(route, asker) && (route.query ?? freeWords[nameOf(route)])?.includes('after'),
        )
        .flatMap(({ path }) =>
          places.map((after): Cell => ({ method: 'GET', address: `${path}?after=${after}` })),
        );
      await inTurn(asked, async (cell) => {
        const { status, text } = await ask(browser, cell);
        const told = foreign.flatMap((one) => marksIn(text, one, cell, asker.watches?.includes(one.key)));
        if (told.length > 0 || status >= 500)
          faults.push(`${asker.who}: ${cell.address} ${status} tells ${told.join(', ')}`);
      });
      cells += asked.length;
    }
    expect(faults).toEqual([]);
  });

  it('has asked in thousands of ways, and every table is as it was', async () => {
    expect(cells).toBeGreaterThan(4_000);
    const after = await contents();
    expect([...after].filter(([table, hash]) => before.get(table) !== hash).map(([table]) => table)).toEqual(
      [],
    );
  });
});

/** Whatever names a row of that child, and whatever would change one. Lists and searches answer without the child. */
function mustBeRefused(route: Route, { key }: WorldChild, { watches }: Asker): boolean {
  if (watches?.includes(key) && /who-looked|^\/audit\/child/.test(route.path)) return false;
  if (route.path === '/sharing/:id') return false;
  return route.path.includes(':') || route.policy?.act === 'change';
}

/** Every table that holds records, but for the trail and what signing in keeps. */
async function contents(): Promise<Map<string, string>> {
  const kept = ['trail', 'trail_link', 'session', 'sign_in_attempt', 'rate_limit', 'opening_tries'];
  const tables: { name: string }[] = await database.dataSource.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)`,
    [kept],
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const [row]: { hash: string }[] = await database.dataSource.query(
      `SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS hash FROM "${name}" AS t`,
    );
    found.set(name, row?.hash ?? '');
  }
  return found;
}

/** Every `next` of the lists of somebody who sees more than any of those who ask, one row a page. */
async function placesOfOthers(): Promise<string[]> {
  const found = new Set<string>();
  const lists = ['waiting-list', 'flags', 'messages', 'tasks', 'mdt?board=north', 'mdt?board=south'];
  for (const as of [
    { role: 'mdt_coordinator', name: 'Cory Everywhere' },
    { role: 'list_office', organisation: 'RK9', name: 'Lee Everywhere' },
  ] as const) {
    const browser = await booted.as(as);
    for (const list of lists) {
      const start = `/api/v1/${list}${list.includes('?') ? '&' : '?'}limit=1`;
      let next: string | null = '';
      for (let pages = 0; next !== null && pages < 6; pages += 1) {
        const answer = await browser.get(next === '' ? start : `${start}&after=${encodeURIComponent(next)}`);
        next = answer.status === 200 ? ((answer.body as { next?: string | null }).next ?? null) : null;
        if (next !== null) found.add(encodeURIComponent(next));
      }
    }
  }
  return [...found];
}
