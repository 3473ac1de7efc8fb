import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { exampleAgreements } from '../../src/sharing/example-agreements.reader.js';
import { EndingTasks } from '../../src/sharing/ending-tasks.service.js';
import { plainDate, addDays } from '../../src/kernel/plain-date.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { type StoredFamily, storeFact, storeFamily } from '../support/families.js';
import { loadExampleAgreements } from '../support/sharing.js';

/**
 * Given a child on a list of NR5 and one of RK9, about whom both have said something, the council too, and the child
 * has said something in confidence; and the example agreements.
 */
const TODAY = plainDate('2026-11-22');
const actor = systemActor('test');
let database: FreshDatabase;
let booted: BootedApp;
let coordinator: Browser;
let listOffice: Browser;
let family: StoredFamily;
let ends: string;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    today: TODAY,
    env: { DUTY_CONTACT: 'bleep 1', DUTY_CONTACTS: 'RK9=bleep 9; NR5/north=bleep 5' },
  });
  coordinator = await booted.as('mdt_coordinator');
  listOffice = await booted.as('list_office');
  const { dataSource } = database;
  family = await storeFamily(dataSource, {
    entries: [
      { provider: 'NR5', service: 'slt' },
      { provider: 'RK9', service: 'neurodiversity' },
    ],
  });
  await storeFact(dataSource, family.childId, 'self_harm', 'past', { source: 'child', organisation: 'NR5' });
  await storeFact(dataSource, family.childId, 'getting_worse', 'yes', {
    source: 'parent',
    organisation: 'RK9',
  });
  await storeFact(dataSource, family.childId, 'youth_justice', 'yes', { organisation: 'PLYMOUTH-CC' });
  await dataSource.query(`UPDATE referral SET decision_due_since = now() WHERE child_id = $1`, [
    family.childId,
  ]);
  await booted.app.get(CaseloadService, { strict: false }).decideDue(actor);
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});
beforeEach(() => booted.clock.set(TODAY));

const own = (): string => `/api/v1/referrals/${family.referralIds[0] ?? ''}`;
const others = (): string => `/api/v1/referrals/${family.referralIds[1] ?? ''}`;
const page = (): string => `/referrals/${family.referralIds[0] ?? ''}`;

describe('with nothing agreed', () => {
  it('a reader sees their own lists, and of what others said nothing', async () => {
    expect((await booted.http.get(own())).status).toBe(200);
    expect((await booted.http.get(others())).status).toBe(404);
    const text = JSON.stringify((await booted.http.get(own())).body);
    for (const code of ['getting_worse', 'youth_justice', 'RK9', 'PLYMOUTH-CC'])
      expect([code, text.includes(code)]).toEqual([code, false]);
  });

  it('the page of the register says that nothing is shared', async () => {
    expect((await booted.http.get('/sharing')).text).toContain('There is no agreement yet');
  });
});

