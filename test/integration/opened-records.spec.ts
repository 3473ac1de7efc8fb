import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { ContactRepository } from '../../src/access/contact.repository.js';
import { ContactService } from '../../src/access/contact.service.js';
import type { OpeningAsked } from '../../src/access/open-asked.js';
import { LocalIdentifierRepository } from '../../src/access/local-identifier.repository.js';
import { OpenRecordService, TRIES_ALLOWED } from '../../src/access/open-record.service.js';
import { OpenedRecordRepository } from '../../src/access/opened-record.repository.js';
import { OpenedRecordsService } from '../../src/access/opened-records.service.js';
import { ChildRepository } from '../../src/children/child.repository.js';
import { entities } from '../../src/entities.js';
import { actorOf } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import type { NhsNumber } from '../../src/kernel/nhs-number.js';
import { emptyScope, type Viewer, type Visit } from '../../src/kernel/viewer.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { Looking } from '../../src/platform/auth/looking.js';
import { PrivacyOfficers } from '../../src/access/privacy-officers.service.js';
import { readConfig } from '../../src/platform/config/config.js';
import { dataSourceOptions, SERVICE_ROLE } from '../../src/platform/database/data-source.js';
import { TaskRepository } from '../../src/tasks/task.repository.js';
import { TaskService } from '../../src/tasks/task.service.js';
import { FakeClock } from '../support/clock.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFact, storeFamily } from '../support/families.js';

/** Given the service's own role of the database, a child with a number, and a clinician who has no list of theirs. */
let database: FreshDatabase;
let service: DataSource;
let records: OpenRecordService;
let opened: OpenedRecordRepository;
let reviewed: OpenedRecordsService;
let contacts: ContactService;
let tasks: TaskService;
let clock: FakeClock;
let childId: string;
let viewerCount = 0;

const NUMBER = '9990000018' as NhsNumber;
const BORN = plainDate('2019-03-17');
const reason = 'The school rang: he has not been seen since Monday';

beforeAll(async () => {
  database = await freshDatabase();
  service = await new DataSource(
    dataSourceOptions(database.url, { entities, migrations }, SERVICE_ROLE),
  ).initialize();
  const config = readConfig({});
  if (!config.ok) throw new Error('no configuration');
  clock = new FakeClock('2026-11-24');
  const trail = new Trail();
  const looking = new Looking(service, trail);
  tasks = new TaskService(service, clock, new TaskRepository(service), trail, config.value);
  opened = new OpenedRecordRepository(service);
  const children = new ChildRepository(service);
  const identifiers = new LocalIdentifierRepository(service);
  const officers = new PrivacyOfficers({
    organisations: ['NR5', 'RK9'].map((code) => ({ code, name: code, agency: 'health' })),
    roles: [
      { when: { claims: { job: 'privacy' } }, role: 'privacy_officer', services: 'all', localities: 'all' },
    ],
    privacyOfficersOf: 'RK9',
  });
  records = new OpenRecordService(service, clock, children, identifiers, opened, tasks, trail, officers);
  reviewed = new OpenedRecordsService(service, clock, looking, opened, children, tasks, trail, officers);
  contacts = new ContactService(
    service,
    clock,
    looking,
    new ContactRepository(),
    opened,
    tasks,
    trail,
    officers,
  );
  ({ childId } = await storeFamily(database.dataSource, { givenName: 'Kit', familyName: 'Rowe' }));
  await database.dataSource.query(`UPDATE child SET nhs_number = $2, identity = 'verified' WHERE id = $1`, [
    childId,
    NUMBER,
  ]);
});
afterAll(async () => {
  await service?.destroy();
  await database?.drop();
});
beforeEach(() => clock.set('2026-11-24'));

