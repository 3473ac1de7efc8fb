import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';

/** What people say happened to a wait, through the page and the API. */
let database: FreshDatabase;
let booted: BootedApp;
let clinician: Browser;
let office: Browser;
let address: string;
let id: string;

interface Clocks {
  family: { days: number; since: string };
  measured: { state: string; days: number | null }[];
  told: { id: string; kind: string; counts: boolean }[];
}
const clocks = async (): Promise<Clocks> =>
  ((await clinician.get(`/api/v1/referrals/${id}`)).body as { clocks: Clocks }).clocks;
const tell = (by: Browser, body: object) => by.post(`${address}/clock-events`).send(body);

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: '2026-11-24' });
  const family = await storeFamily(database.dataSource, {
    givenName: 'Loveday',
    familyName: 'Trewin',
    entries: [{ provider: 'RK9', service: 'community_paediatrics' }],
  });
  const [entry]: { id: string }[] = await database.dataSource
    .query(
      `UPDATE referral SET received_on = '2026-09-01', waiting_since = '2026-09-01' WHERE child_id = $1 RETURNING id`,
      [family.childId],
    )
    .then(([rows]: [{ id: string }[]]) => rows);
  id = entry?.id ?? '';
  address = `/api/v1/referrals/${id}`;
  const at = { organisation: 'RK9', services: ['community_paediatrics'] };
  clinician = await booted.as({ role: 'clinician', ...at });
  office = await booted.as({ role: 'list_office', ...at });
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

describe('what a person says of a wait', () => {
  const missed = {
    kind: 'first_missed',
    happenedOn: '2026-10-01',
    clearlyCommunicated: 'yes',
    note: 'By letter',
  };

  it('nullifies the measured clock where a clinician says so and how the family was told, starts it anew, and leaves the family’s days as they are', async () => {
    expect((await tell(office, missed)).status).toBe(422);
    expect((await tell(clinician, { ...missed, note: '' })).status).toBe(422);
    expect((await tell(clinician, missed)).status).toBe(201);
    expect(await clocks()).toMatchObject({ family: { days: 84 }, measured: [{ state: 'waits_for_offer' }] });
    expect((await tell(office, { kind: 'rebooked', happenedOn: '2026-11-14' })).status).toBe(201);
    expect(await clocks()).toMatchObject({
      family: { days: 84 },
      measured: [{ state: 'running', days: 10 }],
    });
  });

  it('told again counts once', async () => {
    expect((await tell(clinician, missed)).status).toBe(201);
    expect(await clocks()).toMatchObject({ measured: [{ state: 'running', days: 10 }] });
  });

  it('is taken back with a reason, is kept and shown, and counts no more', async () => {
    const { told } = await clocks();
    for (const { id: eventId, kind } of told.filter((event) => event.kind === 'first_missed')) {
      const taken = () =>
        clinician.post(`${address}/clock-events/withdraw`).send({ eventId, why: 'another child' });
      expect([kind, (await taken()).status, (await taken()).status]).toEqual([kind, 204, 409]);
    }
    expect(await clocks()).toMatchObject({ measured: [{ state: 'running', days: 84 }] });
    expect((await office.get(`/referrals/${id}`)).text).toContain('Entered in error');
  });

  it('about care is a clinician’s to say', async () => {
    const began = { kind: 'monitoring_began', happenedOn: '2026-11-20' };
    expect((await tell(office, began)).status).toBe(422);
    expect((await tell(clinician, began)).status).toBe(201);
    expect(await clocks()).toMatchObject({ measured: [{ state: 'stopped', days: 80 }] });
  });

  it('about care is a clinician’s to take back', async () => {
    const { told } = await clocks();
    const began = told.find(({ kind }) => kind === 'monitoring_began');
    const taken = await office
      .post(`${address}/clock-events/withdraw`)
      .send({ eventId: began?.id, why: 'another child' });
    expect(taken.status).toBe(409);
    expect(await clocks()).toMatchObject({ measured: [{ state: 'stopped', days: 80 }] });
  });

  it('corrects a start once, with a reason, and says that the queue counts on', async () => {
    const corrected = {
      kind: 'start_corrected',
      happenedOn: '2026-10-05',
      note: 'The letter is of 5 October',
    };
    expect((await tell(office, { ...corrected, note: '' })).status).toBe(422);
    expect((await tell(office, corrected)).status).toBe(201);
    expect((await tell(office, corrected)).status).toBe(422);
    expect(await clocks()).toMatchObject({ family: { since: '2026-10-05', days: 50 } });
    expect((await office.get(`/referrals/${id}`)).text).toContain(
      'The queue still counts from 1 September 2026',
    );
  });

  it.each([
    ['still to come', { kind: 'rebooked', happenedOn: '2026-11-25' }],
    ['before the birth', { kind: 'rebooked', happenedOn: '1999-01-01' }],
    ['no day', { kind: 'rebooked', happenedOn: '2026-02-30' }],
    ['the list’s own to report', { kind: 'discharged', happenedOn: '2026-11-01' }],
    ['of another standard', { kind: 'care_plan', happenedOn: '2026-11-01' }],
    ['told before it happened', { kind: 'rebooked', happenedOn: '2026-11-02', communicatedOn: '2026-11-01' }],
  ])('that is %s is refused with a reason', async (_words, body) => {
    expect((await tell(clinician, body)).status).toBe(422);
  });

  it('comes through the form on the page too, and leaves a line of the trail', async () => {
    const sent = await office.post(`/referrals/${id}/clock-events`).type('form').send({
      kind: 'later_missed',
      happenedOn: '2026-11-22',
      communicatedOn: '',
      clearlyCommunicated: '',
      note: '',
    });
    expect([sent.status, sent.headers['location']]).toEqual([303, `/referrals/${id}#waited`]);
    const lines: { action: string }[] = await database.dataSource.query(
      `SELECT DISTINCT action FROM trail WHERE action LIKE 'clock.%' ORDER BY 1`,
    );
    expect(lines.map(({ action }) => action)).toEqual(['clock.told', 'clock.withdrawn']);
  });

  it('is nobody else’s to say', async () => {
    const elsewhere = await booted.as({ role: 'list_office', organisation: 'NR5' });
    expect((await tell(elsewhere, missed)).status).toBe(404);
    for (const role of ['navigator', 'mdt_coordinator', 'auditor'] as const)
      expect([role, (await tell(await booted.as(role), missed)).status]).toEqual([role, 403]);
  });
});