describe('by agreement', () => {
  beforeAll(async () => {
    booted.clock.set(TODAY);
    await loadExampleAgreements(database.dataSource, TODAY);
    const [direct] = exampleAgreements(TODAY);
    if (!direct) throw new Error('there are no examples');
    ends = direct.agreement.expiresOn;
  });

  it('a clinician sees the child’s other list, and everything that was said', async () => {
    expect((await booted.http.get(others())).status).toBe(200);
    const text = JSON.stringify((await booted.http.get(own())).body);
    for (const code of ['getting_worse', 'youth_justice', 'self_harm'])
      expect([code, text.includes(code)]).toEqual([code, true]);
  });

  it('offers no form about the other list, says whom to ask, and offers those of the reader’s own', async () => {
    const theirs = await booted.http.get(`/referrals/${family.referralIds[1] ?? ''}`);
    expect(theirs.text).not.toContain('Confirm this band');
    expect(theirs.text).toContain('RK9: ask the team there to act');
    expect((await booted.http.get(others())).body.mayChange).toEqual({ referral: false, child: true });
    const ours = await booted.http.get(page());
    expect(ours.text).toContain('Confirm this band');
    expect(ours.text).not.toContain('ask the team there to act');
  });

  it('offers no move of a task about the other list, and does not say what the rules found there', async () => {
    const raise = (list: number, key: string): Promise<{ id: string }[]> =>
      database.dataSource.query(
        `INSERT INTO task (kind, key, owner_role, child_id, referral_id, title)
         VALUES ('act_today', $1, 'duty clinician', $2, $3, 'Act today: ' || $1) RETURNING id`,
        [key, family.childId, family.referralIds[list]],
      );
    const [ours] = await raise(0, 'shown-ours');
    const [theirs] = await raise(1, 'shown-theirs');
    const { text } = await booted.http.get('/tasks');
    expect(text).toContain(`action="/tasks/${ours?.id ?? ''}/done"`);
    expect(text).not.toContain(`action="/tasks/${theirs?.id ?? ''}/`);
    expect([text.includes('shown-ours'), text.includes('shown-theirs')]).toEqual([true, false]);
    const one = await booted.http.get(`/api/v1/tasks/${theirs?.id ?? ''}`);
    expect(one.body).toMatchObject({ title: 'Act today', detail: {}, moves: [] });
    expect(text).toContain('This is on RK9’s list. Make sure their duty clinician knows: bleep 9.');
  });

  it('a reader by agreement alone is told how long the family has waited, and not what happened on the way', async () => {
    await database.dataSource.query(
      `INSERT INTO clock_event (referral_id, kind, happened_on, said_by, source)
       VALUES ($1, 'later_missed', '2026-11-01', 'RK9', 'list')`,
      [family.referralIds[1]],
    );
    const navigator = await booted.as('navigator');
    const { clocks } = (await navigator.get(others()).expect(200)).body;
    expect(clocks).toMatchObject({ measured: [], told: [], mayBeTold: [] });
    expect(clocks.family.days).toBeGreaterThan(0);
    expect((await booted.http.get(others())).body.clocks.told).not.toEqual([]);
  });

  it('nobody but a clinician sees what the child said in confidence', async () => {
    for (const [who, browser] of [
      ['coordinator', coordinator],
      ['list office', listOffice],
    ] as const) {
      const { status, body } = await browser.get(own());
      expect([who, status]).toEqual([who, 200]);
      expect([who, JSON.stringify(body).includes('self_harm')]).toEqual([who, false]);
    }
    const rows: { n: number }[] = await database.dataSource.transaction(async (tx) => {
      await tx.query(`SET LOCAL ROLE breakwater_viewer`);
      for (const [name, value] of [
        ['providers', '{NR5}'],
        ['services', '{*}'],
        ['localities', '{*}'],
        ['also_from', '{}'],
        ['facts', '{*}'],
        ['confidential', 'no'],
      ])
        await tx.query(`SELECT set_config($1, $2, true)`, [`breakwater.${name ?? ''}`, value]);
      return tx.query(`SELECT count(*)::int AS n FROM fact WHERE code = 'self_harm'`);
    });
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('every role that signs in reads what is shared with whom, and why', async () => {
    for (const role of ['clinician', 'navigator', 'rules_lead', 'auditor', 'board_reader'] as const) {
      const browser = await booted.as(role);
      const list = await browser.get('/sharing');
      expect([role, list.status]).toEqual([role, 200]);
      expect(list.text).toContain('Plymouth children’s health: direct care');
      expect((await browser.get('/sharing/childrens-health-direct-care')).status).toBe(200);
    }
    const { body } = await booted.http.get('/api/v1/sharing');
    expect(body.shared.entriesFrom).toEqual(['NR5', 'RK9']);
    expect(JSON.stringify(body)).not.toContain('example#');
    expect((await booted.anybody.get('/api/v1/sharing')).status).toBe(401);
  });

  it('the privacy officer is told once, thirty days before it ends', async () => {
    const ending = booted.app.get(EndingTasks, { strict: false });
    expect(await ending.look(actor)).toBe(0);
    booted.clock.set(addDays(plainDate(ends), -30));
    const first = await ending.look(actor);
    expect(first).toBeGreaterThan(0);
    expect(await ending.look(actor)).toBe(0);
    const tasks: { owner_role: string; state: string }[] = await database.dataSource.query(
      `SELECT owner_role, state FROM task WHERE kind = 'sharing_ending'`,
    );
    expect(tasks).toHaveLength(first ?? 0);
    for (const task of tasks) expect(task).toEqual({ owner_role: 'privacy officer', state: 'open' });
    booted.clock.set(ends);
    await ending.look(actor);
    const open = await database.dataSource.query(
      `SELECT FROM task WHERE kind = 'sharing_ending' AND state <> 'done'`,
    );
    expect(open).toEqual([]);
  });
});

describe('when it has ended', () => {
  const said = 'the agreement “Plymouth children’s health: direct care” ended on';

  /** Somebody who has just signed in: sessions do not last from one year to the next. */
  const clinicianAt = (instant: string): Promise<Browser> => {
    booted.clock.set(instant);
    return booted.as('clinician');
  };

  it('holds until midnight in Plymouth, and not a moment longer', async () => {
    const theDayBefore = addDays(plainDate(ends), -1);
    // In summer time, midnight is 23:00 UTC.
    const before = await clinicianAt(`${theDayBefore}T22:59:59Z`);
    expect((await before.get(others())).status).toBe(200);
    expect((await before.get('/')).text).not.toContain(said);
    const after = await clinicianAt(`${theDayBefore}T23:00:00Z`);
    expect((await after.get(others())).status).toBe(404);
    expect((await after.get('/')).text).toContain(said);
  });

  it('is hidden from the referral, and that is said there and on the list', async () => {
    const clinician = await clinicianAt(ends);
    const text = JSON.stringify((await clinician.get(own())).body);
    for (const code of ['getting_worse', 'youth_justice'])
      expect([code, text.includes(code)]).toEqual([code, false]);
    for (const path of ['/', page()]) expect((await clinician.get(path)).text).toContain(said);
    expect((await clinician.get('/sharing')).text).toContain('Not shared with you any more');
  });
});
