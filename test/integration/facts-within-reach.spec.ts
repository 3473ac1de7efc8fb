import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { loadExampleAgreements } from '../support/sharing.js';

const TODAY = '2026-11-24';
const NOBODYS = '00000000-0000-4000-8000-000000000000';
const BORN = '2018-03-17';
/** Numbers begin 999: never issued. */
const [OF_NR5, OF_RK9, OF_BOTH, OF_NOBODY, JOINED] = [
  '9990000018',
  '9990000026',
  '9990000034',
  '9990000042',
  '9990000069',
] as const;

let database: FreshDatabase;
let booted: BootedApp;
let clinician: Browser;
let feed: Browser;
let council: Browser;
const ids: Record<string, { childId: string; referralId: string }> = {};

/** Given a child of NR5 alone, one of RK9 alone and one of both, under the example agreements. */
beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  await loadExampleAgreements(database.dataSource, TODAY);
  clinician = await booted.as({ role: 'clinician', name: 'Dr Reach' });
  feed = await booted.as({ role: 'system', name: 'NR5 feed' });
  council = await booted.as({
    role: 'system',
    organisation: 'PLYMOUTH-CC',
    agency: 'social_care',
    name: 'Council feed',
  });
  const rk9 = await booted.as({ role: 'system', organisation: 'RK9', name: 'RK9 feed' });
  ids['NR5'] = (await enter(feed, 'NR5', 'slt', OF_NR5)).body;
  ids['RK9'] = (await enter(rk9, 'RK9', 'neurodiversity', OF_RK9)).body;
  ids['both'] = (await enter(feed, 'NR5', 'slt', OF_BOTH)).body;
  ids['both at RK9'] = (await enter(rk9, 'RK9', 'neurodiversity', OF_BOTH)).body;
  await enter(feed, 'NR5', 'slt', JOINED);
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const enter = (
  by: Browser,
  provider: string,
  service: string,
  nhsNumber: string,
  changes: Record<string, unknown> = {},
): PromiseLike<Response> =>
  by.post('/api/v1/referrals').send({
    provider,
    service,
    serviceRequestIdentifier: `SR-${provider}-${nhsNumber}`,
    receivedOn: '2026-10-01',
    child: {
      localPatientIdentifier: `L-${nhsNumber}`,
      nhsNumber,
      nhsNumberStatus: '01',
      birthDate: BORN,
      givenName: 'Kit',
      familyName: 'Rowe',
    },
    ...changes,
  });
const said = (by: Browser, fact: Record<string, unknown>): PromiseLike<Response> =>
  by.post('/api/v1/facts').send({
    code: 'getting_worse',
    value: 'yes',
    source: 'clinician',
    organisation: 'NR5',
    recordedOn: '2026-11-10',
    ...fact,
  });
const one = (whose: string) => {
  const found = ids[whose];
  if (!found) throw new Error(`nobody is ${whose}`);
  return found;
};
const rows = <T = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  database.dataSource.query(sql, parameters);
const factsOf = async (whose: string): Promise<number> =>
  (await rows('SELECT FROM fact WHERE child_id = $1', [one(whose).childId])).length;
const lastLines = async (action: string): Promise<Record<string, unknown>[]> =>
  rows(
    `SELECT act, child_id AS "childId", actor_name AS name, detail FROM trail WHERE action = $1 ORDER BY id`,
    [action],
  );
/** All that an answer tells. */
const told = ({ status, body }: Response) => [status, body.title, body.detail, body.errors];

