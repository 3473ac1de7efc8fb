import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { RedecideReconciler } from '../../src/caseload/redecide.reconciler.js';
import { checkDigit } from '../../src/kernel/nhs-number.js';
import { emptyScope } from '../../src/kernel/viewer.js';
import { ESCALATED } from '../../src/platform/auth/reach.js';
import { beginAsViewer } from '../../src/platform/auth/scope-settings.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import type { As } from '../support/viewers.js';

/**
 * Given an act-today child of the north on the mental-health list of NR5, for which nobody signs in who works on it: its
 * task is escalated after one working hour in which nobody acknowledged it.
 */
let database: FreshDatabase;
let booted: BootedApp;
let childId: string;
let referralId: string;
let taskId: string;
/** Another task about the same child, and one of another child that is not escalated. */
let ordinary: string;
let waiting: { childId: string; referralId: string; taskId: string };

const OF_ANOTHER_SERVICE: As = { role: 'clinician', services: ['slt'], name: 'Dr Speech' };
const OF_ANOTHER_LOCALITY: As = {
  role: 'clinician',
  services: ['mental_health'],
  localities: ['south'],
  name: 'Dr South',
};
const OF_THE_NAMED_ORGANISATION: As = { role: 'clinician', organisation: 'QQ9', name: 'Dr Named' };
const reached: readonly [string, As][] = [
  ['a clinician of another service', OF_ANOTHER_SERVICE],
  ['a clinician of another locality', OF_ANOTHER_LOCALITY],
  ['a clinician of an organisation that takes on what escalates', OF_THE_NAMED_ORGANISATION],
];
const others: readonly [string, As][] = [
  ['a clinician of another organisation', { role: 'clinician', organisation: 'RK9' }],
  ['a list office of another service', { role: 'list_office', services: ['slt'] }],
  ['a list office of another organisation', { role: 'list_office', organisation: 'QQ9' }],
  ['a coordinator of another locality', { role: 'mdt_coordinator', localities: ['south'] }],
  ['an ACCESS member', 'access_member'],
  ['a navigator of another locality', { role: 'navigator', localities: ['south'] }],
  ['a board reader', 'board_reader'],
  ['an auditor', 'auditor'],
  ['a rules lead', 'rules_lead'],
  ['a privacy officer', 'privacy_officer'],
];

let nth = 0;
const sent = async (childLocality: string): Promise<{ childId: string; referralId: string }> => {
  const feed = await booted.as('system');
  const nine = `9997${String(++nth * 13 + 20_000)}`;
  const answer = await feed.post('/api/v1/referrals').send({
    provider: 'NR5',
    serviceRequestIdentifier: `ESC${nth}`,
    service: 'mental_health',
    receivedOn: '2026-10-01',
    child: {
      localPatientIdentifier: `L${nth}`,
      nhsNumber: `${nine}${checkDigit(nine)}`,
      nhsNumberStatus: '01',
      birthDate: '2013-05-14',
      givenName: 'Kit',
      familyName: `Escalade${nth}`,
    },
    contact: { name: 'Jo Escalade', mobile: '07700900123', relationship: 'MTH' },
  });
  expect(answer.status).toBe(201);
  await rows(`UPDATE child SET locality = $2 WHERE id = $1`, [answer.body.childId, childLocality]);
  const said = await feed.post('/api/v1/facts').send({
    childId: answer.body.childId,
    code: 'suicidal_ideation',
    value: 'current_with_plan',
    source: 'clinician',
    organisation: 'NR5',
    recordedOn: '2026-11-18',
  });
  expect(said.status).toBe(201);
  return answer.body;
};
const rows = <T = Record<string, string>>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  database.dataSource.query(sql, parameters);
const actToday = async (child: string): Promise<string> =>
  (await rows(`SELECT id FROM task WHERE child_id = $1 AND kind = 'act_today'`, [child]))[0]?.['id'] ?? '';
