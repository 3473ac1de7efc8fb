import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, selfDeclared, systemActor } from '../../src/kernel/actor.js';
import type { Clock } from '../../src/kernel/clock.js';
import { londonDate } from '../../src/kernel/plain-date.js';
import { readConfig } from '../../src/platform/config/config.js';
import { emptyScope, type Scope, type Visit } from '../../src/kernel/viewer.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { Counting } from '../../src/platform/auth/counting.js';
import { Looking } from '../../src/platform/auth/looking.js';
import { Conflict, Invalid, NotFound, Refused } from '../../src/platform/http/problems.js';
import { TaskEntity } from '../../src/tasks/task.entity.js';
import { TaskReading } from '../../src/tasks/task-reading.service.js';
import { TaskRepository } from '../../src/tasks/task.repository.js';
import { TaskService } from '../../src/tasks/task.service.js';
import type { NewTask, Task } from '../../src/tasks/task.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { storeFamily, type StoredFamily } from '../support/families.js';
import { type As, viewerOf } from '../support/viewers.js';

let now = new Date('2026-11-18T10:00:00Z');
const clock: Clock = { now: () => now, today: () => londonDate(now) };
const rules = systemActor('rules');
const read = readConfig({ DUTY_ESCALATION_ROLE: 'duty manager' });
if (!read.ok) throw new Error('the settings of this test are not settings');
const config = read.value;
const named = selfDeclared('Kim Duty');
if (!named) throw new Error('a person has a name');
const kim: Actor = named;
const minutesLater = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

let database: FreshDatabase;
let tasks: TaskService;
let reading: TaskReading;
let someone: StoredFamily;

beforeAll(async () => {
  database = await freshDatabase([TaskEntity]);
  someone = await storeFamily(database.dataSource);
  reading = new TaskReading(
    new TaskRepository(database.dataSource),
    new Looking(database.dataSource, new Trail()),
    new Counting(database.dataSource),
    clock,
  );
});
beforeEach(async () => {
  now = new Date('2026-11-18T10:00:00Z');
  await database.dataSource.query('DELETE FROM task');
  tasks = new TaskService(
    database.dataSource,
    clock,
    new TaskRepository(database.dataSource),
    new Trail(),
    config,
  );
});
afterAll(async () => database.drop());

/** All there is: of readers and their scopes the last part of this file speaks. */
const everything: Scope = {
  ...emptyScope,
  providers: ['*'],
  services: ['*'],
  localities: ['*'],
  alsoFrom: ['*'],
  tasksOf: ['privacy officer'],
};
const visitOf = (as: As, scope: Scope): Visit => ({
  viewer: viewerOf(as),
  scope,
  sessionId: null,
  from: null,
  requestId: null,
  why: null,
});
const reader = visitOf('clinician', everything);
const raise = (...asked: NewTask[]): Promise<void> =>
  database.dataSource.transaction((tx) => tasks.raise(tx, rules, asked));
const anActToday = (key: string): NewTask => ({
  kind: 'act_today',
  key,
  ownerRole: 'duty clinician',
  childId: someone.childId,
  title: 'Act today',
  detail: { whatToDo: ['Ring the family.'] },
  dueAt: minutesLater(60),
});
const aCheck = (key: string, dueAt: Date | null = null): NewTask => ({
  kind: 'safety_not_asked',
  key,
  ownerRole: 'triage clinician',
  childId: someone.childId,
  title: 'Safety not asked yet',
  dueAt,
});
const all = { role: null, kind: null };
const only = async (): Promise<Task> => {
  const [task, ...others] = (await reading.worklist(reader, all, 50)).items;
  if (!task || others.length > 0) throw new Error('expected one task');
  return task;
};
const trailOf = (id: string): Promise<{ action: string; actor_name: string }[]> =>
  database.dataSource.query('SELECT action, actor_name FROM trail WHERE subject_id = $1 ORDER BY id', [id]);