describe('a fact about a list of another provider', () => {
  const emergency = { code: 'provider_priority', value: 'emergency' };
  const names: Readonly<Record<string, () => Record<string, unknown>>> = {
    id: () => ({ referralId: one('RK9').referralId }),
    'its provider’s identifier': () => ({
      provider: 'RK9',
      serviceRequestIdentifier: `SR-RK9-${OF_RK9}`,
      birthDate: BORN,
    }),
    'id, on a shared child': () => ({ referralId: one('both at RK9').referralId }),
  };

  it.each(Object.keys(names))(
    'is refused, named by %s, to a clinician and to a program, as of nothing',
    async (by) => {
      const before = [await factsOf('RK9'), await factsOf('both')];
      for (const sender of [clinician, feed]) {
        const answer = await said(sender, { ...emergency, ...names[by]?.() });
        expect(answer.status).toBe(404);
        expect(told(answer)).toEqual(told(await said(sender, { ...emergency, referralId: NOBODYS })));
      }
      expect([await factsOf('RK9'), await factsOf('both')]).toEqual(before);
      expect(await rows(`SELECT FROM task WHERE kind = 'act_today'`)).toEqual([]);
    },
  );

  it('does not tell by a fact about the child whether that list has the child', async () => {
    for (const sender of [clinician, feed, council]) {
      const organisation = sender === council ? 'PLYMOUTH-CC' : 'NR5';
      const source = sender === council ? 'council' : 'clinician';
      const code = sender === council ? 'looked_after' : 'getting_worse';
      const of = { organisation, source, code };
      const answer = await said(sender, { ...of, referralId: one('RK9').referralId });
      expect(answer.status).toBe(404);
      expect(told(answer)).toEqual(told(await said(sender, { ...of, referralId: NOBODYS })));
    }
    const child = await said(clinician, { childId: one('RK9').childId });
    expect(told(child)).toEqual(told(await said(clinician, { childId: NOBODYS })));
  });

  it('is taken from whoever works on it, and a fact about the child from whoever has the child on a list', async () => {
    expect((await said(clinician, { ...emergency, referralId: one('NR5').referralId })).status).toBe(201);
    expect((await said(feed, { ...emergency, referralId: one('both').referralId })).status).toBe(201);
    expect((await said(clinician, { childId: one('both').childId })).status).toBe(201);
    // An agreement shows NR5's clinicians that list of a child of theirs: it may say which child is meant.
    const shown = { referralId: one('both at RK9').referralId, recordedOn: '2026-11-11' };
    expect((await said(clinician, shown)).status).toBe(201);
  });
});

describe('what somebody says', () => {
  it.each(['PLYMOUTH-CC', 'RK9', '113304'])(
    'is not %s’s, whichever source is given: a clinician and a program speak for their own organisation',
    async (organisation) => {
      for (const sender of [clinician, feed])
        for (const source of ['school', 'council', 'clinician']) {
          const plan = { code: 'child_protection_plan', value: 'no', source, organisation };
          const answer = await said(sender, { ...plan, childId: one('NR5').childId });
          expect(answer.status).toBe(403);
        }
      expect(await rows('SELECT FROM fact WHERE organisation = $1', [organisation])).toEqual([]);
    },
  );

  it('may be what a school told them: it is kept as passed on by them, and a colleague may withdraw it', async () => {
    const told = { code: 'missing_education', source: 'school', childId: one('NR5').childId };
    const passedOn = await said(clinician, told);
    expect(passedOn.status).toBe(201);
    const { nhsNumber, birthDate } = { nhsNumber: OF_NR5, birthDate: BORN };
    const byProgram = { ...told, childId: null, nhsNumber, birthDate, recordedOn: '2026-11-12' };
    expect((await said(feed, byProgram)).status).toBe(201);
    expect(await rows('SELECT source, organisation FROM fact WHERE id = $1', [passedOn.body.factId])).toEqual(
      [{ source: 'school', organisation: 'NR5' }],
    );
    const colleague = await booted.as({ role: 'clinician', name: 'Dr Colleague' });
    const withdrawn = await colleague
      .post(`/api/v1/facts/${passedOn.body.factId}/withdraw`)
      .send({ reason: 'the school meant another child' });
    expect(withdrawn.status).toBe(200);
  });
});