const idsIn = ({ body }: Response): string[] => body.items.map(({ id }: { id: string }) => id);
const LINE = 'that nobody has said they are dealing with.';

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    env: { DUTY_ESCALATION_ROLE: 'duty manager', DUTY_ESCALATION_ORGANISATIONS: 'QQ9' },
  });
});
beforeEach(async () => {
  booted.clock.set('2026-11-18T10:00:00Z');
  ({ childId, referralId } = await sent('north'));
  taskId = await actToday(childId);
  const [toAsk] = await rows<{ id: string }>(
    `INSERT INTO task (kind, key, owner_role, referral_id, child_id, title)
     VALUES ('safety_not_asked', gen_random_uuid()::text, 'triage clinician', $1, $2, 'To ask') RETURNING id`,
    [referralId, childId],
  );
  ordinary = toAsk?.id ?? '';
  booted.clock.set('2026-11-18T11:00:00Z');
  // Raised at eleven: its hour has not passed when the first one's has.
  const later = await sent('north');
  waiting = { ...later, taskId: await actToday(later.childId) };
  expect(await booted.app.get(RedecideReconciler).escalate()).toBe(1);
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const pagesOf = (child: string, referral: string) => [
  `/referrals/${referral}`,
  `/api/v1/referrals/${referral}`,
  `/children/${child}/contact`,
];
const statuses = async (by: Browser, paths: readonly string[]): Promise<number[]> => {
  const found = [];
  for (const path of paths) found.push((await by.get(path)).status);
  return found;
};
const finish = async (): Promise<void> => {
  const by = await booted.as({ role: 'clinician', services: ['mental_health'], name: 'Dr Own' });
  expect((await by.post(`/api/v1/tasks/${taskId}/done`).send({ note: 'seen' })).status).toBe(200);
};

describe('an act-today task that nobody acknowledged in time', () => {
  it.each(reached)('is shown to %s, with the name, what to do and whom to ring', async (_who, as) => {
    const by = await booted.as(as);
    const [mine, ...more] = (await by.get('/api/v1/tasks')).body.items.filter(
      (task: { childId: string }) => task.childId === childId,
    );
    expect(more).toEqual([]);
    expect(mine).toMatchObject({
      id: taskId,
      ownerRole: 'duty manager',
      state: 'escalated',
      moves: ['acknowledge', 'finish'],
    });
    expect(mine.detail.whatToDo.join(' ')).toContain('safety plan');
    const page = (await by.get('/tasks')).text;
    const [{ name } = { name: '' }] = await rows(
      `SELECT given_name || ' ' || family_name AS name FROM child WHERE id = $1`,
      [childId],
    );
    expect(page).toContain(`<strong>${name}</strong>`);
    expect(page).toContain('List: Mental health, NR5');
    expect(page).toContain(`href="/referrals/${referralId}"`);
    expect(page).toContain(
      `Read what to do first: the danger may be at home. <a href="/children/${childId}/contact">Family’s contact details, address and school<`,
    );
    expect(page).toContain(`/tasks/${taskId}/acknowledge`);
    expect((await by.get(`/children/${childId}/contact`)).text).toContain('07700900123');
  });

  it.each(reached)('is said to %s on every page, until somebody takes it up', async (_who, as) => {
    const by = await booted.as(as);
    for (const path of ['/', '/tasks', `/referrals/${referralId}`])
      expect([path, (await by.get(path)).text.includes(LINE)]).toEqual([path, true]);
  });

  it.each(reached)('is acknowledged and done by %s, and ends the episode', async (_who, as) => {
    const by = await booted.as(as);
    expect((await by.post(`/tasks/${taskId}/acknowledge`).type('form').send({})).status).toBe(303);
    const acknowledged = await by.get(`/api/v1/tasks/${taskId}`);
    expect(acknowledged.body).toMatchObject({ state: 'acknowledged', moves: ['finish'] });
    expect(await statuses(by, pagesOf(childId, referralId))).toEqual([200, 200, 200]);
    const done = await by.post(`/api/v1/tasks/${taskId}/done`).send({ note: 'rang the family' });
    expect([done.status, done.body.moves]).toEqual([200, []]);
    expect(
      await rows('SELECT what_was_done AS what FROM act_today_episode WHERE referral_id = $1', [referralId]),
    ).toEqual([{ what: 'rang the family' }]);
    expect(await statuses(by, [...pagesOf(childId, referralId), `/api/v1/tasks/${taskId}`])).toEqual([
      404, 404, 404, 404,
    ]);
  });

  it.each(reached)(
    'opens the record to %s, to be read and not changed, until it is done',
    async (_who, as) => {
      const by = await booted.as(as);
      const page = await by.get(`/referrals/${referralId}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain('so the task came to you');
      expect(page.text).toContain('Record what was done, on the task');
      expect(page.text).not.toContain(`action="/referrals/${referralId}/confirm"`);
      expect(page.text).not.toContain(`/messages?child=`);
      const written = await by.post('/api/v1/facts').send({
        childId,
        code: 'feels_safe',
        value: 'yes',
        source: 'clinician',
        organisation: 'NR5',
        recordedOn: '2026-11-18',
      });
      expect([403, 404]).toContain(written.status);
      const flagged = await by
        .post(`/api/v1/children/${childId}/flags`)
        .send({ board: 'locality', reason: 'Should be discussed', nextStep: 'Ring' });
      expect(flagged.status).toBe(404);
      await finish();
      expect(await statuses(by, pagesOf(childId, referralId))).toEqual([404, 404, 404]);
      expect(idsIn(await by.get('/api/v1/tasks'))).not.toContain(taskId);
    },
  );

  it.each(reached)('brings %s nothing else: no other task, message, list or child', async (_who, as) => {
    const by = await booted.as(as);
    const listed = idsIn(await by.get('/api/v1/tasks?limit=200'));
    expect(listed).toContain(taskId);
    expect(listed).not.toContain(ordinary);
    expect(listed).not.toContain(waiting.taskId);
    expect(
      await statuses(by, [
        `/api/v1/tasks/${ordinary}`,
        `/api/v1/tasks/${waiting.taskId}`,
        ...pagesOf(waiting.childId, waiting.referralId),
      ]),
    ).toEqual([404, 404, 404, 404, 404]);
    expect((await by.get('/')).text).not.toContain(`/referrals/${referralId}`);
    expect((await by.get('/messages?q=Escalade')).text).not.toContain('Escalade');
  });

  it.each(others)('stays hidden from %s', async (_who, as) => {
    const by = await booted.as(as);
    const found = await statuses(by, [...pagesOf(childId, referralId), `/api/v1/tasks/${taskId}`]);
    expect(found.filter((status) => status !== 403 && status !== 404)).toEqual([]);
    for (const path of ['/', '/tasks', '/api/v1/tasks']) {
      const { text } = await by.get(path);
      expect([path, text.includes(taskId), text.includes(childId), text.includes(LINE)]).toEqual([
        path,
        false,
        false,
        false,
      ]);
    }
    expect((await by.post(`/api/v1/tasks/${taskId}/acknowledge`).send({})).status).not.toBe(200);
  });

  it('is why they looked, as the trail says it, and of whoever works on the list nothing is said', async () => {
    const by = await booted.as(OF_ANOTHER_SERVICE);
    const own = await booted.as({ role: 'clinician', services: ['mental_health'], name: 'Dr Own' });
    for (const reader of [by, own]) {
      expect(await statuses(reader, ['/tasks', ...pagesOf(childId, referralId)])).toEqual([
        200, 200, 200, 200,
      ]);
      await reader.get(`/api/v1/tasks/${taskId}`);
    }
    await by.post(`/api/v1/tasks/${taskId}/acknowledge`).send({});
    const lines = (name: string) =>
      rows(`SELECT DISTINCT action, why FROM trail WHERE actor_name = $1 AND child_id = $2 ORDER BY action`, [
        name,
        childId,
      ]);
    expect(await lines('Dr Speech')).toEqual([
      { action: 'contact.viewed', why: ESCALATED },
      { action: 'escalated_task.viewed', why: null },
      { action: 'referral.viewed', why: ESCALATED },
      { action: 'task.acknowledged', why: ESCALATED },
      { action: 'task.viewed', why: ESCALATED },
    ]);
    expect(
      (await lines('Dr Own')).filter(({ why, action }) => why !== null || /escal/.test(action ?? '')),
    ).toEqual([]);
  });

  it('brings what a child said in confidence to nobody for whom that is not', async () => {
    await rows(
      `INSERT INTO fact (child_id, code, value, source, organisation, recorded_on)
       VALUES ($1, 'feels_safe', 'no', 'child', 'NR5', '2026-11-18')`,
      [childId],
    );
    const sources = async (confidential: boolean): Promise<string[]> => {
      const scope = { ...emptyScope, escalatedFrom: ['NR5'], facts: ['NR5/*'], confidential };
      const runner = database.dataSource.createQueryRunner();
      try {
        await runner.query(beginAsViewer(scope));
        const found: { source: string }[] = await runner.query(
          'SELECT source FROM fact WHERE child_id = $1 ORDER BY source',
          [childId],
        );
        return found.map(({ source }) => source);
      } finally {
        await runner.query('ROLLBACK');
        await runner.release();
      }
    };
    expect(await sources(false)).toEqual(['clinician']);
    expect(await sources(true)).toEqual(['child', 'clinician']);
  });
});