describe('a task', () => {
  it('is raised once while one with its key is not done, however often it is asked for', async () => {
    await raise(aCheck('a'), aCheck('a'), aCheck('b'));
    await raise(aCheck('a'));
    expect((await reading.worklist(reader, all, 50)).items.map((task) => task.key).sort()).toEqual([
      'a',
      'b',
    ]);
  });

  it('may be raised again once it has been done', async () => {
    await raise(aCheck('a'));
    await tasks.finish(kim, (await only()).id, 'asked');
    await raise(aCheck('a'));
    expect((await only()).state).toBe('open');
  });

  it('takes a nearer deadline, never a farther one', async () => {
    await raise(aCheck('a', minutesLater(100)));
    await raise(aCheck('a', minutesLater(500)));
    expect((await only()).dueAt).toEqual(minutesLater(100));
    await raise(aCheck('a', minutesLater(30)), aCheck('a', minutesLater(20)));
    expect((await only()).dueAt).toEqual(minutesLater(20));
    expect((await trailOf((await only()).id)).map((row) => row.action)).toEqual([
      'task.raised',
      'task.changed',
    ]);
  });

  it('asked for again with other words takes them, and stays with who has acknowledged it', async () => {
    await raise({ ...aCheck('a'), detail: { lines: ['No interpreter is booked'] } });
    const { id } = await only();
    await tasks.acknowledge(kim, id, 'booking one');
    await raise({ ...aCheck('a'), detail: { lines: ['The child is restricted'] } });
    expect(await only()).toMatchObject({
      id,
      state: 'acknowledged',
      acknowledgedBy: 'Kim Duty',
      detail: { lines: ['The child is restricted'], noteWhenAcknowledged: 'booking one' },
    });
  });

  it('that now concerns another role is theirs, and open again until one of them acknowledges it', async () => {
    await raise(aCheck('a'));
    const { id } = await only();
    await tasks.acknowledge(kim, id);
    await raise({ ...aCheck('a'), ownerRole: 'safeguarding lead', title: 'A child has died' });
    expect(await only()).toMatchObject({
      id,
      ownerRole: 'safeguarding lead',
      title: 'A child has died',
      state: 'open',
      acknowledgedAt: null,
      acknowledgedBy: null,
    });
    expect((await trailOf(id)).map((row) => row.action)).toEqual([
      'task.raised',
      'task.acknowledged',
      'task.changed',
    ]);
  });

  it('asked for again in the same words is left alone', async () => {
    await raise({ ...aCheck('a', minutesLater(50)), detail: { list: 'NR5/slt' } });
    await raise({ ...aCheck('a', minutesLater(90)), detail: { list: 'NR5/slt' } });
    expect((await trailOf((await only()).id)).map((row) => row.action)).toEqual(['task.raised']);
  });

  it('is acknowledged and done by a named person with a note, and the trail says who', async () => {
    await raise(anActToday('x'));
    const { id } = await only();
    const acknowledged = await tasks.acknowledge(kim, id, 'on it');
    expect(acknowledged).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'Kim Duty',
      acknowledgedAt: now,
    });
    const done = await tasks.finish(kim, id, 'spoke to the family');
    expect(done).toMatchObject({
      state: 'done',
      doneBy: 'Kim Duty',
      doneNote: 'spoke to the family',
      doneAt: now,
    });
    expect(await trailOf(id)).toEqual([
      { action: 'task.raised', actor_name: 'rules' },
      { action: 'task.acknowledged', actor_name: 'Kim Duty' },
      { action: 'task.done', actor_name: 'Kim Duty' },
    ]);
  });

  it('is never moved by nobody, never finished without saying what was done', async () => {
    await raise(aCheck('a'));
    const { id } = await only();
    await expect(tasks.acknowledge(rules, id)).rejects.toThrow(Invalid);
    await expect(tasks.finish(rules, id, 'x')).rejects.toThrow(Invalid);
    await expect(tasks.finish(kim, id, '  ')).rejects.toThrow(Invalid);
    expect((await only()).state).toBe('open');
  });

  it('refuses a move its state does not allow, and one that is not there', async () => {
    await raise(aCheck('a'));
    const { id } = await only();
    await tasks.acknowledge(kim, id);
    await expect(tasks.acknowledge(kim, id)).rejects.toThrow(Conflict);
    await tasks.finish(kim, id, 'asked');
    await expect(tasks.finish(kim, id, 'asked')).rejects.toThrow('already done');
    await expect(tasks.finish(kim, 'nonsense', 'asked')).rejects.toThrow(NotFound);
    await expect(tasks.find('00000000-0000-4000-8000-000000000000')).rejects.toThrow(NotFound);
  });

  it('is done by one of two people who press at once', async () => {
    await raise(aCheck('a'));
    const { id } = await only();
    const pressed = await Promise.allSettled([tasks.finish(kim, id, 'one'), tasks.finish(kim, id, 'two')]);
    expect(pressed.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await trailOf(id)).filter((row) => row.action === 'task.done')).toHaveLength(1);
  });

  it('and what its being done brings about happen together or not at all', async () => {
    await raise(anActToday('x'));
    const { id } = await only();
    tasks.whenDone('act_today', async () => {
      throw new Error('could not');
    });
    await expect(tasks.finish(kim, id, 'rang')).rejects.toThrow('could not');
    expect((await only()).state).toBe('open');
    expect(() => tasks.whenDone('act_today', async () => undefined)).toThrow('already answers');
  });
});