describe('a fact that contradicts what was said that day', () => {
  const secret = { code: 'self_harm', value: 'current', source: 'child' };
  let factId: string;

  beforeAll(async () => {
    factId = (await said(clinician, { ...secret, referralId: one('NR5').referralId })).body.factId;
  });

  it('does not tell a program what a child said in confidence, nor how confidential it is', async () => {
    const answer = await said(feed, { ...secret, value: 'none', referralId: one('NR5').referralId });
    expect(answer.status).toBe(409);
    expect(JSON.stringify(answer.body)).not.toMatch(/current|confidence|withdraw/);
    expect(JSON.stringify(answer.body)).not.toContain(factId);
    expect((await lastLines('fact.conflicting')).at(-1)).toEqual({
      act: 'view',
      childId: one('NR5').childId,
      name: 'NR5 feed',
      detail: { code: 'self_harm', source: 'child', confidence: 'child_in_confidence', told: false },
    });
  });

  it('nor whether a value that it tries is the one: the same is told of each, and nothing is kept', async () => {
    const before = await factsOf('NR5');
    const trying = async (value: string, more: object = {}) =>
      told(await said(feed, { ...secret, value, ...more, referralId: one('NR5').referralId }));
    const of = await trying('current');
    expect(of[0]).toBe(409);
    for (const value of ['none', 'past', 'unknown']) expect(await trying(value)).toEqual(of);
    expect(await trying('current', { confidence: 'usual' })).toEqual(of);
    expect(await factsOf('NR5')).toBe(before);
    const looked = (await lastLines('fact.conflicting')).slice(-5);
    expect(looked.map(({ name, detail }) => [name, (detail as { told: boolean }).told])).toEqual(
      Array(5).fill(['NR5 feed', false]),
    );
  });

  it('answers a program that sends again what it sent itself as any repeat, seen or not', async () => {
    const own = {
      ...secret,
      value: 'past',
      recordedOn: '2026-11-03',
      ...{ nhsNumber: OF_RK9, birthDate: BORN },
    };
    const first = await said(feed, own);
    const again = await said(feed, own);
    expect([first.status, again.status, again.body.factId]).toEqual([201, 200, first.body.factId]);
    const otherFeed = await booted.as({ role: 'system', name: 'Another feed of NR5' });
    expect((await said(otherFeed, own)).status).toBe(409);
    expect(told(await said(otherFeed, { ...own, value: 'none' }))).toEqual(told(await said(otherFeed, own)));
  });

  it('tells a clinician who treats the child, and the trail says so', async () => {
    const answer = await said(clinician, { ...secret, value: 'none', referralId: one('NR5').referralId });
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain(`already said current (child_in_confidence)`);
    expect(answer.body.detail).toContain(factId);
    expect((await lastLines('fact.conflicting')).at(-1)).toMatchObject({
      name: 'Dr Reach',
      detail: { told: true },
    });
  });

  it('tells a program what was said openly on a list of its own', async () => {
    const open = { code: 'definite_regression', referralId: one('NR5').referralId };
    expect((await said(feed, open)).status).toBe(201);
    expect((await said(feed, { ...open, value: 'no' })).body.detail).toContain('already said yes (usual)');
  });
});

describe('a program that tries numbers and birth dates', () => {
  const tried = (by: Browser, nhsNumber: string, birthDate: string): PromiseLike<Response> =>
    said(by, {
      code: 'looked_after',
      source: 'council',
      organisation: 'PLYMOUTH-CC',
      ...{ nhsNumber, birthDate },
    });

  it('is told the same of a wrong date as of a number of nobody, and what it tried is in the trail', async () => {
    const wrongDate = await tried(council, OF_RK9, '2018-03-18');
    const nobody = await tried(council, OF_NOBODY, BORN);
    expect(told(wrongDate)).toEqual(told(nobody));
    expect([nobody.status, nobody.body.detail]).toEqual([
      404,
      'No child here has that number and birth date.',
    ]);
    const lines = (await lastLines('fact.subject_not_found')).slice(-2);
    expect(lines.map(({ act, childId, detail }) => ({ act, childId, detail }))).toEqual([
      { act: 'search', childId: null, detail: { nhsNumber: OF_RK9, birthDate: '2018-03-18' } },
      { act: 'search', childId: null, detail: { nhsNumber: OF_NOBODY, birthDate: BORN } },
    ]);
  });

  it('is taken at its word where both are right, and is told nothing of the lists', async () => {
    const answer = await tried(council, OF_RK9, BORN);
    expect([answer.status, answer.body.decisions]).toEqual([201, []]);
  });

  it('is locked out as whoever feels their way along what is not theirs', async () => {
    const hurried = await bootApp({
      databaseUrl: database.url,
      today: TODAY,
      env: { REFUSALS_BEFORE_LOCK: '5' },
    });
    try {
      const feeler = await hurried.as({
        role: 'system',
        organisation: 'PLYMOUTH-CC',
        agency: 'social_care',
        name: 'Feeler',
      });
      for (let day = 10; day < 16; day += 1) {
        expect((await tried(feeler, OF_RK9, `2018-03-${day}`)).status).toBe(404);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await tried(feeler, OF_RK9, BORN)).status).toBe(401);
      expect((await lastLines('account.locked')).at(-1)).toMatchObject({ name: 'Feeler' });
    } finally {
      await hurried.close();
    }
  });
});

