import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { RedecideReconciler } from '../../src/caseload/redecide.reconciler.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';

let database: FreshDatabase;
let booted: BootedApp;
/** Kim Duty, a clinician, and the program that sends NR5's referrals. */
let kim: Browser;
let feed: Browser;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    today: '2026-11-18',
    env: { DUTY_ROLE: 'duty clinician', DUTY_CONTACT: 'bleep 123', DUTY_ESCALATION_ROLE: 'duty manager' },
  });
});
/** Nobody stays signed in for hours without a word: whoever works at another hour signs in again. */
const at = async (instant: string): Promise<void> => {
  booted.clock.set(instant);
  kim = await booted.as({ role: 'clinician', name: 'Kim Duty' });
  feed = await booted.as('system');
};
beforeEach(() => at('2026-11-18T11:00:00Z'));
afterAll(async () => {
  await booted.close();
  await database.drop();
});

const post = (path: string, body: object): Promise<Response> => Promise.resolve(kim.post(path).send(body));
const rows = <T = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  database.dataSource.query(sql, parameters);

let nth = 0;
const aChild = async (...services: string[]): Promise<{ childId: string; referralIds: string[] }> => {
  const first = await referred(services[0] ?? 'slt');
  const [{ nhs_number: nhsNumber } = { nhs_number: '' }] = await rows<{ nhs_number: string }>(
    'SELECT nhs_number FROM child WHERE id = $1',
    [first.childId],
  );
  const others = [];
  for (const service of services.slice(1)) others.push(await referred(service, nhsNumber));
  return { childId: first.childId, referralIds: [first, ...others].map(({ referralId }) => referralId) };
};
const referred = async (
  service: string,
  nhsNumber = aNumber(),
): Promise<{ childId: string; referralId: string }> => {
  const answer = await feed.post('/api/v1/referrals').send({
    provider: 'NR5',
    serviceRequestIdentifier: `AT${++nth}`,
    service,
    receivedOn: '2026-10-01',
    child: { localPatientIdentifier: `L${nth}`, nhsNumber, nhsNumberStatus: '01', birthDate: '2013-05-14' },
  });
  expect(answer.status).toBe(201);
  return answer.body;
};
const aNumber = (): string => {
  for (;;) {
    const digits = `998${String(++nth * 13).padStart(6, '0')}`;
    const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${digits}${check}`;
  }
};
const says = (childId: string, code: string, value: string, changes: object = {}): Promise<Response> =>
  post('/api/v1/facts', {
    childId,
    code,
    value,
    source: 'clinician',
    organisation: 'NR5',
    recordedOn: '2026-11-18',
    ...changes,
  });
const alarm = (childId: string, changes: object = {}): Promise<Response> =>
  says(childId, 'suicidal_ideation', 'current_with_plan', changes);
const tasksOf = (childId: string) =>
  rows<{ id: string; state: string; detail: { whatToDo: string[] }; due_at: Date; owner_role: string }>(
    `SELECT id, state, detail, due_at, owner_role FROM task WHERE child_id = $1 AND kind = 'act_today' ORDER BY raised_at`,
    [childId],
  );
const standsFirst = async (childId: string): Promise<boolean[]> =>
  (
    await rows<{ act_today: boolean }>('SELECT act_today FROM waiting_list_entry WHERE child_id = $1', [
      childId,
    ])
  ).map((row) => row.act_today);
const theTask = async (childId: string) => {
  const open = (await tasksOf(childId)).filter((task) => task.state !== 'done');
  const [task] = open;
  if (!task || open.length > 1) throw new Error(`expected one task, found ${open.length}`);
  return task;
};

describe('act today', () => {
  it('is in the answer, with what to do now and where to turn in danger', async () => {
    const { childId } = await aChild('mental_health');
    const answer = await alarm(childId);
    const { actToday } = answer.body.decisions[0];
    expect(actToday.whatToDo.join(' ')).toContain('safety plan');
    expect(actToday.inDangerNow.join(' ')).toMatch(/999.*111 and choose option 2/);
  });

  it('puts the child first on every list and raises one task for the duty role, due in one working hour', async () => {
    const { childId } = await aChild('mental_health', 'slt');
    await alarm(childId);
    expect(await standsFirst(childId)).toEqual([true, true]);
    const task = await theTask(childId);
    expect(task).toMatchObject({
      state: 'open',
      owner_role: 'duty clinician',
      due_at: new Date('2026-11-18T12:00:00Z'),
    });
    expect(task.detail.whatToDo.join(' ')).toContain('999');
  });

  it('stays until a named person records what was done, and ends on every list with that', async () => {
    const { childId, referralIds } = await aChild('mental_health', 'slt');
    await alarm(childId);
    const { id } = await theTask(childId);
    expect((await post(`/api/v1/tasks/${id}/acknowledge`, {})).status).toBe(200);
    expect(await standsFirst(childId)).toEqual([true, true]);
    expect((await post(`/api/v1/tasks/${id}/done`, { note: ' ' })).status).toBe(422);
    expect((await feed.post(`/api/v1/tasks/${id}/done`).send({ note: 'seen today' })).status).toBe(403);
    expect(await standsFirst(childId)).toEqual([true, true]);
    expect((await post(`/api/v1/tasks/${id}/done`, { note: 'seen today' })).status).toBe(200);
    expect(await standsFirst(childId)).toEqual([false, false]);
    const episodes = await rows(
      'SELECT ended_by, what_was_done FROM act_today_episode WHERE referral_id = ANY($1)',
      [referralIds],
    );
    expect(episodes).toEqual(Array(2).fill({ ended_by: 'Kim Duty', what_was_done: 'seen today' }));
    const trail = await rows(
      'SELECT action FROM trail WHERE subject_id = $1 AND action LIKE $2 ORDER BY id',
      [referralIds[0], 'act_today.%'],
    );
    expect(trail).toEqual([{ action: 'act_today.started' }, { action: 'act_today.ended' }]);
    expect((await post(`/api/v1/tasks/${id}/done`, { note: 'again' })).status).toBe(409);
  });

  it('never ends by itself, not even when the fact is withdrawn', async () => {
    const { childId } = await aChild('mental_health');
    const { factId } = (await alarm(childId)).body;
    await post(`/api/v1/facts/${factId}/withdraw`, { reason: 'typed in error' });
    expect(await standsFirst(childId)).toEqual([true]);
    expect((await theTask(childId)).state).toBe('open');
  });

  it('does not begin again on evidence that has been dealt with, and does on new evidence', async () => {
    const { childId } = await aChild('mental_health');
    await alarm(childId);
    await post(`/api/v1/tasks/${(await theTask(childId)).id}/done`, { note: 'seen' });
    await says(childId, 'getting_worse', 'no');
    expect(await standsFirst(childId)).toEqual([false]);
    expect(await tasksOf(childId)).toHaveLength(1);
    await at('2026-11-19T11:00:00Z');
    const again = await alarm(childId, { recordedOn: '2026-11-19' });
    expect(again.body.decisions[0].actToday).not.toBeNull();
    expect(await standsFirst(childId)).toEqual([true]);
    expect(await tasksOf(childId)).toHaveLength(2);
  });

  it('that has been dealt with does not begin again because the child joins another list', async () => {
    const { childId } = await aChild('mental_health');
    await alarm(childId);
    await post(`/api/v1/tasks/${(await theTask(childId)).id}/done`, { note: 'seen' });
    const [{ nhs_number: nhsNumber } = { nhs_number: '' }] = await rows<{ nhs_number: string }>(
      'SELECT nhs_number FROM child WHERE id = $1',
      [childId],
    );
    await referred('slt', nhsNumber);
    expect(await standsFirst(childId)).toEqual([false, false]);
  });

  it('brought by something new while a task is acknowledged is a task at once, with its own hour and words', async () => {
    const { childId } = await aChild('mental_health', 'slt');
    await says(childId, 'feels_safe', 'no', { source: 'child' });
    const first = await theTask(childId);
    expect((await post(`/api/v1/tasks/${first.id}/acknowledge`, {})).status).toBe(200);
    await at('2026-11-18T11:30:00Z');
    await alarm(childId);
    const [, second, ...more] = await tasksOf(childId);
    expect(more).toEqual([]);
    expect(second).toMatchObject({ state: 'open', due_at: new Date('2026-11-18T12:30:00Z') });
    expect(second?.detail.whatToDo).not.toEqual(first.detail.whatToDo);
    expect(second?.detail.whatToDo.join(' ')).toContain('safety plan');
    await at('2026-11-18T12:30:00Z');
    await booted.app.get(RedecideReconciler).escalate();
    expect((await tasksOf(childId)).map(({ state }) => state)).toEqual(['acknowledged', 'escalated']);
    await post(`/api/v1/tasks/${second?.id}/done`, { note: 'seen about the plan' });
    expect(await standsFirst(childId)).toEqual([true, true]);
    await post(`/api/v1/tasks/${first.id}/done`, { note: 'home visited' });
    expect(await standsFirst(childId)).toEqual([false, false]);
    expect(await tasksOf(childId)).toHaveLength(2);
  });

  it('that is open stands first on a list the child joins too, under the tasks that are there', async () => {
    const { childId } = await aChild('mental_health');
    await says(childId, 'feels_safe', 'no', { source: 'child' });
    await alarm(childId);
    const [{ nhs_number: nhsNumber } = { nhs_number: '' }] = await rows<{ nhs_number: string }>(
      'SELECT nhs_number FROM child WHERE id = $1',
      [childId],
    );
    await referred('slt', nhsNumber);
    expect(await standsFirst(childId)).toEqual([true, true]);
    const tasks = await tasksOf(childId);
    expect(tasks).toHaveLength(2);
    for (const { id } of tasks) await post(`/api/v1/tasks/${id}/done`, { note: 'seen' });
    expect(await standsFirst(childId)).toEqual([false, false]);
  });

  it('leaves its task open when the referral closes: a person closes it', async () => {
    const { childId, referralIds } = await aChild('mental_health');
    await alarm(childId);
    await rows(
      `UPDATE referral SET state = 'closed', closed_on = '2026-11-18', decision_due_since = now() WHERE id = $1`,
      [referralIds[0]],
    );
    await booted.app.get(RedecideReconciler).look();
    expect(await standsFirst(childId)).toEqual([]);
    const task = await theTask(childId);
    expect((await post(`/api/v1/tasks/${task.id}/done`, { note: 'moved away; told their GP' })).status).toBe(
      200,
    );
    expect(
      await rows('SELECT what_was_done FROM act_today_episode WHERE referral_id = $1', [referralIds[0]]),
    ).toEqual([{ what_was_done: 'moved away; told their GP' }]);
  });

  it('escalates when nobody has acknowledged it within one working hour: to another role, and every page says so', async () => {
    const { childId } = await aChild('mental_health');
    await at('2026-11-18T16:30:00Z');
    await alarm(childId);
    const reconciler = booted.app.get(RedecideReconciler);
    await at('2026-11-19T09:29:00Z');
    await reconciler.escalate();
    expect((await theTask(childId)).state).toBe('open');
    await at('2026-11-19T09:30:00Z');
    expect(await reconciler.escalate()).toBe(1);
    const { id, state } = await theTask(childId);
    expect(state).toBe('escalated');
    expect(await rows('SELECT owner_role FROM task WHERE id = $1', [id])).toEqual([
      { owner_role: 'duty manager' },
    ]);
    const [referral] = await rows<{ id: string }>('SELECT id FROM referral WHERE child_id = $1', [childId]);
    const coordinator = await booted.as('mdt_coordinator');
    for (const [path, by] of [
      ['/', kim],
      ['/mdt', coordinator],
      [`/referrals/${referral?.id ?? ''}`, kim],
    ] as const)
      expect([path, (await by.get(path)).text]).toEqual([
        path,
        expect.stringContaining('that nobody has said they are dealing with.'),
      ]);
    const page = await kim.get('/tasks?role=duty+manager');
    expect(page.status).toBe(200);
    expect(
      page.text.includes('Nobody acknowledged it in time: escalated Thursday 19 November 2026 at 09:30'),
    ).toBe(true);
    expect(page.text.includes(`/tasks/${id}/done`)).toBe(true);
    expect((await rows('SELECT action FROM trail WHERE subject_id = $1 ORDER BY id', [id])).at(-1)).toEqual({
      action: 'task.escalated',
    });
  });

  it('acknowledged and not done within two working hours escalates, to be taken on anew, and so each time', async () => {
    const { childId } = await aChild('mental_health');
    await alarm(childId);
    const { id } = await theTask(childId);
    const reconciler = booted.app.get(RedecideReconciler);
    const notTakenOn = async (): Promise<number> =>
      (
        await rows<{ n: number }>(
          `SELECT count(*)::int AS n FROM task WHERE kind = 'act_today' AND state IN ('open', 'escalated')`,
        )
      )[0]?.n ?? 0;
    const acknowledge = async (): Promise<void> => {
      expect((await post(`/api/v1/tasks/${id}/acknowledge`, {})).status).toBe(200);
      expect((await theTask(childId)).state).toBe('acknowledged');
    };
    await acknowledge();
    const others = await notTakenOn();
    await at('2026-11-18T12:59:00Z');
    await reconciler.escalate();
    expect((await theTask(childId)).state).toBe('acknowledged');
    await at('2026-11-18T13:00:00Z');
    await reconciler.escalate();
    expect(await theTask(childId)).toMatchObject({ state: 'escalated', owner_role: 'duty manager' });
    expect(await notTakenOn()).toBe(others + 1);
    expect((await kim.get('/')).text).toContain('that nobody has said they are dealing with.');
    const page = await kim.get('/tasks?role=duty+manager');
    expect(page.text).toContain('Kim Duty acknowledged it and nothing was recorded as done in time');
    const trail = await rows('SELECT action, detail FROM trail WHERE subject_id = $1 ORDER BY id', [id]);
    expect(trail.at(-1)).toEqual({
      action: 'task.escalated',
      detail: { kind: 'act_today', because: 'acknowledged and not done' },
    });
    expect(await standsFirst(childId)).toEqual([true]);
    await acknowledge();
    await at('2026-11-18T15:00:00Z');
    expect(await reconciler.escalate()).toBeGreaterThan(0);
    expect((await theTask(childId)).state).toBe('escalated');
    expect((await post(`/api/v1/tasks/${id}/done`, { note: 'seen' })).status).toBe(200);
    await at('2026-11-20T15:00:00Z');
    await reconciler.escalate();
    expect((await tasksOf(childId)).map(({ state }) => state)).toEqual(['done']);
    expect(await standsFirst(childId)).toEqual([false]);
  });
});

describe('the worklist page', () => {
  it('says in working hours who acknowledges, and out of hours that nobody is watching', async () => {
    const open = await kim.get('/tasks');
    expect(open.text.includes('bleep 123')).toBe(true);
    expect(open.text.includes('Nobody is watching')).toBe(false);
    await at('2026-11-18T18:00:00Z');
    const closed = await kim.get('/tasks');
    expect(closed.text.includes('Nobody is watching')).toBe(true);
    expect(closed.text.includes('Thursday 19 November 2026 at 09:00')).toBe(true);
    expect(/999[\s\S]*option 2/.test(closed.text)).toBe(true);
  });

  it('is worked from its forms: acknowledged and done by who is signed in', async () => {
    const { childId } = await aChild('mental_health');
    await alarm(childId);
    const { id } = await theTask(childId);
    const form = (move: string, body: object) => kim.post(`/tasks/${id}/${move}`).type('form').send(body);
    const acknowledged = await form('acknowledge', { note: 'ringing now' });
    expect([acknowledged.status, acknowledged.headers['location']]).toEqual([303, '/tasks']);
    expect((await kim.get('/tasks')).text.includes('Acknowledged by Kim Duty')).toBe(true);
    expect((await form('acknowledge', {})).status).toBe(409);
    expect((await form('done', { note: 'seen' })).status).toBe(303);
    expect(await standsFirst(childId)).toEqual([false]);
  });

  it('escapes what people wrote', async () => {
    await rows(
      `INSERT INTO task (kind, key, owner_role, title, detail)
       VALUES ('made', 'made', '<b>role</b>', '<script>alert(1)</script>', '{"list":"NR5/slt"}')`,
    );
    const page = await kim.get('/tasks?kind=made');
    expect(page.text).toContain('&lt;script&gt;alert(1)');
    expect(page.text.includes('<script>alert(1)')).toBe(false);
    expect(page.text.includes('<b>role</b>')).toBe(false);
  });

  it('answers programs page by page, and refuses what is not a question', async () => {
    const first = await kim.get('/api/v1/tasks?limit=1');
    expect(first.status).toBe(200);
    expect(first.body.items).toHaveLength(1);
    const second = await kim.get('/api/v1/tasks').query({ limit: 1, after: first.body.next });
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
    for (const query of ['limit=0', 'limit=x', 'after=x', 'colour=blue', 'role=%00', 'role=a&role=b'])
      expect([query, (await kim.get(`/api/v1/tasks?${query}`)).status]).toEqual([query, 422]);
    expect((await kim.get('/api/v1/tasks/nonsense')).status).toBe(404);
  });
});

describe('safety not asked yet', () => {
  it('is one task for a child on two lists, with the earlier deadline, done when every question has an answer', async () => {
    const { childId } = await aChild('slt', 'mental_health');
    const checks = () =>
      rows<{ state: string; due: string; questions: string[] }>(
        `SELECT state, (due_at AT TIME ZONE 'Europe/London')::text AS due, detail->'whatToDo' AS questions
         FROM task WHERE child_id = $1 AND kind = 'safety_not_asked'`,
        [childId],
      );
    const [check, ...more] = await checks();
    expect(more).toEqual([]);
    // Mental health asks within 7 days of the start of the wait, 1 October; speech and language within 14.
    expect(check).toMatchObject({ state: 'open', due: '2026-10-08 17:00:00' });
    expect(check?.questions.length).toBeGreaterThan(1);
    for (const [code, value] of [
      ['feeding_or_swallowing_difficulty', 'no'],
      ['feels_safe', 'yes'],
      ['suicidal_ideation', 'none'],
      ['self_harm', 'none'],
      ['psychosis_signs', 'no'],
      ['eating_disorder_signs', 'no'],
    ] as const)
      await says(childId, code, value);
    expect(await checks()).toMatchObject([{ state: 'done' }]);
  });
});