/** Somebody new each time: tries are counted by viewer. */
function visitOf(part: Partial<Viewer> = {}, opening: readonly string[] = []): Visit {
  const viewer: Viewer = {
    kind: 'person',
    id: `https://identity.test#${++viewerCount}`,
    name: 'Dr Ada Clinician',
    role: 'clinician',
    organisation: 'RK9',
    agency: 'health',
    services: 'all',
    localities: 'all',
    ...part,
  };
  return {
    viewer,
    scope: { ...emptyScope, opened: opening, alsoFrom: ['NR5'] },
    sessionId: null,
    from: '203.0.113.7',
    requestId: 'r-1',
    why: null,
  };
}
const asks = (part: Partial<OpeningAsked> = {}): OpeningAsked => ({
  whose: { nhsNumber: NUMBER, birthDate: BORN },
  reasonCode: 'safeguarding',
  reason,
  ...part,
});
const lines = (visit: Visit) =>
  database.dataSource.query(
    `SELECT act, action, child_id AS "childId", why, organisation, from_address AS "from", detail
     FROM trail WHERE actor_id = $1 ORDER BY id`,
    [visit.viewer.id],
  );
const openTasks = (kind: string) =>
  database.dataSource.query(`SELECT * FROM task WHERE kind = $1 AND state <> 'done' ORDER BY raised_at, id`, [
    kind,
  ]);

describe('opening a record with a reason', () => {
  it('shows it to that viewer alone, for an hour, and tells the privacy officer', async () => {
    const visit = visitOf();
    const opening = await records.open(visit, asks());
    if (opening.is !== 'opened') throw new Error(opening.is);
    expect(await opened.openedBy(visit.viewer.id, clock.now())).toEqual([childId]);
    expect(await opened.openedBy(visitOf().viewer.id, clock.now())).toEqual([]);
    clock.set('2026-11-24T11:59:59Z');
    expect(await opened.openedBy(visit.viewer.id, clock.now())).toEqual([childId]);
    clock.set('2026-11-24T12:00:00Z');
    expect(await opened.openedBy(visit.viewer.id, clock.now())).toEqual([]);
    expect(await records.stillOpen(visit, opening.record.id)).toBeNull();
    const [task] = (await openTasks('record_opened')).filter((one: { key: string }) =>
      one.key.endsWith(opening.record.id),
    );
    expect(task).toMatchObject({ owner_role: 'privacy officer', child_id: childId });
    expect(JSON.stringify([task.title, task.detail])).not.toMatch(/Rowe|Kit|Ada|Monday/);
  });

  it('says in the trail who opened what, from where and why', async () => {
    const visit = visitOf();
    await records.open(visit, asks());
    expect(await lines(visit)).toMatchObject([
      {
        act: 'view',
        action: 'record.opened',
        childId,
        organisation: 'RK9',
        from: '203.0.113.7',
        why: `I am worried that this child is not safe: ${reason}`,
      },
      { action: 'task.raised' },
    ]);
  });

  it('answers a wrong birth date and a number of nobody alike, opens nothing, and keeps the try', async () => {
    const visit = visitOf();
    const wrongDate = await records.open(
      visit,
      asks({ whose: { nhsNumber: NUMBER, birthDate: plainDate('2019-03-18') } }),
    );
    const nobody = await records.open(
      visit,
      asks({ whose: { nhsNumber: '9990000026' as NhsNumber, birthDate: BORN } }),
    );
    expect([wrongDate, nobody]).toEqual([{ is: 'no_such_record' }, { is: 'no_such_record' }]);
    expect(await opened.openedBy(visit.viewer.id, clock.now())).toEqual([]);
    expect(await lines(visit)).toMatchObject([
      { act: 'search', action: 'record.not_found', childId: null, detail: { nhsNumber: NUMBER } },
      { act: 'search', action: 'record.not_found', childId: null, detail: { nhsNumber: '9990000026' } },
    ]);
  });

  it('finds a child by a provider’s own number and the birth date, and nobody by a number that two children have', async () => {
    const entry = (provider: string, number: string) => ({
      provider,
      record: { local_patient_identifier: number },
    });
    const child = await storeFamily(database.dataSource, {
      familyName: 'Hosken',
      entries: [entry('RK9', 'MRN 77a'), { ...entry('RK9', 'MRN 77a'), service: 'neurodiversity' }],
    });
    for (const provider of ['NR5', 'ZZ1'])
      await storeFamily(database.dataSource, { familyName: 'Tonkin', entries: [entry(provider, 'MRN 77a')] });
    const asked = async (provider: string, localIdentifier: string, birthDate = BORN) => {
      const visit = visitOf();
      const opening = await records.open(visit, asks({ whose: { provider, localIdentifier, birthDate } }));
      return {
        opening,
        tried: (await lines(visit))[0],
        open: await opened.openedBy(visit.viewer.id, clock.now()),
      };
    };
    expect((await asked('RK9', 'mrn 77A')).open).toEqual([child.childId]);
    await storeFamily(database.dataSource, { familyName: 'Twin', entries: [entry('NR5', 'mrn 77a')] });
    for (const [provider, number, born] of [
      ['RK9', 'MRN 77', BORN],
      ['RK9', 'MRN 77%', BORN],
      ['RA9', 'MRN 77a', BORN],
      ['RK9', 'MRN 77a', plainDate('2019-03-18')],
      ['NR5', 'MRN 77a', BORN],
    ] as const) {
      const { opening, tried, open } = await asked(provider, number, born);
      expect([opening, open]).toEqual([{ is: 'no_such_record' }, []]);
      expect(tried).toMatchObject({
        action: 'record.not_found',
        childId: null,
        detail: { provider, localIdentifier: number },
      });
    }
  });

  it('is locked for an hour after ten tries, even many at once, and the privacy officer is told once', async () => {
    const visit = visitOf();
    const before = (await openTasks('record_opening_locked')).length;
    const answers = await Promise.all(
      Array.from({ length: TRIES_ALLOWED + 5 }, () =>
        records.open(visit, asks({ whose: { nhsNumber: NUMBER, birthDate: plainDate('2018-01-01') } })),
      ),
    );
    expect(answers.filter((answer) => answer.is === 'no_such_record')).toHaveLength(TRIES_ALLOWED);
    expect(await records.open(visit, asks())).toEqual({ is: 'locked' });
    clock.set('2026-11-24T11:59:59Z');
    expect(await records.open(visit, asks())).toEqual({ is: 'locked' });
    clock.set('2026-11-24T12:00:00Z');
    expect((await records.open(visit, asks())).is).toBe('opened');
    expect((await openTasks('record_opening_locked')).length).toBe(before + 1);
    expect(
      (await lines(visit)).filter((one: { action: string }) => one.action === 'record.opening_locked'),
    ).toHaveLength(7);
  });

  it('counts tries anew an hour after the first', async () => {
    const visit = visitOf();
    for (let index = 0; index < TRIES_ALLOWED; index++) await records.open(visit, asks());
    clock.set('2026-11-24T12:00:00Z');
    for (let index = 0; index < TRIES_ALLOWED; index++)
      expect((await records.open(visit, asks())).is).toBe('opened');
  });
});

