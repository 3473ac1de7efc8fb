import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlagService } from '../../src/flags/flag.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { bootApp, type BootedApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

let database: FreshDatabase;
let booted: BootedApp;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: '2026-11-24' });
});
afterAll(async () => {
  await booted.close();
  await database.drop();
});

async function child(locality: string, changes: Record<string, string> = {}): Promise<string> {
  const row = { given_name: 'Noor', family_name: 'Example', birth_date: '2018-05-04', ...changes };
  const rows: { id: string }[] = await database.dataSource.query(
    `INSERT INTO child (identity, birth_date, given_name, family_name, locality, died_on)
     VALUES ('local', $1, $2, $3, $4, $5) RETURNING id`,
    [row.birth_date, row.given_name, row.family_name, locality, changes['died_on'] ?? null],
  );
  return rows[0]?.id ?? '';
}

async function suggest(
  childId: string,
  locality: string,
  key = 'several-needs',
  reason = 'Needs in three domains.',
) {
  const flags = booted.app.get(FlagService, { strict: false });
  await database.dataSource.transaction((tx) =>
    flags.raiseFromDecisions(tx, systemActor('daily decisions'), [
      { childId, locality, decisionId: randomUUID(), board: 'locality', key, reason },
    ]),
  );
  const found = (await flags.ofChild(childId)).find((flag) => flag.key === key);
  if (!found) throw new Error('no flag');
  return found;
}

describe('flags as JSON', () => {
  it('lists a board in pages whose cursor leads on', async () => {
    const ids = [await child('north'), await child('north'), await child('north')];
    for (const id of ids) await suggest(id, 'north');
    const first = await booted.http.get(
      '/api/v1/flags?board=locality&locality=north&state=suggested&limit=2',
    );
    expect(first.status).toBe(200);
    expect(first.body.items).toHaveLength(2);
    const second = await booted.http
      .get('/api/v1/flags')
      .query({ board: 'locality', locality: 'north', state: 'suggested', limit: 2, after: first.body.next });
    expect(second.body).toMatchObject({ next: null, items: [{ child: { name: 'Noor Example' } }] });
    const seen = [...first.body.items, ...second.body.items].map((item) => item.childId);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it('refuses what does not exist with every fault', async () => {
    const answer = await booted.http.get('/api/v1/flags?board=x&locality=atlantis&state=lost&limit=0');
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.errors.map((error: { at: string }) => error.at).sort()).toEqual(
      expect.arrayContaining(['board', 'limit', 'locality', 'state']),
    );
    expect((await booted.http.get('/api/v1/flags?after=x')).status).toBe(422);
  });

  it('a named person flags a child: 201, 200 for the same again, 409 for another reason, 404 for nobody', async () => {
    const childId = await child('east');
    const flag = (body: object, name = 'Ana Coordinator', id = childId) =>
      booted.http.post(`/api/v1/children/${id}/flags`).set('x-actor-name', name).send(body);
    const said = { board: 'access', reason: 'Health cannot manage alone' };
    const created = await flag(said);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ state: 'flagged', raisedBy: 'Ana Coordinator', locality: 'east' });
    const again = await flag(said, 'Ben');
    expect([again.status, again.body.id]).toEqual([200, created.body.id]);
    expect((await flag({ ...said, reason: 'Something else' })).status).toBe(409);
    expect((await flag(said, 'Ana', randomUUID())).status).toBe(404);
    expect((await flag(said, 'Ana', 'x')).status).toBe(404);
    const faulty = await flag({ board: 'moon', reason: '', more: 1 });
    expect(faulty.status).toBe(422);
    expect(new Set(faulty.body.errors.map((error: { at: string }) => error.at))).toEqual(
      new Set(['board', 'reason', 'more']),
    );
    const nobody = await booted.http.post(`/api/v1/children/${childId}/flags`).send(said);
    expect(nobody.status).toBe(422);
    const list = await booted.http.get(`/api/v1/children/${childId}/flags`);
    expect(list.body.items).toHaveLength(1);
  });

  it('moves along the table: 200, 409 for a stale version or an illegal move, 422 without its reason', async () => {
    const flag = await suggest(await child('east'), 'east');
    const move = (body: object) =>
      booted.http.post(`/api/v1/flags/${flag.id}/move`).set('x-actor-name', 'Ana').send(body);
    expect((await move({ to: 'declined', version: 1 })).status).toBe(422);
    expect((await move({ to: 'suggested', version: 1 })).status).toBe(409);
    const moved = await move({ to: 'flagged', version: 1, nextStep: 'Invite the school' });
    expect([moved.status, moved.body.state, moved.body.version]).toEqual([200, 'flagged', 2]);
    expect((await move({ to: 'declined', version: 1, reason: 'Known' })).status).toBe(409);
    expect((await move({ to: 'flagged', version: 'two' })).status).toBe(422);
  });
});