describe('decisions in the answer to a change', () => {
  it('are a look: at the first sending and at every repeat', async () => {
    const looks = async () =>
      (await lastLines('decision.viewed')).filter(({ childId }) => childId === one('NR5').childId);
    const before = (await looks()).length;
    const office = await booted.as({ role: 'list_office', name: 'Lee Repeats' });
    const again = await enter(office, 'NR5', 'slt', OF_NR5);
    expect([again.status, again.body.decisions.length]).toEqual([200, 1]);
    const fact = { code: 'single_words', value: '3', referralId: one('NR5').referralId };
    expect((await said(clinician, fact)).status).toBe(201);
    expect((await said(clinician, fact)).status).toBe(200);
    expect((await looks()).slice(before)).toMatchObject([
      { act: 'view', name: 'Lee Repeats', detail: { answerTo: 'referral' } },
      { act: 'view', name: 'Dr Reach', detail: { answerTo: 'fact' } },
      { act: 'view', name: 'Dr Reach', detail: { answerTo: 'fact' } },
    ]);
  });

  it('are no look where none is told', async () => {
    const lines = await lastLines('decision.viewed');
    expect(lines.filter(({ name }) => name === 'Council feed' || name === 'Feeler')).toEqual([]);
  });
});

describe('an entry with the number of a child of others’ lists', () => {
  const known = () =>
    rows<{ childId: string; title: string; detail: object }>(
      `SELECT child_id AS "childId", owner_role AS "ownerRole", for_organisations AS "for", title, detail FROM task
       WHERE kind = 'entry_of_known_number' ORDER BY raised_at, length(key)`,
    );
  const born = (birthDate: string, nth: number) => ({
    serviceRequestIdentifier: `SR-guess-${nth}`,
    child: {
      localPatientIdentifier: `L-guess-${nth}`,
      nhsNumber: JOINED,
      nhsNumberStatus: '01',
      birthDate,
      givenName: 'Kit',
      familyName: 'Rowe',
    },
  });

  it('tells a person the same, in the answer, on the page and of the child, whichever birth date it says', async () => {
    const office = await booted.as({ role: 'list_office', organisation: 'RK9', name: 'Lee Guesses' });
    const shapeOf = async (birthDate: string, nth: number) => {
      const answers = [
        await enter(office, 'RK9', 'neurodiversity', JOINED, born(birthDate, nth)),
        await enter(office, 'RK9', 'neurodiversity', JOINED, born(birthDate, nth)),
      ];
      const { referralId } = answers[0]?.body ?? {};
      const pages = [
        await office.get(`/api/v1/referrals/${referralId}`),
        await office.get(`/referrals/${referralId}`),
      ];
      // What tells the two apart by itself: ids, the typed date and the age, hours, and the request's own marks.
      const text = [...answers, ...pages].map(({ status, text }) => `${status} ${text}`).join('\n');
      return text
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}/g, 'ID')
        .replace(/nonce="[^"]*"|name="_csrf" value="[^"]*"/g, 'MARK')
        .replace(/SR-guess-\d|L-guess-\d/g, 'SENT')
        .replace(/2018-03-1[78]|1[78] March 2018/g, 'BORN')
        .replace(/\d\d:\d\d(:[\d.]+)?/g, 'HOUR');
    };
    const right = await shapeOf(BORN, 1);
    expect(right).toContain('link_waits_for_extract');
    expect(await shapeOf('2018-03-18', 2)).toBe(right);
    // Sent again with the right date: not the child of before, so that no two ids tell either.
    const again = await enter(office, 'RK9', 'neurodiversity', JOINED, born(BORN, 3));
    const children = await rows<{ id: string }>(
      'SELECT child_id AS id FROM referral WHERE service_request_identifier = ANY ($1)',
      [['SR-guess-1', 'SR-guess-2', 'SR-guess-3']],
    );
    expect(again.status).toBe(201);
    expect(new Set(children.map(({ id }) => id)).size).toBe(3);
    const tasks = await known();
    expect(tasks.map(({ title }) => title)).toEqual(Array(6).fill(tasks[0]?.title));
  });

  it('is kept, and the privacy officers concerned are told: the sender’s of the entry, the lists’ of the child', async () => {
    await rows("DELETE FROM task WHERE kind = 'entry_of_known_number'");
    const office = await booted.as({ role: 'list_office', organisation: 'RK9', name: 'Lee Joins' });
    const answer = await enter(office, 'RK9', 'neurodiversity', JOINED);
    expect([answer.status, answer.body.decisions.length]).toEqual([201, 1]);
    const { childId } = answer.body;
    const tasks = await known();
    expect(tasks).toMatchObject([
      { childId, ownerRole: 'privacy officer', for: ['RK9'] },
      { ownerRole: 'privacy officer', for: ['NR5'] },
    ]);
    expect(tasks[1]?.childId).not.toBe(childId);
    expect(JSON.stringify(tasks)).not.toMatch(/Kit|Rowe|Lee|9990/);
    for (const organisation of ['RK9', 'NR5', 'PLYMOUTH-CC']) {
      const officer = await booted.as({ role: 'privacy_officer', organisation });
      const { body } = await officer.get('/api/v1/tasks');
      const found = body.items.filter(({ kind }: { kind: string }) => kind === 'entry_of_known_number');
      expect([organisation, found.length]).toEqual([organisation, organisation === 'PLYMOUTH-CC' ? 0 : 1]);
    }
    for (const [organisation, index] of [
      ['RK9', 0],
      ['NR5', 1],
    ] as const) {
      const officer = await booted.as({ role: 'privacy_officer', organisation });
      const page = await officer.get(`/children/${tasks[index]?.childId}/who-looked?for=staff`);
      expect(page.text).toContain('Lee Joins');
    }
  });

  it('is linked by a program’s entry at once, and where the birth date does not agree, the officers are told', async () => {
    await rows("DELETE FROM task WHERE kind = 'entry_of_known_number'");
    const rk9 = await booted.as({ role: 'system', organisation: 'RK9', name: 'RK9 feed' });
    const wrong = await enter(rk9, 'RK9', 'neurodiversity', JOINED, born('2018-03-18', 4));
    expect([wrong.status, (await known()).length]).toEqual([201, 2]);
    const right = await enter(rk9, 'RK9', 'neurodiversity', JOINED, born(BORN, 5));
    expect([right.status, right.body.findings, (await known()).length]).toEqual([201, [], 2]);
  });

  it('is told of nobody where the child is new, is on a list of theirs already, or a program sent it', async () => {
    const office = await booted.as({ role: 'list_office', name: 'Lee Adds' });
    const before = (await known()).length;
    const own = await enter(office, 'NR5', 'mental_health', OF_NR5, { serviceRequestIdentifier: 'SR-own' });
    const fresh = await enter(office, 'NR5', 'slt', '9990000077');
    const program = await enter(feed, 'NR5', 'slt', OF_RK9);
    for (const { status, body } of [own, fresh, program]) {
      expect(status).toBe(201);
      expect(body.decisions.length).toBeGreaterThan(0);
    }
    expect(await known()).toHaveLength(before);
  });

  it('is told where their own organisation has the child on a list that is not theirs', async () => {
    const office = await booted.as({
      role: 'list_office',
      services: ['community_paediatrics'],
      name: 'Lee Narrow',
    });
    const before = (await known()).length;
    const answer = await enter(office, 'NR5', 'community_paediatrics', OF_BOTH, {
      serviceRequestIdentifier: 'SR-narrow',
    });
    expect([answer.status, answer.body.findings]).toEqual([
      201,
      ['link_waits_for_extract', 'entered_by_hand'],
    ]);
    expect(await known()).toHaveLength(before + 2);
  });
});