describe('the privacy officer', () => {
  const officer = (): Visit =>
    visitOf({ role: 'privacy_officer', name: 'Priya Officer', organisation: 'NR5' });
  const opening = async () => {
    const answer = await records.open(visitOf(), asks());
    if (answer.is !== 'opened') throw new Error(answer.is);
    return answer.record;
  };

  it('of each organisation concerned says once what they make of an opening; the last one’s look finishes its task', async () => {
    const record = await opening();
    await reviewed.lookAt(officer(), record.id, { outcome: 'appropriate', note: null });
    await expect(
      reviewed.lookAt(officer(), record.id, { outcome: 'appropriate', note: null }),
    ).rejects.toThrow('Somebody of your organisation has looked at this already.');
    const keys = async (): Promise<string[]> =>
      (await openTasks('record_opened')).map((task: { key: string }) => task.key);
    expect(await keys()).toContain(`record_opened:${record.id}`);
    const listed = visitOf({ role: 'privacy_officer', name: 'Rhys Officer', organisation: 'RK9' });
    const waiting = await reviewed.page(listed, 'not_looked_at', null, 1000);
    expect(waiting.items.find(({ id }) => id === record.id)?.waitsFor).toEqual(['RK9']);
    await reviewed.lookAt(listed, record.id, { outcome: 'not_appropriate', note: 'We were not asked' });
    expect(await keys()).not.toContain(`record_opened:${record.id}`);
    const { items } = await reviewed.page(officer(), 'all', null, 100);
    expect(items.find((item) => item.id === record.id)).toMatchObject({
      looks: [
        { organisation: 'NR5', by: 'Priya Officer', outcome: 'appropriate', note: null },
        { organisation: 'RK9', by: 'Rhys Officer', outcome: 'not_appropriate', note: 'We were not asked' },
      ],
      waitsFor: [],
      childName: 'Kit Rowe',
    });
  });

  it('stands in for organisations without one: their look and their task, and no other’s', async () => {
    const council = { organisation: 'PLYMOUTH-CC', name: 'Cara Coordinator' } as const;
    const there = await storeFamily(database.dataSource, { entries: [{ provider: 'RJ8', service: 'slt' }] });
    const made = await records.open(visitOf({ role: 'mdt_coordinator', ...council }), {
      ...asks(),
      whose: { childId: there.childId },
    });
    if (made.is !== 'opened') throw new Error(made.is);
    const { id } = made.record;
    const standIn = visitOf({ role: 'privacy_officer', name: 'Rhys Officer', organisation: 'RK9' });
    const seenBy = async (visit: Visit) =>
      (await reviewed.page(visit, 'not_looked_at', null, 1000)).items.find((item) => item.id === id);
    expect((await seenBy(standIn))?.waitsFor).toEqual(['PLYMOUTH-CC', 'RJ8']);
    expect(await seenBy(officer())).toBeUndefined();
    await expect(reviewed.lookAt(officer(), id, { outcome: 'appropriate', note: null })).rejects.toThrow(
      'no such opened record',
    );
    const [task] = (await openTasks('record_opened')).filter(({ key }: { key: string }) => key.endsWith(id));
    const [{ theirs }] = await database.dataSource.query(
      'SELECT for_organisations AS theirs FROM task WHERE key = $1',
      [task?.key],
    );
    expect(theirs).toContain('RK9');
    expect(theirs).not.toContain('NR5');
    const { looks, waitsFor } = await reviewed.lookAt(standIn, id, { outcome: 'appropriate', note: null });
    expect([looks.map(({ organisation }) => organisation), waitsFor]).toEqual([['PLYMOUTH-CC', 'RJ8'], []]);
    expect((await openTasks('record_opened')).filter(({ key }: { key: string }) => key.endsWith(id))).toEqual(
      [],
    );
  });

  it('must say why an opening was not appropriate, and may not judge their own', async () => {
    const visit = officer();
    const record = await opening();
    await expect(
      reviewed.lookAt(visit, record.id, { outcome: 'not_appropriate', note: ' ' }),
    ).rejects.toThrow('Say why it was not appropriate');
    const own = await records.open(visit, asks());
    if (own.is !== 'opened') throw new Error(own.is);
    await expect(
      reviewed.lookAt(visit, own.record.id, { outcome: 'appropriate', note: null }),
    ).rejects.toThrow('another privacy officer');
  });

  it('cannot finish the task without saying what they made of it', async () => {
    const record = await opening();
    const [task] = await database.dataSource.query('SELECT id FROM task WHERE key = $1', [
      `record_opened:${record.id}`,
    ]);
    await expect(tasks.finish(actorOf(officer()), task.id, 'Fine')).rejects.toThrow(
      'whether it was appropriate',
    );
  });

  it('reads openings page by page, each once', async () => {
    const visit = officer();
    const all = await reviewed.page(visit, 'not_looked_at', null, 1000);
    const seen: string[] = [];
    for (let after: Parameters<typeof reviewed.page>[2] = null; ;) {
      const page = await reviewed.page(visit, 'not_looked_at', after, 2);
      seen.push(...page.items.map((item) => item.id));
      const last = page.items.at(-1);
      if (page.next === null || !last) break;
      after = { openedAt: last.openedAt, id: last.id };
    }
    expect(seen).toEqual(all.items.map((item) => item.id));
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('an opened record', () => {
  const reviewedOnce = (id: string) =>
    reviewed.lookAt(visitOf({ role: 'privacy_officer', name: 'Priya Officer', organisation: 'NR5' }), id, {
      outcome: 'not_appropriate',
      note: 'No need',
    });

  it('cannot be altered or taken away by the service, and its look is final', async () => {
    const answer = await records.open(visitOf(), asks());
    if (answer.is !== 'opened') throw new Error(answer.is);
    const { id } = answer.record;
    for (const sql of [
      `UPDATE opened_record SET reason = repeat('x', 30) WHERE id = '${id}'`,
      `UPDATE opened_record SET ends_at = ends_at + interval '1 day' WHERE id = '${id}'`,
      `DELETE FROM opened_record WHERE id = '${id}'`,
      'TRUNCATE opened_record',
    ])
      await expect(service.query(sql)).rejects.toThrow(/permission denied/);
    await reviewedOnce(id);
    for (const sql of [
      `UPDATE opened_record_look SET outcome = 'appropriate' WHERE opened_record_id = '${id}'`,
      `DELETE FROM opened_record_look WHERE opened_record_id = '${id}'`,
    ])
      await expect(service.query(sql)).rejects.toThrow(/permission denied/);
    const look = `UPDATE opened_record SET looked_at = now(), looked_at_by = 'x', outcome = 'appropriate' WHERE id = '${id}'`;
    await service.query(look);
    await expect(service.query(look)).rejects.toThrow('has been looked at already');
    await expect(database.dataSource.query(`DELETE FROM opened_record WHERE id = '${id}'`)).rejects.toThrow();
  });
});

describe('contact details', () => {
  const details = {
    address_line: '4 Wrenfield Close',
    postcode: 'PL4 7XX',
    school: 'Sutton Primary',
    gp_practice: 'L83001',
    contact_mobile: '07700900123',
  };
  const family = async (
    part: Parameters<typeof storeFamily>[1] = {},
    record: Record<string, string | null> = {},
  ) =>
    (await storeFamily(database.dataSource, { ...part, entries: [{ record: { ...details, ...record } }] }))
      .childId;
  const shows = async (visit: Visit, id: string): Promise<string> =>
    JSON.stringify(await contacts.of(visit, id));
  const own = (role: Viewer['role'], id: string): Visit => ({
    ...visitOf({ role, organisation: 'NR5' }, [id]),
  });

  it('are shown of a child in scope, and of nobody else', async () => {
    const id = await family();
    expect(await shows(own('navigator', id), id)).toContain('4 Wrenfield Close');
    expect(await shows(visitOf(), id)).not.toContain('4 Wrenfield Close');
  });

  it.each([
    ['the child is restricted', async () => family({ restricted: true })],
    ['a list says so', async () => family({}, { contact_restriction: 'S' })],
    ['a list reports a child protection plan', async () => family({}, { child_protection_plan: 'Y' })],
    [
      'another organisation says that there is a plan, though the viewer may not see that',
      async () => {
        const id = await family();
        await storeFact(database.dataSource, id, 'child_protection_plan', 'yes');
        return id;
      },
    ],
  ])('are withheld where %s, and said to be', async (_why, make) => {
    const id = await make();
    for (const role of ['clinician', 'list_office', 'navigator'] as const) {
      const shown = await contacts.of(own(role, id), id);
      expect(shown).toMatchObject({ shown: { is: 'withheld' }, mayOpen: role !== 'navigator' });
      for (const secret of Object.values(details)) expect(JSON.stringify(shown)).not.toContain(secret);
    }
  });

  it('of a restricted child are shown for 15 minutes to whoever gave a reason, and to nobody else', async () => {
    const id = await family({ restricted: true });
    const visit = own('list_office', id);
    await contacts.open(visit, id, { reasonCode: 'asked_by_family', reason });
    expect(await contacts.of(visit, id)).toMatchObject({ shown: { is: 'opened' } });
    expect(await shows(visit, id)).toContain('Sutton Primary');
    expect(await shows(own('clinician', id), id)).not.toContain('Sutton Primary');
    clock.set('2026-11-24T11:15:00Z');
    expect(await contacts.of(visit, id)).toMatchObject({ shown: { is: 'withheld' } });
    expect((await lines(visit)).map((line: { action: string }) => line.action)).toEqual([
      'contact.opened',
      'task.raised',
      'contact.viewed',
      'contact.viewed',
      'contact.viewed',
    ]);
    // Opening the details widens nobody's lists.
    expect(await opened.openedBy(visit.viewer.id, clock.now())).toEqual([]);
  });

  it('need no reason where nothing is withheld', async () => {
    const id = await family();
    await expect(
      contacts.open(own('clinician', id), id, { reasonCode: 'urgent_care', reason }),
    ).rejects.toThrow('no reason is needed');
  });

  it('write the look into the trail whatever is shown', async () => {
    const id = await family({ restricted: true });
    const visit = own('navigator', id);
    await contacts.of(visit, id);
    expect(await lines(visit)).toMatchObject([
      { act: 'view', action: 'contact.viewed', childId: id, detail: { shown: 'withheld' } },
    ]);
  });
});
