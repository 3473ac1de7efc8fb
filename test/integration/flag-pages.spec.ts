import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REASON_NOT_SHOWN } from '../../src/facts/reason-shown.js';
import { DECLINED_SHOWN_DAYS } from '../../src/flags/declined-lately.js';
import { FlagService } from '../../src/flags/flag.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type Role, roles } from '../../src/kernel/role.js';
import { bootApp, type BootedApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

let database: FreshDatabase;
let booted: BootedApp;
/** Another coordinator, beside Cory Coordinator, whom `booted.http` is signed in as. */
let ben: Browser;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: '2026-11-24', as: 'mdt_coordinator' });
  ben = await booted.as({ role: 'mdt_coordinator', name: 'Ben Coordinator' });
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
  const id = rows[0]?.id ?? '';
  await database.dataSource.query(
    `INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier, team_type,
       team_code_system, received_on, waiting_since, state, reported_on, content_hash)
     VALUES (gen_random_uuid(), $1, $2, 'slt', 'T', gen_random_uuid()::text, '33', 'CSDS', '2026-03-01', '2026-03-01',
       'open', '2026-11-15', repeat('0', 64))`,
    [id, changes['provider'] ?? 'NR5'],
  );
  return id;
}

async function suggest(
  childId: string,
  locality: string,
  key = 'several-needs',
  reason = 'Needs in three domains.',
  board: 'locality' | 'access' = 'locality',
): Promise<{ id: string; childId: string }> {
  const flags = booted.app.get(FlagService, { strict: false });
  await database.dataSource.transaction((tx) =>
    flags.raiseFromDecisions(tx, systemActor('daily decisions'), [
      { childId, locality, decisionId: randomUUID(), board, key, reason, facts: ['NR5/getting_worse'] },
    ]),
  );
  const found: { id: string }[] = await database.dataSource.query(
    'SELECT id FROM flag WHERE child_id = $1 AND key = $2 AND board = $3',
    [childId, key, board],
  );
  return { id: found[0]?.id ?? '', childId };
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

  it('the person signed in flags a child: 201, 200 for the same again, 409 for another reason, 404 for nobody', async () => {
    const childId = await child('east');
    const flag = (body: object, by = booted.http, id = childId) =>
      by.post(`/api/v1/children/${id}/flags`).send(body);
    const said = { board: 'access', reason: 'Health cannot manage alone' };
    const created = await flag(said);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ state: 'flagged', raisedBy: 'Cory Coordinator', locality: 'east' });
    const again = await flag(said, ben);
    expect([again.status, again.body.id]).toEqual([200, created.body.id]);
    expect((await flag({ ...said, reason: 'Something else' })).status).toBe(409);
    expect((await flag(said, ben, randomUUID())).status).toBe(404);
    expect((await flag(said, ben, 'x')).status).toBe(404);
    const faulty = await flag({ board: 'moon', reason: '', more: 1 });
    expect(faulty.status).toBe(422);
    expect(new Set(faulty.body.errors.map((error: { at: string }) => error.at))).toEqual(
      new Set(['board', 'reason', 'more']),
    );
    expect((await flag(said, booted.anybody)).status).toBe(401);
    const named = await ben.post(`/api/v1/children/${childId}/flags`).set('x-actor-name', 'Ana').send(said);
    expect(named.body.raisedBy).toBe('Cory Coordinator');
    const list = await booted.http.get(`/api/v1/children/${childId}/flags`);
    expect(list.body.items).toHaveLength(1);
  });

  it('moves along the table: 200, 409 for a stale version or an illegal move, 422 without its reason', async () => {
    const flag = await suggest(await child('east'), 'east');
    const move = (body: object) => booted.http.post(`/api/v1/flags/${flag.id}/move`).send(body);
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
      'Flagged by Cory Coordinator on 24 November 2026',
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

  it('moves by a form and comes back to the board; the move is kept in the name of who is signed in', async () => {
    const flag = await suggest(await child('south'), 'south');
    const answer = await ben.post(`/mdt/flags/${flag.id}/move`).type('form').send({
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
    const send = (by: Browser, form: object) =>
      by
        .post(`/mdt/flags/${flag.id}/move`)
        .type('form')
        .send({ version: 1, board: 'south', state: '', after: '', reason: '', nextStep: '', ...form });
    const [one, other] = await Promise.all([
      send(booted.http, { to: 'flagged', nextStep: 'Ring the family' }),
      send(ben, { to: 'flagged', nextStep: 'Write to the school' }),
    ]);
    const refused = [one, other].find((answer) => answer.status === 409);
    expect([one.status, other.status].sort()).toEqual([303, 409]);
    expect(refused?.text).toContain('has changed since you looked');
    expect(refused?.text).toContain(refused === one ? 'Ring the family' : 'Write to the school');
  });

  it('asks for a reason beside its field, with what was typed kept, and lets nobody type who they are', async () => {
    const flag = await suggest(await child('south'), 'south');
    const send = (form: object) => booted.http.post(`/mdt/flags/${flag.id}/move`).type('form').send(form);
    const answer = await send({
      to: 'declined',
      reason: '',
      nextStep: 'Kept words',
      version: 1,
      board: 'south',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`href="#reason-${flag.id}"`);
    expect(answer.text).toContain('Kept words');
    expect(answer.text).not.toContain('Your name');
    expect((await send({ by: 'Ana', to: 'declined', reason: 'x', version: 1 })).status).toBe(422);
    expect(
      (
        await booted.http
          .post(`/mdt/flags/${randomUUID()}/move`)
          .type('form')
          .send({ to: 'declined', reason: 'x', version: 1 })
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
        .send({ board: 'locality', reason: 'School is worried' });
    const answer = await send('http://127.0.0.1/referrals/1?x=1');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/referrals/1?x=1']);
    expect((await send('http://127.0.0.1//evil.example')).headers['location']).toBe('/');
    expect((await booted.http.get('/mdt?board=north&state=flagged')).text).toContain('School is worried');
  });
});

describe('who may see and move flags', () => {
  const reading: readonly Role[] = ['clinician', 'mdt_coordinator', 'access_member'];
  /** A page reads the form it shows, and the API JSON. */
  const statusOf = async (role: Role, method: 'get' | 'post', path: string, body?: object) => {
    const asked = (await booted.as({ role }))[method](path);
    if (body !== undefined) asked.type(path.startsWith('/api/') ? 'json' : 'form');
    return (await asked.send(body)).status;
  };

  it('is refused to every role that has nothing to do with them', async () => {
    const childId = await child('east');
    const flag = await suggest(childId, 'east');
    const may: [string, 'get' | 'post', string, readonly Role[]][] = [
      ['list', 'get', '/api/v1/flags', reading],
      ['of a child', 'get', `/api/v1/children/${childId}/flags`, reading],
      ['board', 'get', '/api/v1/mdt?board=access', ['mdt_coordinator', 'access_member']],
      ['board page', 'get', '/mdt?board=access', ['mdt_coordinator', 'access_member']],
      ['raise', 'post', `/api/v1/children/${childId}/flags`, ['clinician', 'mdt_coordinator']],
      ['raise on a page', 'post', `/children/${childId}/flags`, ['clinician', 'mdt_coordinator']],
      ['move', 'post', `/api/v1/flags/${flag.id}/move`, ['mdt_coordinator', 'access_member']],
      ['move on a page', 'post', `/mdt/flags/${flag.id}/move`, ['mdt_coordinator', 'access_member']],
    ];
    for (const [what, method, path, allowed] of may)
      for (const role of roles) {
        const status = await statusOf(role, method, path, method === 'post' ? {} : undefined);
        expect([what, role, status === 403]).toEqual([what, role, !allowed.includes(role)]);
      }
    expect((await booted.anybody.get('/api/v1/flags')).status).toBe(401);
  });

  it('is a coordinator’s for their own localities: not by list, by board, by cursor, or by id', async () => {
    const west = await booted.as({ role: 'mdt_coordinator', localities: ['west'] });
    const [mine, other] = [await child('west'), await child('north')];
    const access = [
      await suggest(mine, 'west', 'many-needs', 'Needs in four domains.', 'access'),
      await suggest(other, 'north', 'many-needs', 'Needs in four domains.', 'access'),
    ];
    const [own, theirs] = [access[0]?.id ?? '', access[1]?.id ?? ''];
    const listed = await west.get('/api/v1/flags?limit=200');
    expect(new Set(listed.body.items.map((flag: { locality: string }) => flag.locality))).toEqual(
      new Set(['west']),
    );
    expect((await west.get('/api/v1/flags?locality=north')).body).toEqual({ items: [], next: null });
    const { next } = (await booted.http.get('/api/v1/flags?limit=1')).body;
    const after = await west.get('/api/v1/flags').query({ after: next, limit: 200 });
    expect(after.body.items.map((flag: { id: string }) => flag.id)).not.toContain(theirs);
    expect((await west.get(`/api/v1/children/${other}/flags`)).status).toBe(404);
    expect((await west.get('/api/v1/mdt?board=north')).status).toBe(422);
    expect((await west.get('/mdt?board=north')).status).toBe(422);
    const board = await west.get('/api/v1/mdt?board=access&limit=200');
    const shown = board.body.items.map((item: { child: { id: string } }) => item.child.id);
    expect(shown).toContain(mine);
    expect(shown).not.toContain(other);
    const page = await west.get('/mdt');
    expect(page.text).toContain('Plymouth West');
    for (const title of ['Plymouth North', 'No locality', 'Living away'])
      expect(page.text).not.toContain(title);
    const move = (id: string) => west.post(`/api/v1/flags/${id}/move`).send({ to: 'flagged', version: 1 });
    expect((await move(theirs)).status).toBe(404);
    expect((await move(own)).status).toBe(200);
    expect(
      (await west.post(`/api/v1/children/${other}/flags`).send({ board: 'access', reason: 'x' })).status,
    ).toBe(404);
  });

  it('is an ACCESS member’s for ACCESS alone, without a rule’s words that rest on what is not shared', async () => {
    const childId = await child('east', { given_name: 'Access', family_name: 'Child', provider: 'RK9' });
    const flag = await suggest(childId, 'east', 'many-needs', 'Needs in four domains.', 'access');
    const elsewhere = await suggest(childId, 'east');
    const member = await booted.as({
      role: 'access_member',
      organisation: 'PLYMOUTH-CC',
      agency: 'social_care',
      name: 'Alex Council',
    });
    const page = await member.get('/mdt?board=access');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Access Child');
    expect(page.text).toContain(REASON_NOT_SHOWN);
    expect(page.text).not.toContain('Needs in');
    expect((await member.get('/mdt')).text).toContain('Access Child');
    for (const board of ['east', 'north', 'none', 'away'])
      expect((await member.get(`/mdt?board=${board}`)).status).toBe(422);
    const flags = (await member.get(`/api/v1/children/${childId}/flags`)).body.items;
    expect(flags.map((one: { id: string }) => one.id)).toEqual([flag.id]);
    expect(JSON.stringify(flags)).not.toMatch(/many-needs|getting_worse|Needs in/);
    const move = (id: string) => member.post(`/api/v1/flags/${id}/move`).send({ to: 'flagged', version: 1 });
    expect((await move(elsewhere.id)).status).toBe(404);
    const moved = await move(flag.id);
    expect([moved.status, moved.body.movedBy, moved.body.reason]).toEqual([
      200,
      'Alex Council',
      REASON_NOT_SHOWN,
    ]);
  });

  it('is an ACCESS member’s for 28 days after it was declined: the flag and whose it is, and nothing else of the child', async () => {
    const childId = await child('south', { given_name: 'Wella', family_name: 'Declined' });
    const flag = await suggest(childId, 'south', 'many-needs', 'Needs in six domains.', 'access');
    const decline = { to: 'declined', reason: 'School will lead instead', version: 1 };
    expect((await booted.http.post(`/api/v1/flags/${flag.id}/move`).send(decline)).status).toBe(200);
    const declined = (ago: string) =>
      database.dataSource.query(`UPDATE flag SET moved_at = now() - $2::interval WHERE id = $1`, [
        flag.id,
        ago,
      ]);
    await declined(`${DECLINED_SHOWN_DAYS} days - 1 hour`);
    const member = await booted.as({ role: 'access_member', name: 'Alex Other' });
    expect((await member.get('/mdt?board=access')).text).not.toContain('Wella Declined');
    const page = await member.get('/mdt?board=access&state=declined');
    for (const words of [
      'Wella Declined',
      'School will lead instead',
      'Cory Coordinator',
      'Declined (1)',
      '28 days',
    ])
      expect(page.text).toContain(words);
    expect(page.text).not.toContain('Speech and language');
    const [referral] = await database.dataSource.query('SELECT id FROM referral WHERE child_id = $1', [
      childId,
    ]);
    expect((await member.get(`/api/v1/referrals/${referral.id}`)).status).toBe(404);
    const navigator = await booted.as({ role: 'navigator', organisation: 'ZZ1' });
    expect((await navigator.get(`/children/${childId}/who-looked`)).status).toBe(404);
    const again = { to: 'flagged', reason: 'School cannot', version: 2 };
    await declined(`${DECLINED_SHOWN_DAYS} days + 1 minute`);
    expect((await member.get('/mdt?board=access&state=declined')).text).not.toContain('Wella');
    expect((await member.get(`/api/v1/children/${childId}/flags`)).status).toBe(404);
    expect((await member.post(`/api/v1/flags/${flag.id}/move`).send(again)).status).toBe(404);
    await declined('1 day');
    expect((await member.post(`/api/v1/flags/${flag.id}/move`).send(again)).status).toBe(200);
    expect((await member.get(`/api/v1/referrals/${referral.id}`)).status).toBe(200);
  });

  it('is a clinician’s for children on their own lists', async () => {
    const [mine, other] = [await child('east'), await child('east', { provider: 'RK9' })];
    for (const id of [mine, other]) await suggest(id, 'east');
    const clinician = await booted.as('clinician');
    expect((await clinician.get(`/api/v1/children/${mine}/flags`)).body.items).toHaveLength(1);
    expect((await clinician.get(`/api/v1/children/${other}/flags`)).status).toBe(404);
    const said = { board: 'locality', reason: 'School is worried' };
    expect((await clinician.post(`/api/v1/children/${other}/flags`).send(said)).status).toBe(404);
    expect((await clinician.post(`/api/v1/children/${mine}/flags`).send(said)).status).toBe(201);
  });

  it('leaves a line in the trail of every board looked at, with the children on it, and of who was refused', async () => {
    const childId = await child('away');
    await suggest(childId, 'away');
    await booted.http.get('/mdt?board=away');
    await (await booted.as('auditor')).get('/mdt?board=away');
    const lines: unknown = await database.dataSource.query(
      `SELECT action, act, subject_id, actor_name, actor_role, child_ids FROM trail
       WHERE action IN ('board.viewed', 'access.refused') ORDER BY id DESC LIMIT 2`,
    );
    expect(lines).toEqual([
      expect.objectContaining({ action: 'access.refused', actor_role: 'auditor', subject_id: 'board.read' }),
      {
        action: 'board.viewed',
        act: 'view',
        subject_id: 'away',
        actor_name: 'Cory Coordinator',
        actor_role: 'mdt_coordinator',
        child_ids: [childId],
      },
    ]);
  });
});
