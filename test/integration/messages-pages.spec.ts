import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageOutbox } from '../../src/comms/message.outbox.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily, type StoredFamily } from '../support/families.js';

/** The real web process without Redis: it delivers by itself, to the recording provider. */
describe('the pages of messages', () => {
  let database: FreshDatabase;
  let booted: BootedApp;
  let families: StoredFamily[];

  beforeAll(async () => {
    database = await freshDatabase();
    await database.dataSource.query(`INSERT INTO installation (kind) VALUES ('demo')`);
    booted = await bootApp({ databaseUrl: database.url });
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
    expect(page.text).toContain('2 messages are due and not delivered');
    expect(page.text).toContain('The family prefers another language');
    expect(page.text).toContain('The first census of this list has not been released');
    const narrowed = await booted.http.get('/messages?reason=language').expect(200);
    expect(narrowed.text).toContain('Other Family');
    expect(narrowed.text).not.toContain('First Family');
    const counts = await booted.http.get('/api/v1/messages/counts').expect(200);
    expect(counts.body).toMatchObject({ notDelivered: 2, byState: { held: 2, sent: 1 } });
  });

  it('release a first census in a named person’s name alone', async () => {
    const form = (fields: object) => booted.http.post('/messages/release').type('form').send(fields);
    expect((await form({ source: 'RK9/neurodiversity', by: ' ' })).status).toBe(422);
    expect((await form({ source: 'RK9/everything', by: 'Dr Test' })).status).toBe(422);
    expect((await form({ source: 'ZZ9/slt', by: 'Dr Test' })).status).toBe(404);
    const done = await form({ source: 'RK9/neurodiversity', by: 'Dr Test' });
    expect([done.status, done.headers['location']]).toEqual([303, '/messages']);
    await recorded(2);
    expect((await booted.http.get('/outbox')).text).toContain('This is about First, born in March 2019.');
    const trail: unknown = await database.dataSource.query(
      `SELECT actor_name, subject_id FROM trail WHERE action = 'first_census.released'`,
    );
    expect(trail).toEqual([{ actor_name: 'Dr Test', subject_id: 'RK9/neurodiversity' }]);
  });

  it('let a named person say what became of an uncertain message, once', async () => {
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
    expect((await move({ to: 'sent', by: '' })).status).toBe(422);
    expect((await move({ to: 'sending', by: 'Dr Test' })).status).toBe(409);
    expect((await move({ to: 'nowhere', by: 'Dr Test' })).status).toBe(422);
    expect((await move({ to: 'sent', by: 'Dr Test' })).status).toBe(303);
    expect((await move({ to: 'sent', by: 'Dr Test' })).status).toBe(409);
    expect((await booted.http.get(`/messages/${id}`)).text).not.toContain('Send it again');
  });

  it('are JSON alike, page by page, and never say what a message says', async () => {
    const first = await booted.http.get('/api/v1/messages?limit=2').expect(200);
    const { items, next } = first.body as { items: { id: string }[]; next: string };
    expect(items).toHaveLength(2);
    const second = await booted.http.get('/api/v1/messages').query({ limit: 2, after: next }).expect(200);
    const rest = second.body as { items: { id: string }[]; next: null };
    expect([rest.items.length, rest.next]).toEqual([1, null]);
    expect(new Set([...items, ...rest.items].map((item) => item.id)).size).toBe(3);
    expect(JSON.stringify([first.body, second.body])).not.toMatch(/Dear|example\.org/);
    const child = families[0]?.childId ?? '';
    const one = await booted.http.get(`/api/v1/messages?child=${child}&state=sent`).expect(200);
    expect(one.body).toMatchObject({ items: [{ childId: child, state: 'sent' }], next: null });
    await booted.http.get('/api/v1/messages?after=nowhere').expect(422);
    await booted.http.get('/api/v1/messages?state=lost').expect(422);
    await booted.http.get('/api/v1/messages/not-a-message').expect(404);
  });
});
