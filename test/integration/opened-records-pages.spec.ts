import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';

/** Given a child on a list of RK9 alone, and a clinician of NR5. */
let database: FreshDatabase;
let booted: BootedApp;
let officer: Browser;
let childId: string;

const NOT_OPENED =
  'We could not open a record with this number and birth date. That does not mean that there is none. Check both, try a provider’s own number, or ring the provider. In danger now: 999.';
const reason = 'She came to our drop-in today and is not well';
const form = (part: Record<string, string> = {}) => ({
  nhsNumber: '999 000 0018',
  birthDay: '17',
  birthMonth: '3',
  birthYear: '2019',
  reasonCode: 'urgent_care',
  reason,
  ...part,
});

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    today: '2026-11-24',
    env: { ACCESS_MAP_FILE: 'test/fixtures/access-map.json' },
  });
  officer = await booted.as('privacy_officer');
  ({ childId } = await storeFamily(database.dataSource, {
    givenName: 'Loveday',
    familyName: 'Trewin',
    entries: [{ provider: 'RK9', service: 'neurodiversity' }],
  }));
  await database.dataSource.query(
    `UPDATE child SET nhs_number = '9990000018', identity = 'verified' WHERE id = $1`,
    [childId],
  );
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

beforeEach(() => booted.clock.set('2026-11-24'));

const open = (browser: Browser, part: Record<string, string> = {}) =>
  browser.post('/open-a-record').type('form').send(form(part));

