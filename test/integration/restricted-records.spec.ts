import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/kernel/role.js';
import { actorOf } from '../../src/kernel/actor.js';
import { emptyScope } from '../../src/kernel/viewer.js';
import { AuditExportService } from '../../src/who-looked/audit-export.service.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { viewerOf } from '../support/viewers.js';

/** Given a restricted child and one who is not, received, decided, flagged and written about by the real application. */
let database: FreshDatabase;
let booted: BootedApp;
let childId: string;
let openChild: string;
let referralId: string;

const SECRETS = [
  'Wrenfieldmews',
  'PL4 7QZ',
  'PL47QZ',
  'SCHL9988',
  'L83999',
  '07700900987',
  'hidden.carer',
  'Marwenna',
];
const ROLES: readonly Role[] = [
  'clinician',
  'list_office',
  'mdt_coordinator',
  'access_member',
  'navigator',
  'privacy_officer',
  'auditor',
  'system',
];

const sent = (identifier: string, nhsNumber: string, restricted: boolean) => ({
  provider: 'NR5',
  serviceRequestIdentifier: identifier,
  service: 'slt',
  receivedOn: '2026-08-01',
  child: {
    localPatientIdentifier: `L-${identifier}`,
    nhsNumber,
    nhsNumberStatus: '01',
    birthDate: '2020-05-14',
    givenName: 'Kerensa',
    familyName: restricted ? 'Shielded' : 'Openly',
    addressLine: '4 Wrenfieldmews Close',
    postcode: 'PL4 7QZ',
    school: 'SCHL9988',
    gpPractice: 'L83999',
    ...(restricted ? { contactRestriction: 'R' } : {}),
  },
  contact: {
    name: 'Marwenna Carer',
    mobile: '07700900987',
    email: 'hidden.carer@example.org',
    relationship: 'MTH',
  },
});

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: '2026-11-24' });
  const feed = await booted.as('system');
  const receive = async (...of: Parameters<typeof sent>) => {
    const answer = await feed.post('/api/v1/referrals').send(sent(...of));
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body as { childId: string; referralId: string };
  };
  ({ childId, referralId } = await receive('SR-1', '9990000018', true));
  ({ childId: openChild } = await receive('SR-2', '9990000026', false));
  for (const [code, value] of [
    ['functional_impact', '3'],
    ['self_harm', 'current'],
  ])
    await feed
      .post('/api/v1/facts')
      .send({ referralId, code, value, source: 'clinician', organisation: 'NR5', recordedOn: '2026-11-10' });
  for (const board of ['locality', 'access'])
    await booted.http.post(`/api/v1/children/${childId}/flags`).send({ board, reason: 'To be discussed' });
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

/** Every route that reads, with each of these ids in each of its places. */
async function addresses(): Promise<string[]> {
  const { router } = booted.app.getHttpAdapter().getInstance() as {
    router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
  };
  const routes = router.stack.flatMap(({ route }) => (route?.methods['get'] ? [route.path] : []));
  const ids: { id: string }[] = await database.dataSource.query(
    `SELECT $1::text AS id UNION SELECT $2 UNION (SELECT id::text FROM decision WHERE child_id = $1::uuid LIMIT 1)
     UNION (SELECT id::text FROM message WHERE child_id = $1::uuid LIMIT 1)
     UNION (SELECT id::text FROM task WHERE child_id = $1::uuid LIMIT 1)
     UNION (SELECT id::text FROM flag WHERE child_id = $1::uuid LIMIT 1)`,
    [childId, referralId],
  );
  const words = ['', '?q=Kerensa', ...SECRETS.map((secret) => `?q=${encodeURIComponent(secret)}`)];
  return routes.flatMap((path) => {
    if (/^\/(sign-in|demo-identity|health|api\/docs)/.test(path)) return [];
    if (path === '/') return words.map((query) => `/${query}`);
    return path.includes(':') ? ids.map(({ id }) => path.replace(/:\w+/, id)) : [path];
  });
}

/** Asks for everything as somebody; answers what came, by address. */
async function everything(browser: Browser): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const address of await addresses()) {
    const answer = await browser
      .get(address)
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString('utf8')));
        response.on('end', () => done(null, text));
      });
    expect([address, answer.status]).not.toEqual([address, 500]);
    if (answer.status === 200) found.set(address, String(answer.body));
  }
  return found;
}