describe('escalation', () => {
  it('takes act-today tasks that nobody acknowledged by their time, once, and leaves the rest', async () => {
    await raise(anActToday('x'), anActToday('y'), aCheck('a', minutesLater(10)));
    const { items } = await reading.worklist(reader, { role: null, kind: 'act_today' }, 50);
    await tasks.acknowledge(kim, items.find((task) => task.key === 'y')?.id ?? '');
    now = minutesLater(59);
    expect(await tasks.escalateOverdue(rules)).toBe(0);
    now = minutesLater(1);
    expect(await tasks.escalateOverdue(rules)).toBe(1);
    expect(await tasks.escalateOverdue(rules)).toBe(0);
    const states = new Map(
      (await reading.worklist(reader, all, 50)).items.map((task) => [task.key, task.state]),
    );
    expect(states).toEqual(
      new Map([
        ['x', 'escalated'],
        ['y', 'acknowledged'],
        ['a', 'open'],
      ]),
    );
  });

  it('can still be acknowledged, and keeps the moment it escalated', async () => {
    await raise(anActToday('x'));
    now = minutesLater(61);
    await tasks.escalateOverdue(rules);
    const task = await tasks.acknowledge(kim, (await only()).id);
    expect(task).toMatchObject({ state: 'acknowledged', escalatedAt: now });
  });
});

