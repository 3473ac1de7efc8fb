import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageOutbox } from '../../src/comms/message.outbox.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type Role, roles } from '../../src/kernel/role.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFact, storeFamily, type StoredFamily } from '../support/families.js';

/** The real web process without Redis: it delivers by itself, to the recording provider. */
describe('the pages of messages', () => {
  let database: FreshDatabase;
  let booted: BootedApp;
  let families: StoredFamily[];
  /** The list office of the other provider; `booted.http` is that of NR5. */
  let rk9: Browser;

  beforeAll(async () => {
    database = await freshDatabase();
    await database.dataSource.query(`INSERT INTO installation (kind) VALUES ('demo')`);
    booted = await bootApp({ databaseUrl: database.url, as: 'list_office' });
    rk9 = await booted.as({ role: 'list_office', organisation: 'RK9' });
    families = [
      await storeFamily(database.dataSource, { givenName: 'Ready' }),
      await storeFamily(database.dataSource, {
        givenName: 'Other',
        entries: [{ record: { language: 'pl' } }],
      }),
      await storeFamily(database.dataSource, {
        givenName: 'First',
        entries: [{ fromFirstCensus: true, service: 'neurodiversity', provider: 'RK9' }],
      }),
    ];
    await plan();
  });
  afterAll(async () => {
    await booted?.close();
    await database?.drop();
  });

  const plan = async (): Promise<void> => {
    const outbox = booted.app.get(MessageOutbox, { strict: false });
    await database.dataSource.transaction((tx) =>
      outbox.planFor(
        tx,
        systemActor('test'),
        families.map((family) => family.childId),
      ),
    );
  };
  const recorded = async (count: number): Promise<void> => {
    for (let i = 0; i < 200; i++) {
      const [row]: { n: number }[] = await database.dataSource.query(
        'SELECT count(*)::int AS n FROM recorded_message',
      );
      if (row?.n === count) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the web process delivered nothing');
  };

  it('show in the outbox what a family read', async () => {
    await recorded(1);
    const page = await booted.http.get('/outbox').expect(200);
    expect(page.text).toContain('Dear Amelia Pengelly,');
    expect(page.text).toContain('This is about Ready, born in March 2019.');
    expect(page.text).toContain('If someone is in danger now, call 999.');
    expect(page.text).not.toContain('<script>');
  });

  it('show what is held and why, and count it as not delivered', async () => {
    const page = await booted.http.get('/messages').expect(200);
    expect(page.text).toContain('1 message is due and not delivered');
    expect(page.text).toContain('The family prefers another language');
    expect(page.text).not.toContain('First Family');
    expect(page.text).not.toContain('RK9/neurodiversity');
    const theirs = await rk9.get('/messages').expect(200);
    expect(theirs.text).toContain('The first census of this list has not been released');
    expect(theirs.text).toContain('RK9/neurodiversity');
    expect(theirs.text).not.toContain('NR5/slt');
    expect(theirs.text).not.toContain('Other Family');
    const narrowed = await booted.http.get('/messages?reason=language').expect(200);
    expect(narrowed.text).toContain('Other Family');
    expect(narrowed.text).not.toContain('First Family');
    const counts = await booted.http.get('/api/v1/messages/counts').expect(200);
    expect(counts.body).toMatchObject({ notDelivered: 1, byState: { held: 1, sent: 1 } });
    const others = await rk9.get('/api/v1/messages/counts').expect(200);
    expect(others.body).toMatchObject({ notDelivered: 1, byState: { held: 1, sent: 0 } });
  });

  it('release a first census of one’s own organisation and services alone, in the name of who is signed in', async () => {
    const form = (by: Browser, fields: object) => by.post('/messages/release').type('form').send(fields);
    const source = 'RK9/neurodiversity';
    expect((await form(rk9, { source, by: 'Dr Test' })).status).toBe(422);
    expect((await form(rk9, { source: 'RK9/everything' })).status).toBe(422);
    expect((await form(rk9, { source: 'ZZ9/slt' })).status).toBe(404);
    expect((await form(booted.http, { source })).status).toBe(404);
    const elsewhere = await booted.as({
      role: 'list_office',
      organisation: 'RK9',
      services: ['community_paediatrics'],
    });
    expect((await form(elsewhere, { source })).status).toBe(404);
    // A release writes to the families of every locality: whoever sees the list of a part of the city may not.
    const all = ['north', 'east', 'south', 'west', 'none', 'away'];
    const ofSome = await booted.as({ role: 'list_office', organisation: 'RK9', localities: all.slice(0, 4) });
    expect((await form(ofSome, { source })).status).toBe(403);
    expect((await ofSome.get('/messages')).text).not.toContain('First censuses to release');
    const ofEach = await booted.as({ role: 'list_office', organisation: 'RK9', localities: all });
    expect((await ofEach.get('/messages')).text).toContain('First censuses to release');
    const done = await form(rk9, { source });
    expect([done.status, done.headers['location']]).toEqual([303, '/messages']);
    await recorded(2);
    expect((await rk9.get('/outbox')).text).toContain('This is about First, born in March 2019.');
    expect((await booted.http.get('/outbox')).text).not.toContain('This is about First');
    const trail: unknown = await database.dataSource.query(
      `SELECT actor_name, organisation, subject_id FROM trail WHERE action = 'first_census.released'`,
    );
    expect(trail).toEqual([{ actor_name: 'Lee Office', organisation: 'RK9', subject_id: source }]);
  });

  it('let the list office say what became of an uncertain message, once', async () => {
    const [row]: { id: string }[] = await database.dataSource
      .query(
        `UPDATE message SET state = 'uncertain', hold_reasons = '{}', recipient_address = 'a@example.org', body = 'x',
              failure = 'the connection was lost' WHERE child_id = $1 RETURNING id`,
        [families[1]?.childId],
      )
      .then((result: [{ id: string }[], number]) => result[0]);
    const id = row?.id ?? '';
    const list = await booted.http.get('/messages').expect(200);
    expect(list.text).toContain('Nobody knows whether it went');
    const page = await booted.http.get(`/messages/${id}`).expect(200);
    for (const label of ['It went', 'Send it again', 'Do not send it']) expect(page.text).toContain(label);
    const move = (fields: object) => booted.http.post(`/messages/${id}/move`).type('form').send(fields);
    const clinician = await booted.as('clinician');
    expect((await clinician.get(`/messages/${id}`)).text).not.toContain('Send it again');
    expect((await move({ to: 'sent', by: 'Dr Test' })).status).toBe(422);
    expect((await rk9.post(`/messages/${id}/move`).type('form').send({ to: 'sent' })).status).toBe(404);
    expect((await move({ to: 'sending' })).status).toBe(409);
    expect((await move({ to: 'nowhere' })).status).toBe(422);
    expect((await move({ to: 'sent' })).status).toBe(303);
    expect((await move({ to: 'sent' })).status).toBe(409);
    expect((await booted.http.get(`/messages/${id}`)).text).not.toContain('Send it again');
  });

  it('are JSON alike, page by page, and never say what a message says', async () => {
    const first = await booted.http.get('/api/v1/messages?limit=1').expect(200);
    const { items, next } = first.body as { items: { id: string }[]; next: string };
    expect(items).toHaveLength(1);
    const second = await booted.http.get('/api/v1/messages').query({ limit: 1, after: next }).expect(200);
    const rest = second.body as { items: { id: string }[]; next: null };
    expect([rest.items.length, rest.next]).toEqual([1, null]);
    expect(new Set([...items, ...rest.items].map((item) => item.id)).size).toBe(2);
    const others = await rk9.get('/api/v1/messages').query({ after: next }).expect(200);
    const ids = (others.body as { items: { id: string }[] }).items.map((item) => item.id);
    expect(ids).not.toContain(rest.items[0]?.id);
    expect(JSON.stringify([first.body, second.body])).not.toMatch(/Dear|example\.org/);
    const child = families[0]?.childId ?? '';
    const one = await booted.http.get(`/api/v1/messages?child=${child}&state=sent`).expect(200);
    expect(one.body).toMatchObject({ items: [{ childId: child, state: 'sent' }], next: null });
    await booted.http.get('/api/v1/messages?after=nowhere').expect(422);
    await booted.http.get('/api/v1/messages?state=lost').expect(422);
    await booted.http.get('/api/v1/messages/not-a-message').expect(404);
  });

  it('are refused to every role that has nothing to do with them', async () => {
    const child = families[0]?.childId ?? '';
    const { items } = (await booted.http.get(`/api/v1/messages?child=${child}`)).body as {
      items: { id: string }[];
    };
    const id = items[0]?.id ?? '';
    const reading: readonly Role[] = ['clinician', 'list_office', 'navigator'];
    const may: [string, 'get' | 'post', string, readonly Role[]][] = [
      ['list', 'get', '/api/v1/messages', reading],
      ['counts', 'get', '/api/v1/messages/counts', reading],
      ['one', 'get', `/api/v1/messages/${id}`, reading],
      ['page', 'get', '/messages', reading],
      ['page of one', 'get', `/messages/${id}`, reading],
      ['move', 'post', `/messages/${id}/move`, ['list_office']],
      ['release', 'post', '/messages/release', ['list_office']],
      ['outbox', 'get', '/outbox', ['list_office']],
    ];
    for (const [what, method, path, allowed] of may)
      for (const role of roles) {
        const status = (await (await booted.as({ role }))[method](path)).status;
        expect([what, role, status === 403]).toEqual([what, role, !allowed.includes(role)]);
      }
    for (const path of [`/api/v1/messages/${id}`, `/messages/${id}`])
      expect((await rk9.get(path)).status).toBe(404);
    expect((await rk9.get(`/api/v1/messages?child=${child}`)).body).toEqual({ items: [], next: null });
    expect((await booted.anybody.get('/api/v1/messages')).status).toBe(401);
  });

  it('say why a message is held only to whoever may know that', async () => {
    const family = await storeFamily(database.dataSource, {
      givenName: 'Held',
      entries: [{ record: { language: 'pl' } }],
    });
    await storeFact(database.dataSource, family.childId, 'looked_after', 'yes');
    const ours = await storeFamily(database.dataSource, { givenName: 'Ours' });
    await storeFact(database.dataSource, ours.childId, 'looked_after', 'yes', { organisation: 'NR5' });
    families.push(family, ours);
    await plan();
    const reasons = async (childId: string) =>
      (await booted.http.get(`/api/v1/messages?child=${childId}`)).body.items[0].holdReasons;
    expect(await reasons(family.childId)).toEqual(['not_shown', 'language']);
    expect(await reasons(ours.childId)).toEqual(['looked_after']);
    const counts = (await booted.http.get('/api/v1/messages/counts')).body;
    expect(counts.heldFor).toEqual(
      expect.arrayContaining([
        { reason: 'looked_after', messages: 1 },
        { reason: 'not_shown', messages: 1 },
      ]),
    );
    const found = await booted.http.get('/api/v1/messages?reason=looked_after');
    expect(found.body.items.map((item: { childId: string }) => item.childId)).toEqual([ours.childId]);
    const page = await booted.http.get('/messages');
    expect(page.text).toContain('Something that is not shown to you');
    expect(page.text).not.toContain('A child who may be the same');
    const navigator = await booted.as('navigator');
    expect(JSON.stringify((await navigator.get('/api/v1/messages')).body)).not.toContain('looked_after');
  });

  describe('are followed by tasks, which', () => {
    const NOT_SHOWN = 'Something that is not shown to you';
    interface HeldTask {
      id: string;
      childId: string;
      kind: string;
      ownerRole: string;
      detail: { lines?: string[]; reasons?: string[] };
    }
    let kept: StoredFamily;
    let plain: StoredFamily;
    beforeAll(async () => {
      const { dataSource } = database;
      kept = await storeFamily(dataSource, { entries: [{ record: { language: 'pl' } }] });
      // The council's, under no agreement; what NR5 itself says is another thing, and older.
      await storeFact(dataSource, kept.childId, 'looked_after', 'yes');
      await storeFact(dataSource, kept.childId, 'looked_after', 'no', { organisation: 'NR5' });
      plain = await storeFamily(dataSource, { entries: [{ record: { language: 'pl' } }] });
      families.push(kept, plain);
      await plan();
    });
    const heldTasks = async (by: Browser, query = ''): Promise<HeldTask[]> =>
      (await by.get(`/api/v1/tasks?limit=200${query}`)).body.items.filter(
        (task: HeldTask) => task.kind === 'message_held',
      );
    const of = (tasks: readonly HeldTask[], family: StoredFamily) =>
      tasks.find(({ childId }) => childId === family.childId);

    it('say why to whoever does them as the page of messages does, and no more', async () => {
      const clinician = await booted.as('clinician');
      const task = of(await heldTasks(clinician), kept);
      expect(task?.ownerRole).toBe('safeguarding lead');
      expect(task?.detail).toEqual({ lines: [NOT_SHOWN, 'The family prefers another language'] });
      const id = task?.id ?? '';
      for (const answer of [
        await clinician.get(`/api/v1/tasks/${id}`),
        await clinician.get('/tasks?limit=200'),
        await clinician.post(`/api/v1/tasks/${id}/acknowledge`).send({}),
      ]) {
        expect(answer.status).toBe(200);
        expect(answer.text).toContain(NOT_SHOWN);
      }
      expect((await clinician.get(`/api/v1/tasks/${id}`)).text).not.toMatch(/looked.after/i);
      await storeFact(database.dataSource, kept.childId, 'looked_after', 'yes', {
        organisation: 'NR5',
        recordedOn: '2026-10-02',
      });
      expect(of(await heldTasks(clinician), kept)?.detail.lines).toContain('The child is looked after');
      const [office, theirs] = [await booted.as('list_office'), 'The family prefers another language'];
      expect(of(await heldTasks(office), plain)?.detail).toEqual({ lines: [theirs] });
    });

    it('do not say it in what the release before wrote either', async () => {
      await database.dataSource.query(
        `UPDATE task SET detail = '{"lines": ["The child has a protection plan"]}' WHERE key = $1`,
        [`message_held:${kept.childId}`],
      );
      const task = of(await heldTasks(await booted.as('clinician')), kept);
      expect(task?.detail).toEqual({ lines: [NOT_SHOWN] });
    });

    it('tell nobody else which clinician they are for: not in a row, a count or a filter', async () => {
      for (const role of ['list_office', 'mdt_coordinator'] as const) {
        const by = await booted.as(role);
        expect(of(await heldTasks(by), kept)).toMatchObject({ ownerRole: 'clinical team', detail: {} });
        expect(await heldTasks(by, '&role=safeguarding%20lead')).toEqual([]);
        expect(of(await heldTasks(by, '&role=clinical%20team'), kept)).toBeDefined();
        const page = await by.get('/tasks?limit=200');
        expect(page.text).toMatch(/clinical team<\/a>: \d+ to do/);
        expect(page.text).not.toContain('safeguarding lead');
      }
    });
  });

  it('keep the address out of the outbox of a child who came on a protection plan after it was sent', async () => {
    const child = families[0]?.childId ?? '';
    expect((await booted.http.get('/outbox')).text).toContain('This is about Ready');
    const plan = `UPDATE child_record SET child_protection_plan = $2 WHERE child_id = $1`;
    await database.dataSource.query(plan, [child, 'Y']);
    expect((await booted.http.get('/outbox')).text).not.toContain('This is about Ready');
    await database.dataSource.query(plan, [child, null]);
    expect((await booted.http.get('/outbox')).text).toContain('This is about Ready');
  });

  it('hide no family in the outbox behind others’ whose details a list restricts', async () => {
    const { dataSource } = database;
    const later = await storeFamily(dataSource, { entries: [{ record: { contact_restriction: 'R' } }] });
    await dataSource.query(
      `WITH written AS (
         INSERT INTO message (id, child_id, referral_ids, kind, due_on, state, template, template_version, channel, planned_by, planned_at, sent_at, provider, recipient_name, recipient_address, subject, body)
         SELECT gen_random_uuid(), $1, ARRAY[$2::uuid], 'update', DATE '2026-01-01' + day, 'sent', 'update', '1', 'email', 'test', now(), now(), 'recording', 'Hidden Carer', 'a@example.org', 'About', 'Dear'
         FROM generate_series(1, 30) AS day RETURNING id)
       INSERT INTO recorded_message (message_id, recorded_at, recipient_name, recipient_address, subject, body)
       SELECT id, now() + interval '1 day', 'Hidden Carer', 'a@example.org', 'About', 'Dear' FROM written`,
      [later.childId, later.referralIds[0]],
    );
    const { text } = await booted.http.get('/outbox');
    expect(text).toContain('This is about Ready');
    expect(text).not.toContain('Hidden Carer');
    expect(text).not.toContain('Next page');
  });

  it('leave a line in the trail with every child on what was shown, and the outbox shows no restricted child', async () => {
    const before: { id: string }[] = await database.dataSource.query('SELECT max(id) AS id FROM trail');
    const child = families[0]?.childId ?? '';
    expect((await booted.http.get('/outbox')).text).toContain('This is about Ready');
    await database.dataSource.query('UPDATE child SET restricted = true WHERE id = $1', [child]);
    expect((await booted.http.get('/outbox')).text).not.toContain('This is about Ready');
    await booted.http.get(`/api/v1/messages?child=${child}`);
    const trail: { action: string; child_ids: string[] }[] = await database.dataSource.query(
      'SELECT action, child_ids FROM trail WHERE id > $1 ORDER BY id',
      [before[0]?.id],
    );
    expect(trail).toEqual([
      { action: 'outbox.viewed', child_ids: [child] },
      { action: 'outbox.viewed', child_ids: [] },
      { action: 'messages.viewed', child_ids: [child] },
    ]);
  });
});
