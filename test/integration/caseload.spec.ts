import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { loadExampleAgreements } from '../support/sharing.js';

let database: FreshDatabase;
let booted: BootedApp;

beforeAll(async () => {
  database = await freshDatabase();
  await loadExampleAgreements(database.dataSource, '2026-11-18');
  booted = await bootApp({
    databaseUrl: database.url,
    today: '2026-11-18',
    as: { role: 'clinician', name: KIM },
  });
});
afterAll(async () => {
  await booted.close();
  await database.drop();
});

const KIM = 'Kim Clinician';
const FEED = 'NR5 feed';
const feeds = new Map<string, Browser>();
/** The program of an organisation, which sends that organisation's own entries and facts. */
const feedOf = async (organisation: unknown): Promise<Browser> => {
  const name = typeof organisation === 'string' && /^[A-Z0-9-]+$/.test(organisation) ? organisation : 'NR5';
  const feed =
    feeds.get(name) ?? (await booted.as({ role: 'system', organisation: name, name: `${name} feed` }));
  feeds.set(name, feed);
  return feed;
};
/** Entries and facts come from programs; everything else is done by a clinician of NR5. */
const post = async (path: string, body: object): Promise<Response> => {
  const { provider, organisation } = body as Record<string, unknown>;
  const sender =
    path === '/api/v1/referrals'
      ? await feedOf(provider)
      : path === '/api/v1/facts'
        ? await feedOf(organisation)
        : booted.http;
  return sender.post(path).send(body);
};
const rows = <T = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  database.dataSource.query(sql, parameters);

