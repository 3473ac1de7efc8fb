import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allows } from '../../src/kernel/policy.js';
import { AuditExportService } from '../../src/who-looked/audit-export.service.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { WebModule } from '../../src/web.module.js';
import { type BootedApp, bootApp, type Browser, testConfig } from '../support/app.js';
import { ask } from '../support/asked.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { faultsIn } from '../support/fhir.js';
import { operator } from '../support/operator.js';
import { ownChange } from '../support/own-changes.js';
import { type Route, routesOf } from '../support/routes.js';
import { idsFor, nameOf, queriesFor } from '../support/what-is-sent.js';
import { viewerOf } from '../support/viewers.js';
import { type Asker, askers } from '../support/who-asks.js';
import { buildWorld, TODAY, type World } from '../support/world.js';

/**
 * The other side of who-may.spec.ts, which a service that refused everybody would pass: everybody reaches the children
 * who are theirs, by every route of their role. And of these children, what is not for everybody to know.
 */
let database: FreshDatabase;
let booted: BootedApp;
let world: World;
const routes = routesOf(WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' })));

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  world = await buildWorld(booted, database.dataSource);
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

/** Of no child, or of children who are nobody's own: each has a test of its own. */
const ofNoChild = /sharing|figures|counts|open-a-record|opened-records|audit/;
const seers = askers.filter(({ sees }) => sees.length > 0);
const routesFor = ({ as }: Asker, method: string): Route[] =>
  routes.filter(
    (route) =>
      route.method === method &&
      !ofNoChild.test(route.path) &&
      route.policy &&
      allows(route.policy, viewerOf(as)),
  );

async function reads(browser: Browser, route: Route, asker: Asker): Promise<boolean> {
  for (const key of asker.sees) {
    const child = world[key];
    const places = route.path.includes(':') ? idsFor(route, child) : [''];
    for (const id of places)
      for (const query of ['', ...queriesFor(route, child)]) {
        const address = `${route.path.replace(/:\w+/, id)}${query}`;
        const { status, text } = await ask(browser, { method: 'GET', address });
        if (status === 200 && (text.includes(child.stem) || text.includes(child.childId))) return true;
      }
  }
  return false;
}

describe('whoever asks for a child of theirs', () => {
  it.each(seers)('reads of them on every page and in every answer of their role: $who', async (asker) => {
    const browser = await booted.as(asker.as);
    const unreached: string[] = [];
    for (const route of routesFor(asker, 'GET'))
      if (!(await reads(browser, route, asker))) unreached.push(nameOf(route));
    expect(unreached).toEqual([]);
  });

  it.each(seers)('changes what their role may change: $who', async (asker) => {
    const browser = await booted.as(asker.as);
    const [key] = asker.sees;
    const child = world[key ?? 'own'];
    const failed: string[] = [];
    for (const route of routesFor(asker, 'POST')) {
      const change = await ownChange(route, child, asker, database.dataSource);
      if (change === null)
        throw new Error(`${nameOf(route)}: say in own-changes.ts how one changes a child of one’s own`);
      const address = route.path.replace(/:\w+/, change.id);
      const { status, text } = await ask(browser, { method: 'POST', address, body: change.body });
      if (status > 399 && !wasSaidBefore(route, status))
        failed.push(`${nameOf(route)}: ${status} ${text.slice(0, 300)}`);
    }
    expect(failed).toEqual([]);
  });
});

/**
 * A child is flagged for a meeting once, and whoever says it again is told so; where nothing of a child is restricted,
 * there is nothing to open (restricted-records.spec.ts opens what is).
 */
const wasSaidBefore = ({ path }: Route, status: number): boolean =>
  status === 409 && /\/flags$|\/contact\/open$/.test(path);

describe('of a child who is theirs', () => {
  const referral = async (as: Asker['as']): Promise<string> => {
    const browser = await booted.as(as);
    const { text, status } = await ask(browser, {
      method: 'GET',
      address: `/api/v1/referrals/${world.own.referralIds[0] ?? ''}`,
    });
    expect(status).toBe(200);
    return text;
  };
  const factIds = async (where: string): Promise<string> => {
    const rows: { id: string }[] = await database.dataSource.query(
      `SELECT id FROM fact WHERE child_id = $1 AND ${where} LIMIT 1`,
      [world.own.childId],
    );
    return rows[0]?.id ?? 'none';
  };
  const saysUnsafe = (text: string): boolean => /"feels_safe"[^}]*"(value"\s*:\s*"no|no)"/.test(text);

  it('a clinician reads what the child said in confidence, and nobody else does', async () => {
    expect(saysUnsafe(await referral({ role: 'clinician' }))).toBe(true);
    for (const role of ['list_office', 'mdt_coordinator', 'navigator', 'system'] as const)
      expect([role, saysUnsafe(await referral({ role }))]).toEqual([role, false]);
  });

  it('what another agency said under no agreement reaches no reader, nor does what rests on it', async () => {
    const fact = await factIds(`organisation = 'PLYMOUTH-CC'`);
    for (const role of ['clinician', 'list_office', 'mdt_coordinator', 'navigator', 'system'] as const) {
      const text = await referral({ role });
      expect([role, /current_no_plan|PLYMOUTH-CC/.test(text) || text.includes(fact)]).toEqual([role, false]);
    }
  });

  it('another organisation’s list may be read by agreement, and changed by nobody of this one', async () => {
    const { childId, referralIds } = world.shared;
    const [, theirs = ''] = referralIds;
    const clinician = await booted.as({ role: 'clinician', services: ['slt'], name: 'Dr Own List' });
    expect((await clinician.get(`/api/v1/referrals/${theirs}`)).status).toBe(200);
    const rows: { id: string; band: string }[] = await database.dataSource.query(
      'SELECT decision_id AS id, band FROM waiting_list_entry WHERE referral_id = $1',
      [theirs],
    );
    const confirmed = await clinician
      .post(`/api/v1/referrals/${theirs}/confirm`)
      .send({ decisionId: rows[0]?.id, band: rows[0]?.band, note: 'Mine' });
    expect(confirmed.status).toBe(404);
    const facts: { id: string }[] = await database.dataSource.query(
      `INSERT INTO fact (child_id, code, value, source, organisation, recorded_on, confidence)
       VALUES ($1, 'definite_regression', 'no', 'clinician', 'RK9', '2026-11-18', 'usual') RETURNING id`,
      [childId],
    );
    const withdrawn = await clinician
      .post(`/api/v1/facts/${facts[0]?.id ?? ''}/withdraw`)
      .send({ reason: 'Not so' });
    expect(withdrawn.status).toBe(404);
    const tasks: { id: string }[] = await database.dataSource.query(
      `INSERT INTO task (kind, key, owner_role, referral_id, child_id, title, detail)
       VALUES ('safety_not_asked', gen_random_uuid()::text, 'triage clinician', $1, $2, 'Theirs', '{}') RETURNING id`,
      [theirs, childId],
    );
    for (const move of ['acknowledge', 'done']) {
      const moved = await clinician
        .post(`/api/v1/tasks/${tasks[0]?.id ?? ''}/${move}`)
        .send({ note: 'Mine' });
      expect([move, moved.status]).toEqual([move, 404]);
    }
  });
});

describe('what everybody did', () => {
  it('leaves the service as AuditEvents that FHIR R4 takes, every one of them', async () => {
    const all = booted.app
      .get(AuditExportService, { strict: false })
      .all(operator, { from: plainDate('2020-01-01'), to: plainDate('2100-01-01'), childId: null });
    const actions = new Set<string>();
    const faults: string[] = [];
    for await (const events of all)
      for (const event of events) {
        actions.add(event.subtype[1]?.code ?? '');
        faults.push(...faultsIn(event).map((fault) => `${event.subtype[1]?.code ?? ''}: ${fault}`));
      }
    expect([...new Set(faults)]).toEqual([]);
    expect(actions.size).toBeGreaterThan(25);
  });
});
