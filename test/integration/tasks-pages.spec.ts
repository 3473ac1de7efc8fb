import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemActor } from '../../src/kernel/actor.js';
import { type Role, roles } from '../../src/kernel/role.js';
import type { NewTask } from '../../src/tasks/task.js';
import { TaskService } from '../../src/tasks/task.service.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily, type StoredFamily } from '../support/families.js';

describe('the pages of tasks', () => {
  let database: FreshDatabase;
  let booted: BootedApp;
  let family: StoredFamily;
  let urgent: string;
  let office: string;
  let privacy: string;

  beforeAll(async () => {
    database = await freshDatabase();
    booted = await bootApp({ databaseUrl: database.url });
    family = await storeFamily(database.dataSource);
    urgent = await raised({
      kind: 'act_today',
      ownerRole: 'duty clinician',
      title: 'Act today: unsafe at home',
    });
    office = await raised({ kind: 'message_held', ownerRole: 'list office', title: 'A message is held' });
    privacy = await raised({
      kind: 'record_looked',
      ownerRole: 'privacy officer',
      title: 'Look at a record',
    });
  });
  afterAll(async () => {
    await booted?.close();
    await database?.drop();
  });

  const raised = async (task: Omit<NewTask, 'key'>): Promise<string> => {
    const tasks = booted.app.get(TaskService, { strict: false });
    const about = { childId: family.childId, referralId: family.referralIds[0] ?? null };
    await database.dataSource.transaction((tx) =>
      tasks.raise(tx, systemActor('rules'), [{ ...task, ...about, key: task.kind }]),
    );
    const [row]: { id: string }[] = await database.dataSource.query('SELECT id FROM task WHERE key = $1', [
      task.kind,
    ]);
    return row?.id ?? '';
  };
  const acknowledge = async (by: Browser, id: string): Promise<number> =>
    (await by.post(`/tasks/${id}/acknowledge`).type('form').send({})).status;

  it('are refused to every role that has nothing to do with them', async () => {
    const reading: readonly Role[] = ['clinician', 'list_office', 'mdt_coordinator', 'privacy_officer'];
    const doing: readonly Role[] = ['clinician', 'list_office', 'privacy_officer'];
    const may: [string, 'get' | 'post', string, readonly Role[]][] = [
      ['list', 'get', '/api/v1/tasks', reading],
      ['one', 'get', `/api/v1/tasks/${urgent}`, reading],
      ['page', 'get', '/tasks', reading],
      ['acknowledge', 'post', '/api/v1/tasks/nothing/acknowledge', doing],
      ['done', 'post', '/api/v1/tasks/nothing/done', doing],
      ['acknowledge on the page', 'post', '/tasks/nothing/acknowledge', doing],
      ['done on the page', 'post', '/tasks/nothing/done', doing],
    ];
    for (const [what, method, path, allowed] of may)
      for (const role of roles) {
        const status = (await (await booted.as({ role }))[method](path)).status;
        expect([what, role, status === 403]).toEqual([what, role, !allowed.includes(role)]);
      }
    expect((await booted.anybody.get('/api/v1/tasks')).status).toBe(401);
  });

  it('offer moves to whoever does the task, and tell others whose it is and no more', async () => {
    const clinician = (await booted.http.get('/tasks').expect(200)).text;
    expect(clinician).toContain('Act today: unsafe at home');
    expect(clinician).toContain(`/tasks/${urgent}/acknowledge`);
    expect(clinician).toContain('name="_csrf"');
    expect(clinician).not.toContain(`/tasks/${office}/acknowledge`);
    expect(clinician).not.toContain('Look at a record');
    expect(clinician).not.toContain('Your name');
    const coordinator = (await (await booted.as('mdt_coordinator')).get('/tasks').expect(200)).text;
    expect(coordinator).toContain('This is for the duty clinician');
    expect(coordinator).not.toContain('unsafe at home');
    expect(coordinator).not.toContain('/acknowledge');
    const officer = (await (await booted.as('privacy_officer')).get('/tasks').expect(200)).text;
    expect(officer).toContain('Look at a record');
    expect(officer).not.toMatch(/unsafe at home|A message is held/);
  });

  it('let a task be moved by its own role alone, in the name of who is signed in', async () => {
    const lists = await booted.as('list_office');
    expect(await acknowledge(lists, urgent)).toBe(403);
    expect(await acknowledge(booted.http, office)).toBe(403);
    expect(await acknowledge(booted.http, privacy)).toBe(404);
    expect(await acknowledge(await booted.as({ role: 'clinician', organisation: 'RK9' }), urgent)).toBe(404);
    expect(await acknowledge(lists, office)).toBe(303);
    const typed = await booted.http.post(`/tasks/${urgent}/acknowledge`).type('form').send({ by: 'Ana' });
    expect(typed.status).toBe(422);
    const task = (await booted.http.get(`/api/v1/tasks/${office}`)).body;
    expect(task).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Lee Office' });
  });

  it('count what nobody has taken up on every page of who may see it, and on no other', async () => {
    const line = '1 task that nobody has said they are dealing with.';
    expect((await booted.http.get('/tasks')).text).toContain(line);
    expect((await (await booted.as('list_office')).get('/messages')).text).toContain(line);
    const elsewhere = await booted.as({ role: 'clinician', organisation: 'RK9' });
    expect((await elsewhere.get('/tasks')).text).not.toContain(line);
    expect((await (await booted.as('navigator')).get('/messages')).text).not.toContain(line);
    expect((await booted.anybody.get('/api/docs')).text).not.toContain(line);
    expect(await acknowledge(booted.http, urgent)).toBe(303);
    expect((await booted.http.get('/tasks')).text).not.toContain(line);
  });

  it('show nobody another organisation’s task, by id or by list', async () => {
    const elsewhere = await booted.as({ role: 'list_office', organisation: 'RK9' });
    expect((await elsewhere.get('/api/v1/tasks')).body).toEqual({ items: [], next: null });
    expect((await elsewhere.get(`/api/v1/tasks/${office}`)).status).toBe(404);
    expect((await elsewhere.get('/tasks')).text).toContain('There is nothing to do here.');
  });
});