describe('the worklist', () => {
  it('shows act today first, then what is due soonest, then what has no date, page by page', async () => {
    await raise(
      aCheck('overdue', minutesLater(-5000)),
      aCheck('later', minutesLater(5000)),
      aCheck('undated'),
      anActToday('now'),
      aCheck('soon', minutesLater(10)),
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await reading.worklist(reader, all, 2, after);
      seen.push(...page.items.map((task) => task.key));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(['now', 'overdue', 'soon', 'later', 'undated']);
    await expect(reading.worklist(reader, all, 2, 'elsewhere')).rejects.toThrow(Invalid);
  });

  it('counts what each role has to do and what is past its time', async () => {
    await raise(aCheck('a', minutesLater(-1)), aCheck('b'), anActToday('x'));
    expect(await reading.whole(reader, all, 50).then(({ loads }) => loads)).toEqual([
      { role: 'duty clinician', toDo: 1, overdue: 0 },
      { role: 'triage clinician', toDo: 2, overdue: 1 },
    ]);
    expect((await reading.worklist(reader, { role: 'triage clinician', kind: null }, 50)).items).toHaveLength(
      2,
    );
  });
});

describe('a reader', () => {
  const scopeOf = (provider: string, changes: Partial<Scope> = {}): Scope => ({
    ...emptyScope,
    providers: [provider],
    services: ['*'],
    localities: ['*'],
    ...changes,
  });
  const nr5 = scopeOf('NR5');
  const rk9 = scopeOf('RK9');
  const keys = async (as: As, scope: Scope): Promise<string[]> =>
    (await reading.worklist(visitOf(as, scope), all, 50)).items.map(({ key }) => key).sort();

  it('sees tasks of their own lists and children, by list, by page and by id, and counts no others', async () => {
    const other = await storeFamily(database.dataSource, { entries: [{ provider: 'RK9' }] });
    await raise(
      anActToday('ours'),
      { ...aCheck('theirs', minutesLater(-1)), childId: other.childId, referralId: other.referralIds[0] },
      { ...aCheck('list'), childId: null, detail: { list: 'RK9/slt' } },
    );
    expect(await keys('clinician', nr5)).toEqual(['ours']);
    expect(await keys({ role: 'clinician', organisation: 'RK9' }, rk9)).toEqual(['list', 'theirs']);
    expect(await keys('clinician', emptyScope)).toEqual([]);
    const theirs = (await reading.worklist(visitOf('clinician', rk9), all, 1)).items[0];
    await expect(reading.one(visitOf('clinician', nr5), theirs?.id ?? '')).rejects.toThrow(NotFound);
    await expect(reading.mustBeTheirs(visitOf('clinician', nr5), theirs?.id ?? '')).rejects.toThrow(NotFound);
    const { next } = (await reading.whole(visitOf('clinician', rk9), all, 1)).page;
    const after = await reading.worklist(visitOf('clinician', nr5), all, 50, next ?? '');
    expect(after.items.map(({ key }) => key)).toEqual([]);
    expect((await reading.whole(visitOf('clinician', nr5), all, 50)).loads).toEqual([
      { role: 'duty clinician', toDo: 1, overdue: 0 },
    ]);
    expect(await reading.unacknowledged(visitOf('clinician', nr5))).toBe(1);
    expect(await reading.unacknowledged(visitOf('clinician', rk9))).toBe(0);
  });

  it('who looks after privacy sees that role’s tasks alone, and nobody else sees those', async () => {
    await raise(anActToday('ours'), {
      ...aCheck('opened'),
      kind: 'record_opened',
      ownerRole: 'privacy officer',
    });
    const officer = (...tasksFor: string[]): Scope => ({
      ...emptyScope,
      tasksOf: ['privacy officer'],
      tasksFor,
    });
    expect(await keys('privacy_officer', officer('NR5'))).toEqual(['opened']);
    expect(await keys('privacy_officer', officer('RK9'))).toEqual([]);
    expect(await keys('clinician', nr5)).toEqual(['ours']);
  });

  it('who looks after privacy sees what is for their own organisation, and what is for nobody in particular', async () => {
    const of = (key: string, forOrganisations?: string[]): NewTask => ({
      kind: key,
      key,
      ownerRole: 'privacy officer',
      title: 'Look at it',
      ...(forOrganisations && { forOrganisations }),
    });
    const aboutOurChild = { ...of('opened there', ['QQ9', 'PLYMOUTH-CC']), childId: someone.childId };
    await raise(aboutOurChild, of('locked out', ['QQ9']), of('of all'));
    const seenBy = async (organisation: string): Promise<string[]> =>
      keys('privacy_officer', { ...emptyScope, tasksOf: ['privacy officer'], tasksFor: [organisation] });
    expect((await seenBy('NR5')).sort()).toEqual(['of all', 'opened there']);
    expect((await seenBy('QQ9')).sort()).toEqual(['locked out', 'of all', 'opened there']);
    expect((await seenBy('PLYMOUTH-CC')).sort()).toEqual(['of all', 'opened there']);
    expect(await seenBy('RK9')).toEqual(['of all']);
  });

  it('moves what is their role’s, and what they tried with another’s stays in the trail', async () => {
    await raise(anActToday('x'));
    const { id } = await only();
    await reading.mustBeTheirs(visitOf('clinician', nr5), id);
    await expect(reading.mustBeTheirs(visitOf('list_office', nr5), id)).rejects.toThrow(Refused);
    expect(await trailOf(id)).toEqual([
      { action: 'task.raised', actor_name: 'rules' },
      { action: 'access.refused', actor_name: 'Lee Office' },
    ]);
  });

  it('of another role sees that the task is there and not why', async () => {
    await raise({ ...anActToday('x'), title: 'Act today: unsafe at home' });
    const { items } = await reading.worklist(visitOf('mdt_coordinator', nr5), all, 50);
    expect(items).toMatchObject([{ key: (await only()).id, title: 'Act today', detail: {} }]);
    const { id } = await only();
    expect(await reading.one(visitOf('mdt_coordinator', nr5), id)).toMatchObject({ title: 'Act today' });
  });

  it('leaves a line of the trail that names every child on what was shown, and none of a count', async () => {
    await raise(anActToday('x'), aCheck('a'));
    const from: { id: string }[] = await database.dataSource.query('SELECT max(id) AS id FROM trail');
    await reading.unacknowledged(visitOf('clinician', nr5));
    const { items } = await reading.worklist(visitOf('clinician', nr5), all, 50);
    await reading.one(visitOf('clinician', nr5), items[0]?.id ?? '');
    const trail: unknown = await database.dataSource.query(
      'SELECT act, action, child_id, child_ids, detail FROM trail WHERE id > $1 ORDER BY id',
      [from[0]?.id],
    );
    expect(trail).toMatchObject([
      { act: 'view', action: 'worklist.viewed', child_ids: [someone.childId], detail: { role: null } },
      { act: 'view', action: 'task.viewed', child_id: someone.childId },
    ]);
  });
});

it('the table and its class agree', async () => {
  const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map((query) => query.query)).toEqual([]);
});