/** What was asked for stands on the page that answers it, in the field where it was typed and the words beside it. */
const answered = (address: string, text: string): string => {
  const asked = new URLSearchParams(address.split('?')[1] ?? '').get('q');
  return asked === null ? text : text.replaceAll(asked, '').replaceAll(encodeURIComponent(asked), '');
};

describe('where a restricted child lives, whom to ring and which school', () => {
  it.each(ROLES)('stand on no page and in no answer that a %s can ask for', async (role) => {
    const access = { organisation: 'PLYMOUTH-CC', agency: 'social_care' } as const;
    const browser = await booted.as(role === 'access_member' ? { role, ...access } : role);
    const found = await everything(browser);
    const leaks: string[] = [];
    for (const [address, text] of found) {
      // The other child's page shows the same words on purpose.
      if (address.includes(openChild)) continue;
      for (const secret of SECRETS)
        if (answered(address, text).includes(secret)) leaks.push(`${address}: ${secret}`);
    }
    expect(leaks).toEqual([]);
    expect(found.size).toBeGreaterThan(3);
    if (role === 'clinician')
      for (const address of [
        `/children/${childId}/contact`,
        `/referrals/${referralId}`,
        `/children/${childId}/who-looked`,
      ])
        expect([...found.keys()]).toContain(address);
    const reached = [...found.values()].filter((text) => text.includes('Shielded')).length;
    if (['clinician', 'list_office', 'privacy_officer'].includes(role)) expect(reached).toBeGreaterThan(0);
  });

  it('are kept in one table alone: no search word, message, task, decision or line of the trail holds them', async () => {
    const tables: { name: string }[] = await database.dataSource.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'child_record'`,
    );
    const holding: string[] = [];
    for (const { name } of tables)
      for (const secret of SECRETS) {
        const rows: { row: string }[] = await database.dataSource.query(
          `SELECT t::text AS row FROM "${name}" AS t WHERE t::text ILIKE '%' || $1 || '%'`,
          [secret],
        );
        for (const { row } of rows)
          if (!row.includes(openChild) && !row.includes('queue.searched')) holding.push(`${name}: ${secret}`);
      }
    expect(holding).toEqual([]);
  });

  it('leave in no copy of the trail', async () => {
    const viewer = viewerOf('auditor');
    const visit = { viewer, scope: emptyScope, sessionId: null, from: null, requestId: null, why: null };
    const days = { from: '2020-01-01', to: '2035-01-01', childId } as Parameters<
      AuditExportService['all']
    >[1];
    let events = 0;
    for await (const some of booted.app.get(AuditExportService).all(actorOf(visit), days)) {
      events += some.length;
      for (const secret of SECRETS) expect(JSON.stringify(some)).not.toContain(secret);
    }
    expect(events).toBeGreaterThan(10);
  });

  it('are said to be left out on purpose, and are shown of a child who is not restricted', async () => {
    const page = (await booted.http.get(`/children/${childId}/contact`)).text;
    expect(page.match(/Not shown on purpose: this record is restricted/g)).toHaveLength(4);
    const open = (await booted.http.get(`/children/${openChild}/contact`)).text;
    for (const words of ['4 Wrenfieldmews Close, PL4 7QZ', 'SCHL9988', 'L83999', 'Marwenna Carer, mother'])
      expect(open).toContain(words);
    expect((await booted.http.get(`/children/${randomUUID()}/contact`)).status).toBe(404);
  });

  it('are shown for a quarter of an hour to a clinician who says why, and not to a navigator at all', async () => {
    const give = (browser: Browser, reason: string) =>
      browser
        .post(`/children/${childId}/contact/open`)
        .type('form')
        .send({ reasonCode: 'safeguarding', reason });
    const clinician = await booted.as({ role: 'clinician', name: 'Dr Opens' });
    const refused = await give(clinician, 'Too short');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('at least 20 letters');
    expect((await give(clinician, 'I must ring them about tonight')).status).toBe(303);
    expect((await clinician.get(`/children/${childId}/contact`)).text).toContain('Wrenfieldmews');
    expect((await booted.http.get(`/children/${childId}/contact`)).text).not.toContain('Wrenfieldmews');
    booted.clock.set('2026-11-24T11:15:00Z');
    expect((await clinician.get(`/children/${childId}/contact`)).text).not.toContain('Wrenfieldmews');
    booted.clock.set('2026-11-24');
    const navigator = await booted.as('navigator');
    expect((await give(navigator, 'I must ring them about tonight')).status).toBe(403);
    expect((await navigator.get(`/children/${childId}/contact`)).text).not.toContain('If you must see them');
  });
});