describe('the page that opens a record', () => {
  it('warns that it is recorded, and is for clinicians and coordinators alone', async () => {
    for (const role of ['clinician', 'mdt_coordinator'] as const) {
      const form = (await (await booted.as(role)).get('/open-a-record')).text;
      expect(form).toContain('This is recorded');
      expect(form).toContain('University Hospitals Plymouth (RK9)');
    }
    for (const role of [
      'list_office',
      'access_member',
      'navigator',
      'auditor',
      'privacy_officer',
      'system',
    ] as const) {
      const browser = await booted.as(role);
      expect([role, (await browser.get('/open-a-record')).status]).toEqual([role, 403]);
      expect([role, (await open(browser)).status]).toEqual([role, 403]);
    }
  });

  it('opens what is found, says until when, and lets the child be seen until then', async () => {
    const clinician = await booted.as({ role: 'clinician', name: 'Dr Glass' });
    expect((await clinician.get(`/children/${childId}/who-looked`)).status).toBe(404);
    const answer = await open(clinician);
    expect(answer.status).toBe(303);
    const page = await clinician.get(answer.headers['location'] ?? '');
    expect(page.status).toBe(200);
    for (const words of [
      'Loveday Trewin',
      'open to you until 24 November 2026 at 12:00',
      'The privacy officer has been told',
      reason,
    ])
      expect(page.text).toContain(words);
    expect((await clinician.get(`/children/${childId}/who-looked`)).status).toBe(200);
    expect((await booted.http.get(answer.headers['location'] ?? '')).status).toBe(404);
    // Seen whole, whatever is agreed; to be seen is not to be changed.
    const [referral] = await database.dataSource.query('SELECT id FROM referral WHERE child_id = $1', [
      childId,
    ]);
    expect(page.text).toContain(`/referrals/${referral.id}`);
    expect((await clinician.get(`/referrals/${referral.id}`)).status).toBe(200);
    expect((await booted.http.get(`/referrals/${referral.id}`)).status).toBe(404);
    const change = { decisionId: referral.id, band: 'routine', note: 'x' };
    expect((await clinician.post(`/api/v1/referrals/${referral.id}/confirm`).send(change)).status).toBe(404);
    booted.clock.set('2026-11-24T12:00:00Z');
    // A session ends sooner than that when nobody uses it: the same clinician signs in again.
    const later = await booted.as({ role: 'clinician', name: 'Dr Glass' });
    expect((await later.get(answer.headers['location'] ?? '')).status).toBe(404);
    expect((await later.get(`/children/${childId}/who-looked`)).status).toBe(404);
  });

  it('answers a wrong birth date and a number of nobody with the same page, which does not say that there is no record', async () => {
    const clinician = await booted.as({ role: 'clinician', name: 'Dr Guess' });
    const same = (text: string): string =>
      text.replaceAll(/nonce="[^"]*"|value="[^"]*"|<p class="nhsuk-body-s.*<\/p>/g, '');
    const wrong = await open(clinician, { birthDay: '18' });
    const nobody = await open(clinician, { nhsNumber: '9990000026' });
    expect([wrong.status, nobody.status]).toEqual([404, 404]);
    expect(same(wrong.text)).toBe(same(nobody.text));
    expect(wrong.text).toContain(NOT_OPENED);
    const local = { nhsNumber: '', provider: 'RK9', localIdentifier: 'not-a-number-of-anybody' };
    const unknown = await open(clinician, local);
    expect(unknown.status).toBe(404);
    expect(unknown.text).toContain(NOT_OPENED);
    expect(same(await open(clinician, { ...local, birthDay: '18' }).then(({ text }) => text))).toBe(
      same(unknown.text),
    );
    expect(wrong.text).not.toContain('Trewin');
    expect(wrong.text).toContain('value="18"');
  });

  it('says every fault beside its field, and keeps what was typed', async () => {
    const answer = await open(booted.http, {
      nhsNumber: '999 000 0019',
      birthMonth: '13',
      reasonCode: '',
      reason: '<b>short',
    });
    expect(answer.status).toBe(422);
    for (const words of [
      'This is not an NHS number',
      'Enter the birth date',
      'Choose why',
      'at least 20 letters',
      '&lt;b&gt;short',
      'href="#reason"',
    ])
      expect(answer.text).toContain(words);
  });

  it('is locked after ten tries', async () => {
    const clinician = await booted.as({ role: 'clinician', name: 'Dr Often' });
    for (let index = 0; index < 10; index++)
      expect((await open(clinician, { birthDay: '1' })).status).toBe(404);
    const locked = await open(clinician);
    expect(locked.status).toBe(429);
    expect(locked.text).toContain('You have tried too often');
    expect(locked.text).toContain('Ring the provider. In danger now: 999.');
    expect(JSON.stringify(locked.headers)).not.toContain('open-a-record/');
    expect((await officer.get('/tasks')).text).toContain('Somebody tried too often to open records');
  });
});

describe('the page of opened records', () => {
  it('shows who opened what and why, and keeps what the privacy officer makes of it', async () => {
    const page = await officer.get('/opened-records');
    expect(page.status).toBe(200);
    for (const words of [
      'Dr Glass, clinician of Livewell Southwest',
      'Loveday Trewin',
      reason,
      'This child needs care from me now',
    ])
      expect(page.text).toContain(words);
    const id = /opened-records\/([0-9a-f-]{36})\/look/.exec(page.text)?.[1] ?? '';
    const look = (said: Record<string, string>) =>
      officer.post(`/opened-records/${id}/look`).type('form').send(said);
    expect((await look({ outcome: 'fine' })).status).toBe(422);
    expect((await look({ outcome: 'not_appropriate', note: '' })).status).toBe(422);
    expect((await look({ outcome: 'not_appropriate', note: 'No drop-in that day' })).status).toBe(303);
    expect((await look({ outcome: 'appropriate' })).status).toBe(409);
    expect((await officer.get('/opened-records')).text).not.toContain('Dr Glass');
    expect((await officer.get('/opened-records?show=all')).text).toContain(
      'Not appropriate, said Pat Privacy of Livewell Southwest on 24 November 2026',
    );
    // The opener's own people do not close it for those on whose list the child is.
    const listed = await booted.as({ role: 'privacy_officer', organisation: 'RK9' });
    const theirs = (await listed.get('/opened-records')).text;
    expect(theirs).toContain(`/opened-records/${id}/look`);
    expect(theirs).toContain('said Pat Privacy of Livewell Southwest');
    expect((await officer.get('/opened-records?show=all')).text).toContain(
      'Still to be looked at by University Hospitals Plymouth',
    );
  });

  it('is for the privacy officers of whoever opened it or of a list the child is on, and of nobody else', async () => {
    const clinician = await booted.as({ role: 'clinician', name: 'Dr Seen' });
    expect((await open(clinician)).status).toBe(303);
    const { text } = await officer.get('/opened-records');
    const id = /opened-records\/([0-9a-f-]{36})\/look/.exec(text)?.[1] ?? '';
    const of = (organisation: string) => booted.as({ role: 'privacy_officer', organisation });
    const council = await of('PLYMOUTH-CC');
    const shown = (await council.get('/opened-records?show=all')).text;
    for (const words of ['Loveday', 'Dr Seen', 'Dr Glass', reason]) expect(shown).not.toContain(words);
    const look = (browser: Browser) =>
      browser.post(`/opened-records/${id}/look`).type('form').send({ outcome: 'appropriate' });
    expect((await look(council)).status).toBe(404);
    const listed = await of('RK9');
    expect((await listed.get('/opened-records')).text).toContain('Dr Seen');
    expect((await look(listed)).status).toBe(303);
  });

  it('is a task of the same privacy officers, and of no others: not by list, by id, or by a word of it', async () => {
    const clinician = await booted.as({ role: 'clinician', name: 'Dr Task' });
    expect((await open(clinician)).status).toBe(303);
    const [{ id } = { id: '' }]: { id: string }[] = await database.dataSource.query(
      `SELECT task.id FROM task JOIN opened_record AS o ON key = 'record_opened:' || o.id WHERE viewer_name = 'Dr Task'`,
    );
    for (const organisation of ['NR5', 'RK9']) {
      const theirs = await booted.as({ role: 'privacy_officer', organisation });
      expect((await theirs.get(`/api/v1/tasks/${id}`)).body).toMatchObject({ id, childId });
      expect((await theirs.get('/tasks')).text).toContain(id);
    }
    const council = await booted.as({ role: 'privacy_officer', organisation: 'PLYMOUTH-CC' });
    expect((await council.get(`/api/v1/tasks/${id}`)).status).toBe(404);
    expect((await council.post(`/api/v1/tasks/${id}/acknowledge`).send({})).status).toBe(404);
    // Nor of whoever was locked out elsewhere.
    expect((await council.get('/api/v1/tasks')).body).toEqual({ items: [], next: null });
    const page = (await council.get('/tasks')).text;
    expect(page).toContain('There is nothing to do here.');
    expect(page).not.toMatch(/watching|duty|act-today/);
  });

  it('is for the privacy officer alone', async () => {
    for (const role of ['clinician', 'list_office', 'auditor', 'rules_lead', 'board_reader'] as const)
      expect((await (await booted.as(role)).get('/opened-records')).status).toBe(403);
    expect((await officer.get('/opened-records?after=x')).status).toBe(422);
    expect(
      (await officer.post('/opened-records/x/look').type('form').send({ outcome: 'appropriate' })).status,
    ).toBe(404);
  });
});

describe('a coordinator', () => {
  it('opens a child of no locality of theirs, to read and not to change', async () => {
    const coordinator = await booted.as({
      role: 'mdt_coordinator',
      localities: ['north'],
      name: 'Cory North',
    });
    const { childId: restricted, referralIds } = await storeFamily(database.dataSource, {
      familyName: 'Nance',
      restricted: true,
      entries: [{ provider: 'NR5', record: { local_patient_identifier: 'LW-31' } }],
    });
    const address = `/api/v1/referrals/${referralIds[0] ?? ''}`;
    expect((await coordinator.get(address)).status).toBe(404);
    const answer = await open(coordinator, {
      nhsNumber: '',
      provider: 'NR5',
      localIdentifier: 'lw-31',
      reasonCode: 'safeguarding',
    });
    expect(answer.status).toBe(303);
    const page = await coordinator.get(answer.headers['location'] ?? '');
    expect(page.text).toContain('Nance');
    expect(page.text).not.toContain('who-looked');
    expect(page.text).toContain(
      'you cannot flag the child or read whom to ring. Ask the provider of the list',
    );
    const seen = await coordinator.get(address);
    expect(seen.status).toBe(200);
    expect((await coordinator.get(`/children/${restricted}/contact`)).status).toBe(403);
    const flag = { board: 'locality', reason: 'Worried about this child' };
    expect((await coordinator.post(`/api/v1/children/${restricted}/flags`).send(flag)).status).toBe(404);
    const told = (await officer.get('/opened-records')).text;
    expect(told).toContain('Cory North, mdt coordinator of Livewell Southwest');
  });
});
