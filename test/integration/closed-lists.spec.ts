import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLOSED_LISTS_COUNT_DAYS } from '../../src/access/scope.js';
import { addDays, plainDate } from '../../src/kernel/plain-date.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { storeFamily, type StoredFamily } from '../support/families.js';

const TODAY = plainDate('2026-11-24');
const LAST_DAY = addDays(TODAY, -CLOSED_LISTS_COUNT_DAYS);

/** What a list gives that the child left: all of it for a year, nothing by itself after that. */
let database: FreshDatabase;
let booted: BootedApp;
let clinician: Browser;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  clinician = await booted.as('clinician');
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const closedOn = (on: string) => ({ open: false, closedOn: on, receivedOn: '2019-05-01' });
const elsewhere = { provider: 'RK9', service: 'neurodiversity' };

/** How each of the ways to read or change something of the child is answered. */
async function answers({ childId, referralIds }: StoredFamily, browser = clinician): Promise<number[]> {
  const [own = ''] = referralIds;
  const asked = [
    await browser.get(`/referrals/${own}`),
    await browser.get(`/api/v1/referrals/${own}`),
    await browser.get(`/children/${childId}/contact`),
    await browser.get(`/children/${childId}/who-looked`),
    await browser.get(`/api/v1/children/${childId}/flags`),
    await browser.post('/api/v1/facts').send({
      referralId: own,
      code: 'functional_impact',
      value: '2',
      source: 'clinician',
      organisation: 'NR5',
      recordedOn: '2026-11-20',
    }),
    await browser
      .post(`/api/v1/children/${childId}/flags`)
      .send({ board: 'access', reason: 'Several of us' }),
  ];
  return asked.map(({ status }) => status);
}
const ALL_REFUSED = [404, 404, 404, 404, 404, 404, 404];
const ALL_DONE = [200, 200, 200, 200, 200, 201, 201];

describe('a child who left a list', () => {
  it('is nobody’s there a year later: not read, not written about, and waits elsewhere unseen', async () => {
    const left = await storeFamily(database.dataSource, {
      entries: [closedOn('2020-01-01'), elsewhere],
    });
    expect(await answers(left)).toEqual(ALL_REFUSED);
    expect(await answers(left, await booted.as('list_office'))).not.toContain(200);
    expect((await clinician.get(`/api/v1/referrals/${left.referralIds[1] ?? ''}`)).status).toBe(404);
  });

  it('is theirs to the last day of that year, and not on the day after', async () => {
    const lately = await storeFamily(database.dataSource, { entries: [closedOn(LAST_DAY)] });
    expect(await answers(lately)).toEqual(ALL_DONE);
    const yesterday = await storeFamily(database.dataSource, { entries: [closedOn(addDays(LAST_DAY, -1))] });
    expect(await answers(yesterday)).toEqual(ALL_REFUSED);
  });

  it('and is back on one is theirs with every old entry', async () => {
    const back = await storeFamily(database.dataSource, { entries: [closedOn('2020-01-01'), {}] });
    expect(await answers(back)).toEqual(ALL_DONE);
  });

  it('and is back on one of another service alone stays hidden from those of the old one', async () => {
    const moved = await storeFamily(database.dataSource, {
      entries: [closedOn('2020-01-01'), { service: 'mental_health' }],
    });
    expect(await answers(moved, await booted.as({ role: 'clinician', services: ['slt'] }))).toEqual(
      ALL_REFUSED,
    );
  });

  it('and is flagged is their board’s until the flag is declined, however long ago that was', async () => {
    const left = await storeFamily(database.dataSource, { entries: [closedOn(LAST_DAY)] });
    const coordinator = await booted.as('mdt_coordinator');
    const flags = `/api/v1/children/${left.childId}/flags`;
    const said = { board: 'locality', reason: 'Several of us are worried' };
    const { id } = (await coordinator.post(flags).send(said).expect(201)).body;
    await database.dataSource.query(`UPDATE referral SET closed_on = '2020-01-01' WHERE id = $1`, [
      left.referralIds[0],
    ]);
    await database.dataSource.query(`UPDATE flag SET raised_at = '2020-01-01' WHERE id = $1`, [id]);
    await coordinator.get(flags).expect(200);
    const decline = { to: 'declined', reason: 'Well since 2020', version: 1 };
    await coordinator.post(`/api/v1/flags/${id}/move`).send(decline).expect(200);
    await coordinator.get(flags).expect(404);
  });

  it('is opened by them with a reason, like any other', async () => {
    const left = await storeFamily(database.dataSource, { entries: [closedOn('2020-01-01'), elsewhere] });
    const reader = await booted.as({ role: 'clinician', name: 'Dr Opens' });
    await reader
      .post('/open-a-record')
      .type('form')
      .send({
        provider: 'NR5',
        localIdentifier: await numberOf(left),
        birthDay: '17',
        birthMonth: '3',
        birthYear: '2019',
        reasonCode: 'asked_by_family',
        reason: 'The family rang about the letter of 2020.',
      })
      .expect(303);
    expect((await reader.get(`/api/v1/referrals/${left.referralIds[0] ?? ''}`)).status).toBe(200);
  });
});

async function numberOf({ referralIds }: StoredFamily): Promise<string> {
  const [row]: { number: string }[] = await database.dataSource.query(
    'SELECT local_patient_identifier AS number FROM child_record WHERE referral_id = $1',
    [referralIds[0]],
  );
  return row?.number ?? '';
}