describe('the coordinator’s page', () => {
  it('says so on every board where nobody is flagged', async () => {
    const page = await booted.http.get('/mdt?board=away');
    expect(page.status).toBe(200);
    expect(page.text).toContain('No child is flagged here.');
    for (const title of ['Plymouth West', 'No locality', 'Living away', 'ACCESS'])
      expect(page.text).toContain(title);
  });

  it('shows a child once with age, reasons, who flagged and the next step', async () => {
    const childId = await child('west', { given_name: 'Zoë <b>', family_name: 'O’Shown' });
    const flag = await suggest(childId, 'west');
    await suggest(childId, 'west', 'out-of-school', 'Out of school since May.');
    await booted.http
      .post(`/api/v1/flags/${flag.id}/move`)
      .set('x-actor-name', 'Ana')
      .send({ to: 'flagged', version: 1, nextStep: 'Ask the school nurse' });
    const page = await booted.http.get('/mdt?board=west');
    expect(page.status).toBe(200);
    expect(page.text.match(/Zoë &lt;b&gt; O’Shown<\/h2>/g)).toHaveLength(1);
    expect(page.text).not.toContain('Zoë <b>');
    for (const words of [
      '8 years',
      'Needs in three domains.',
      'Out of school since May.',
      'Suggested by the rules on 22 November 2026'.replace('22', '24'),
      'Ask the school nurse',
      'Flagged by Ana on 24 November 2026',
      'On no list now.',
      '1 child here',
    ])
      expect(page.text).toContain(words);
    expect((await booted.http.get('/mdt?board=west&state=declined')).text).toContain(
      'Nothing has been declined here.',
    );
    const json = await booted.http.get('/api/v1/mdt?board=west');
    expect(json.body).toMatchObject({
      board: { id: 'west' },
      items: [{ child: { id: childId } }],
      next: null,
    });
    expect(json.body.items[0].flags).toHaveLength(2);
  });

  it('says that a child has died', async () => {
    await suggest(await child('none', { died_on: '2026-10-01' }), 'none');
    expect((await booted.http.get('/mdt?board=none')).text).toContain('Died on 1 October 2026');
  });

  it('moves by a form and comes back to the board; the move is kept in the name that was typed', async () => {
    const flag = await suggest(await child('south'), 'south');
    const answer = await booted.http.post(`/mdt/flags/${flag.id}/move`).type('form').send({
      by: 'Ben Coordinator',
      to: 'declined',
      reason: 'Seen last month',
      version: 1,
      board: 'south',
      state: 'suggested',
      after: '',
      nextStep: '',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toMatch(/^\/mdt\?board=south&state=suggested/);
    const declined = await booted.http.get('/mdt?board=south&state=declined');
    expect(declined.text).toContain('Declined by Ben Coordinator on 24 November 2026: Seen last month');
  });

  it('tells the second of two coordinators on the board itself, and keeps what they typed', async () => {
    const flag = await suggest(await child('south'), 'south');
    const send = (by: string, form: object) =>
      booted.http
        .post(`/mdt/flags/${flag.id}/move`)
        .type('form')
        .send({ by, version: 1, board: 'south', state: '', after: '', reason: '', nextStep: '', ...form });
    const [one, other] = await Promise.all([
      send('Ana', { to: 'flagged', nextStep: 'Ring the family' }),
      send('Ben', { to: 'flagged', nextStep: 'Write to the school' }),
    ]);
    const refused = [one, other].find((answer) => answer.status === 409);
    expect([one.status, other.status].sort()).toEqual([303, 409]);
    expect(refused?.text).toContain('has changed since you looked');
    expect(refused?.text).toContain(refused === one ? 'Ring the family' : 'Write to the school');
  });

  it('asks for a name and a reason beside the fields, with what was typed kept', async () => {
    const flag = await suggest(await child('south'), 'south');
    const answer = await booted.http
      .post(`/mdt/flags/${flag.id}/move`)
      .type('form')
      .send({ by: ' ', to: 'declined', reason: '', nextStep: 'Kept words', version: 1, board: 'south' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Say who you are');
    expect(answer.text).toContain(`href="#by-${flag.id}"`);
    expect(answer.text).toContain(`href="#reason-${flag.id}"`);
    expect(answer.text).toContain('Kept words');
    const reasonless = await booted.http
      .post(`/mdt/flags/${flag.id}/move`)
      .type('form')
      .send({ by: 'Ana', to: 'declined', reason: '', version: 1, board: 'south' });
    expect(reasonless.text).toContain(`href="#reason-${flag.id}"`);
    expect(
      (
        await booted.http
          .post(`/mdt/flags/${randomUUID()}/move`)
          .type('form')
          .send({ by: 'Ana', to: 'declined', reason: 'x', version: 1 })
      ).status,
    ).toBe(404);
  });

  it('says what is wrong with an address nobody gave out', async () => {
    const page = await booted.http.get('/mdt?board=atlantis&after=x');
    expect(page.status).toBe(422);
    expect(page.text).toContain('There is no such board');
  });
});

describe('the form on a referral’s page', () => {
  it('flags the child and goes back to that page, never elsewhere', async () => {
    const childId = await child('north');
    const send = (referer: string) =>
      booted.http
        .post(`/children/${childId}/flags`)
        .set('referer', referer)
        .type('form')
        .send({ by: 'Ana', board: 'locality', reason: 'School is worried' });
    const answer = await send('http://127.0.0.1/referrals/1?x=1');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/referrals/1?x=1']);
    expect((await send('http://127.0.0.1//evil.example')).headers['location']).toBe('/mdt');
    expect((await booted.http.get('/mdt?board=north&state=flagged')).text).toContain('School is worried');
  });
});