let nth = 0;
/** Numbers begin 999: never issued. */
const anNhsNumber = (): string => {
  for (;;) {
    const digits = `999${String(1_000_000 + ++nth * 7).slice(-6)}`;
    const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${digits}${check}`;
  }
};
const aReferral = (changes: Record<string, unknown> = {}, child: Record<string, unknown> = {}) => ({
  provider: 'NR5',
  serviceRequestIdentifier: `SR9${++nth}`,
  service: 'slt',
  receivedOn: '2026-10-01',
  ...changes,
  child: {
    localPatientIdentifier: `NR5${nth}`,
    nhsNumber: anNhsNumber(),
    nhsNumberStatus: '01',
    birthDate: '2020-05-14',
    givenName: 'Ada',
    familyName: 'Penrose',
    postcode: 'PL4 6AB',
    ...child,
  },
  contact: { name: 'Jo Penrose', email: 'jo@example.org' },
});
const aFact = (referralId: string, changes: Record<string, unknown> = {}) => ({
  referralId,
  code: 'functional_impact',
  value: '3',
  source: 'parent',
  organisation: 'NR5',
  recordedOn: '2026-11-10',
  ...changes,
});
/** What a caller is told about one list. */
interface Told {
  referralId: string;
  service: string;
  decisionId: string;
  band: string;
}
const received = async (
  body: object,
): Promise<{ referralId: string; childId: string; decisions: Told[] }> => {
  const answer = await post('/api/v1/referrals', body);
  expect(answer.status).toBe(201);
  return answer.body;
};

describe('POST /api/v1/referrals', () => {
  it('creates an entry, decided when the answer is sent, standing in the queue, with a trail', async () => {
    const answer = await post('/api/v1/referrals', aReferral());
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      findings: [],
      decisions: [{ service: 'slt', band: 'routine', confirmed: false, actToday: null }],
    });
    const { referralId } = answer.body;
    expect(
      await rows('SELECT band, act_today FROM waiting_list_entry WHERE referral_id = $1', [referralId]),
    ).toEqual([{ band: 'routine', act_today: false }]);
    expect(await rows('SELECT decision_due_since AS due FROM referral WHERE id = $1', [referralId])).toEqual([
      { due: null },
    ]);
    const trail = await rows<{ action: string; actor_name: string }>(
      'SELECT action, actor_name FROM trail WHERE subject_id = $1 ORDER BY id',
      [referralId],
    );
    expect(trail).toEqual([
      { action: 'referral.received', actor_name: FEED },
      { action: 'referral.decided', actor_name: FEED },
    ]);
  });

  it('answers 200 to an identical repeat, adding nothing but who looked at what it answers', async () => {
    const body = aReferral();
    const first = await received(body);
    const counts = () =>
      rows(
        'SELECT (SELECT count(*) FROM decision) d, (SELECT count(*) FROM referral) r, (SELECT count(*)::int FROM trail) t',
      );
    const [before] = await counts();
    const again = await post('/api/v1/referrals', body);
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ ...first });
    expect(await counts()).toEqual([{ ...before, t: Number(before?.['t']) + 1 }]);
  });

  it('answers 409 where the identifier is taken by an entry that says otherwise, and changes nothing', async () => {
    const body = aReferral();
    const { referralId } = await received(body);
    const other = await post('/api/v1/referrals', { ...body, receivedOn: '2026-09-01' });
    expect(other.status).toBe(409);
    expect(other.headers['content-type']).toContain('application/problem+json');
    expect(await rows('SELECT received_on::text AS on FROM referral WHERE id = $1', [referralId])).toEqual([
      { on: '2026-10-01' },
    ]);
  });

  it('creates one of two that arrive at once', async () => {
    for (let round = 0; round < 3; round++) {
      const body = aReferral();
      const both = await Promise.all([post('/api/v1/referrals', body), post('/api/v1/referrals', body)]);
      expect(both.map((answer) => answer.status).sort()).toEqual([200, 201]);
      expect(both[0]?.body.childId).toBe(both[1]?.body.childId);
    }
  });

  it('links by verified number and birth date, decides every list anew, and tells the sender of their own', async () => {
    const body = aReferral();
    const first = await received(body);
    const second = await received(
      aReferral({ provider: 'RK9', service: 'neurodiversity' }, { nhsNumber: body.child.nhsNumber }),
    );
    expect(second.childId).toBe(first.childId);
    expect(second.decisions.map((decision) => decision.service)).toEqual(['neurodiversity']);
    const decided = await rows(
      `SELECT service, count(*)::int AS times FROM decision JOIN referral ON referral.id = referral_id
       WHERE decision.child_id = $1 GROUP BY service ORDER BY service`,
      [first.childId],
    );
    expect(decided).toEqual([
      { service: 'neurodiversity', times: 1 },
      { service: 'slt', times: 2 },
    ]);
  });

  it.each([
    ['no number', { nhsNumber: null }, 'nhs_number_missing'],
    ['a wrong check digit', { nhsNumber: '9990000000' }, 'nhs_number_check_digit'],
    ['a number that is not verified', { nhsNumberStatus: '02' }, 'nhs_number_not_verified'],
  ])('gives %s its own local identity with a finding', async (_title, child, finding) => {
    const answer = await post('/api/v1/referrals', aReferral({}, child));
    expect(answer.status).toBe(201);
    expect(answer.body.findings).toEqual([finding]);
    expect(await rows('SELECT identity FROM child WHERE id = $1', [answer.body.childId])).toEqual([
      { identity: 'local' },
    ]);
  });

  it('never links a verified number with another birth date', async () => {
    const body = aReferral();
    const first = await received(body);
    const answer = await post(
      '/api/v1/referrals',
      aReferral({}, { nhsNumber: body.child.nhsNumber, birthDate: '2018-01-01' }),
    );
    expect(answer.body.findings).toEqual(['birth_date_conflict']);
    expect(answer.body.childId).not.toBe(first.childId);
  });

  it('names every fault at once, of shape and of meaning, and unknown fields', async () => {
    const answer = await post('/api/v1/referrals', {
      provider: 'nr5!',
      serviceRequestIdentifier: ' ',
      service: 'dentistry',
      receivedOn: '2026-12-01',
      originalReceivedOn: '2026-02-30',
      child: { localPatientIdentifier: 'x', birthDate: '2027-01-01', favouriteColour: 'blue' },
    });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const at = answer.body.errors.map((fault: { at: string }) => fault.at);
    expect([...new Set(at)].sort()).toEqual([
      'child.birthDate',
      'child.favouriteColour',
      'originalReceivedOn',
      'provider',
      'receivedOn',
      'service',
      'serviceRequestIdentifier',
    ]);
  });

  it.each([
    ['nothing', {}],
    ['a list', []],
    ['a child that is a list', { ...aReferral(), child: [] }],
    ['a child that is text', { ...aReferral(), child: 'Ada' }],
    ['a contact that is a number', { ...aReferral(), contact: 7 }],
    ['a character that cannot be stored', aReferral({}, { givenName: 'A\u0000da' })],
    ['two services', aReferral({ service: 'slt', teamType: 'A18', teamCodeSystem: 'MHSDS' })],
    ['half a team', aReferral({ service: null, teamType: '33' })],
  ])('refuses %s with 422', async (_title, body) => {
    expect((await post('/api/v1/referrals', body)).status).toBe(422);
  });

  it('reads the list from the provider’s own team code', async () => {
    const body = aReferral({ service: undefined, teamType: 'A18', teamCodeSystem: 'MHSDS' });
    expect((await received(body)).decisions[0]?.service).toBe('mental_health');
  });

  it('never reads an emergency as routine because nobody has agreed what the source’s codes mean', async () => {
    const answer = await post(
      '/api/v1/referrals',
      aReferral({ provider: 'RJ8', service: 'mental_health', priorityTypeCode: '1' }),
    );
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      findings: ['priority_not_mapped'],
      decisions: [{ band: 'urgent', actToday: { whatToDo: [expect.stringContaining('emergency')] } }],
    });
    const { referralId } = answer.body;
    expect(await rows('SELECT code, owner_role FROM finding WHERE referral_id = $1', [referralId])).toEqual([
      { code: 'priority_not_mapped', owner_role: 'data_quality_lead' },
    ]);
  });
});

describe('POST /api/v1/facts', () => {
  it('records a fact, decides every list it concerns, and says why', async () => {
    const body = aReferral();
    const first = await received(body);
    const second = await received(
      aReferral({ provider: 'RK9', service: 'neurodiversity' }, { nhsNumber: body.child.nhsNumber }),
    );
    const { nhsNumber, birthDate } = body.child;
    const answer = await post('/api/v1/facts', {
      ...aFact('', {
        code: 'child_protection_plan',
        value: 'yes',
        source: 'council',
        organisation: 'PLYMOUTH-CC',
      }),
      ...{ referralId: null, nhsNumber, birthDate },
    });
    expect(answer.status).toBe(201);
    expect(answer.body.referralId).toBeNull();
    // Whoever sends it sees no list: every one was decided all the same.
    expect(answer.body.decisions).toEqual([]);
    const standing = await rows<{ id: string; band: string; top: string }>(
      'SELECT referral_id AS id, band, top_reason AS top FROM waiting_list_entry WHERE child_id = $1',
      [first.childId],
    );
    expect(standing.map(({ id }) => id).sort()).toEqual([first.referralId, second.referralId].sort());
    for (const entry of standing) expect(entry.band).toBe('high');
    expect(JSON.stringify(standing)).toMatch(/protection/i);
  });

  it('answers 200 to an identical repeat and 409 to another value of the same source and day', async () => {
    const { referralId } = await received(aReferral());
    const fact = aFact(referralId);
    const first = await post('/api/v1/facts', fact);
    expect(first.status).toBe(201);
    const again = await post('/api/v1/facts', fact);
    expect(again.status).toBe(200);
    expect(again.body.factId).toBe(first.body.factId);
    expect((await post('/api/v1/facts', { ...fact, value: '4' })).status).toBe(409);
    expect((await post('/api/v1/facts', { ...fact, value: '4', recordedOn: '2026-11-11' })).status).toBe(201);
    expect((await post('/api/v1/facts', { ...fact, value: '4', source: 'school' })).status).toBe(201);
  });

  it('records one of two that arrive at once; of two that disagree, one is refused', async () => {
    const { referralId } = await received(aReferral());
    const same = await Promise.all([
      post('/api/v1/facts', aFact(referralId)),
      post('/api/v1/facts', aFact(referralId)),
    ]);
    expect(same.map((answer) => answer.status).sort()).toEqual([200, 201]);
    const day = { recordedOn: '2026-11-12' };
    const differ = await Promise.all([
      post('/api/v1/facts', aFact(referralId, day)),
      post('/api/v1/facts', aFact(referralId, { ...day, value: '1' })),
    ]);
    expect(differ.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  it('finds the child by number and birth date, or the referral by its provider’s identifier', async () => {
    const body = aReferral();
    const { referralId, childId } = await received(body);
    const { nhsNumber, birthDate } = body.child;
    const byNumber = await post('/api/v1/facts', {
      ...aFact(''),
      referralId: null,
      nhsNumber,
      birthDate,
      code: 'getting_worse',
      value: 'yes',
    });
    expect(byNumber.body).toMatchObject({ childId, referralId: null });
    const { provider, serviceRequestIdentifier } = body;
    const byName = await post('/api/v1/facts', {
      ...aFact(''),
      referralId: null,
      provider,
      serviceRequestIdentifier,
      birthDate,
    });
    expect(byName.body).toMatchObject({ childId, referralId });
  });

  it('refuses what names two different children', async () => {
    const one = aReferral();
    const other = aReferral({}, { birthDate: '2019-01-01' });
    const { referralId } = await received(one);
    await received(other);
    const { nhsNumber, birthDate } = other.child;
    const answer = await post('/api/v1/facts', aFact(referralId, { nhsNumber, birthDate }));
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { at: string }) => fault.at)).toEqual(['nhsNumber', 'birthDate']);
    const typed = await post('/api/v1/facts', {
      ...aFact(''),
      referralId: null,
      provider: one.provider,
      serviceRequestIdentifier: one.serviceRequestIdentifier,
    });
    expect(typed.body.errors.map((fault: { at: string }) => fault.at)).toEqual(['birthDate']);
  });

  it.each([
    ['a code nobody knows', { code: 'shoe_size' }, ['code']],
    ['a value not of its type', { value: 'very' }, ['value']],
    ['a blank value', { value: '' }, ['value']],
    ['the future', { recordedOn: '2026-11-19' }, ['recordedOn']],
    ['a day before birth', { recordedOn: '2019-01-01' }, ['recordedOn']],
    ['a source nobody knows', { source: 'neighbour' }, ['source']],
    ['no subject', { referralId: null }, ['referralId']],
    [
      'everything wrong',
      { code: 'x', source: 'y', recordedOn: 'z', colour: 'blue' },
      ['code', 'colour', 'recordedOn', 'source'],
    ],
  ])('refuses %s', async (_title, changes, at) => {
    const { referralId } = await received(aReferral());
    const answer = await post('/api/v1/facts', aFact(referralId, changes));
    expect(answer.status).toBe(422);
    expect([...new Set(answer.body.errors.map((fault: { at: string }) => fault.at))].sort()).toEqual(at);
  });

  it('withdrawn when entered in error is kept, counts no more, and lowers nothing by itself', async () => {
    const { referralId } = await received(aReferral());
    const raised = await post(
      '/api/v1/facts',
      aFact(referralId, { code: 'looked_after', value: 'yes', source: 'council' }),
    );
    expect(raised.body.decisions[0].band).toBe('high');
    const path = `/api/v1/facts/${raised.body.factId}/withdraw`;
    expect((await booted.anybody.post(path).send({ reason: 'wrong child' })).status).toBe(401);
    expect((await post(path, { reason: ' ' })).status).toBe(422);
    const withdrawn = await post(path, { reason: 'wrong child' });
    expect(withdrawn.status).toBe(200);
    expect(withdrawn.body.decisions[0]).toMatchObject({ band: 'high', lowerProposal: 'routine' });
    expect(
      await rows('SELECT withdrawn_by, withdrawn_reason FROM fact WHERE id = $1', [raised.body.factId]),
    ).toEqual([{ withdrawn_by: KIM, withdrawn_reason: 'wrong child' }]);
    expect((await post(path, { reason: 'again' })).status).toBe(409);
    expect((await post('/api/v1/facts/nonsense/withdraw', { reason: 'x' })).status).toBe(404);
  });
});

describe('the description for programs', () => {
  it('says what each request may hold', async () => {
    const { paths, components } = (await booted.http.get('/api/docs-json')).body;
    for (const path of [
      'referrals',
      'facts',
      'facts/{id}/withdraw',
      'referrals/{id}/confirm',
      'decisions/{id}/replay',
      'tasks/{id}/done',
    ])
      expect([path, Boolean(paths[`/api/v1/${path}`]?.post)]).toEqual([path, true]);
    expect(components.schemas.ReceiveReferral.required).toEqual([
      'provider',
      'serviceRequestIdentifier',
      'receivedOn',
      'child',
    ]);
    expect(components.schemas.RecordFact.properties.source.enum).toContain('council');
    expect(Object.keys(paths)).not.toContain('/referrals/{id}/confirm');
  });
});

describe('decisions', () => {
  it('are kept whole and made again to the last word', async () => {
    const { decisions } = await received(aReferral());
    const id = decisions[0]?.decisionId;
    const stored = await booted.http.get(`/api/v1/decisions/${id}`);
    expect(stored.status).toBe(200);
    expect(stored.body).toMatchObject({ id, decidedBy: FEED, receipt: { decision: { band: 'routine' } } });
    const replayed = await post(`/api/v1/decisions/${id}/replay`, {});
    expect(replayed.status).toBe(200);
    expect(replayed.body).toMatchObject({ decisionId: id, identical: true, differences: [] });
    expect((await booted.http.get('/api/v1/decisions/nonsense')).status).toBe(404);
    expect((await post('/api/v1/decisions/00000000-0000-4000-8000-000000000000/replay', {})).status).toBe(
      404,
    );
  });

  it('cannot be changed', async () => {
    await received(aReferral());
    await expect(rows("UPDATE decision SET band = 'routine'")).rejects.toThrow('append-only');
  });

  it('made again from the same add nothing, however often', async () => {
    const { referralId, childId } = await received(aReferral());
    const caseload = booted.app.get(CaseloadService);
    for (let again = 0; again < 2; again++) {
      await rows('UPDATE referral SET decision_due_since = now() WHERE child_id = $1', [childId]);
      expect(await caseload.decideDue(systemActor('test'))).toEqual({ decided: 0, unchanged: 1, failed: 0 });
    }
    expect(await rows('SELECT id FROM decision WHERE referral_id = $1', [referralId])).toHaveLength(1);
  });
});

describe('confirming a band', () => {
  const confirm = (referralId: string, body: object) => post(`/api/v1/referrals/${referralId}/confirm`, body);

  it('shows the band as confirmed, by whom, and decides again at once', async () => {
    const { referralId, decisions } = await received(aReferral());
    const decisionId = decisions[0]?.decisionId;
    const answer = await confirm(referralId, { decisionId, band: 'routine', note: 'read the letter' });
    expect(answer.status).toBe(200);
    expect(answer.body.decisions[0]).toMatchObject({ band: 'routine', confirmed: true });
    expect(
      await rows('SELECT band_confirmed AS c FROM waiting_list_entry WHERE referral_id = $1', [referralId]),
    ).toEqual([{ c: true }]);
    expect(
      await rows('SELECT confirmed_by, band FROM confirmation WHERE referral_id = $1', [referralId]),
    ).toEqual([{ confirmed_by: KIM, band: 'routine' }]);
  });

  it('is refused where a newer decision exists, and to nobody in particular', async () => {
    const { referralId, decisions } = await received(aReferral());
    const decisionId = decisions[0]?.decisionId;
    const given = { decisionId, band: 'routine', note: 'read the letter' };
    const nobody = await booted.anybody.post(`/api/v1/referrals/${referralId}/confirm`).send(given);
    expect(nobody.status).toBe(401);
    expect((await confirm(referralId, { ...given, band: 'urgent' })).status).toBe(422);
    await post('/api/v1/facts', aFact(referralId));
    expect((await confirm(referralId, given)).status).toBe(409);
    const { decisions: others } = await received(aReferral());
    expect((await confirm(referralId, { ...given, decisionId: others[0]?.decisionId })).status).toBe(404);
  });

  it('of the lower proposal lets the band fall, and only that does', async () => {
    const { referralId } = await received(aReferral());
    const raised = await post(
      '/api/v1/facts',
      aFact(referralId, { code: 'looked_after', value: 'yes', source: 'council', recordedOn: '2026-11-01' }),
    );
    const gone = await post(
      '/api/v1/facts',
      aFact(referralId, { code: 'looked_after', value: 'no', source: 'council', recordedOn: '2026-11-15' }),
    );
    expect(raised.body.decisions[0].band).toBe('high');
    expect(gone.body.decisions[0]).toMatchObject({ band: 'high', lowerProposal: 'routine' });
    const { decisionId } = gone.body.decisions[0];
    const answer = await confirm(referralId, {
      decisionId,
      band: 'routine',
      note: 'lives with family again',
    });
    expect(answer.body.decisions[0]).toMatchObject({ band: 'routine', confirmed: true, lowerProposal: null });
  });

  it('works from the form on the page and leads back to it', async () => {
    const { referralId, decisions } = await received(aReferral());
    const form = { decisionId: decisions[0]?.decisionId, band: 'routine', note: 'looked' };
    const answer = await booted.http.post(`/referrals/${referralId}/confirm`).type('form').send(form);
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe(`/referrals/${referralId}`);
    const nobody = await booted.anybody.post(`/referrals/${referralId}/confirm`).type('form').send(form);
    expect(nobody.status).toBe(401);
  });

  it('is what starts the time of the next look anew; deciding again does not', async () => {
    const { referralId, childId } = await received(aReferral());
    const review = async () =>
      (
        await rows<{ on: string }>(
          'SELECT review_on::text AS on FROM waiting_list_entry WHERE referral_id = $1',
          [referralId],
        )
      )[0]?.on;
    const first = await review();
    booted.clock.set('2026-11-20');
    await rows('UPDATE referral SET decision_due_since = now() WHERE child_id = $1', [childId]);
    await booted.app.get(CaseloadService).decideDue(systemActor('test'));
    expect(await review()).toBe(first);
    const [latest] = await rows<{ id: string }>(
      'SELECT id FROM decision WHERE referral_id = $1 ORDER BY sequence DESC LIMIT 1',
      [referralId],
    );
    // The day before's session has come to its end.
    const today = await booted.as({ role: 'clinician', name: KIM });
    await today
      .post(`/api/v1/referrals/${referralId}/confirm`)
      .send({ decisionId: latest?.id, band: 'routine', note: 'looked' })
      .expect(200);
    expect((await review())?.localeCompare(first ?? '')).toBe(1);
    booted.clock.set('2026-11-18');
  });
});
