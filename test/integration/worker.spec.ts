import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import Bull from 'bull';
import { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { DELIVER, MESSAGES } from '../../src/comms/message-job.js';
import { MessageOutbox } from '../../src/comms/message.outbox.js';
import { MessagePublisher } from '../../src/comms/message.publisher.js';
import { MessageService } from '../../src/comms/message.service.js';
import { selfDeclared, systemActor } from '../../src/kernel/actor.js';
import { addDays, londonDate } from '../../src/kernel/plain-date.js';
import { bootComms, type BootedComms, FakeProvider } from '../support/comms.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily, type StoredFamily } from '../support/families.js';
import { describeWithRedis } from '../support/redis.js';
import { type SmtpSink, smtpSink } from '../support/smtp-sink.js';
import { startWorker, type WorkerProcess } from '../support/worker-process.js';

const system = systemActor('test');
const person = selfDeclared('Dr Test') ?? system;

/** A separate worker on real Redis and PostgreSQL, delivering to a real mail server, and killed in the middle. */
describeWithRedis('the worker', (redis) => {
  jest.setTimeout(180_000);
  let database: FreshDatabase;
  let comms: BootedComms;
  let db: DataSource;
  let sink: SmtpSink;
  const workers: WorkerProcess[] = [];

  beforeEach(async () => {
    await redis.flush();
    database = await freshDatabase();
    sink = await smtpSink();
    comms = await bootComms(database.url, { provider: new FakeProvider() });
    db = comms.dataSource;
    // The worker lives in the present, so its families do too.
    comms.clock.set(new Date().toISOString());
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.kill();
    await comms?.close();
    await sink?.close();
    await database?.drop();
  });

  const worker = async (
    provider: 'smtp' | 'recording' = 'smtp',
    program: Parameters<typeof startWorker>[0] = 'test/support/deliver-messages.ts',
  ): Promise<WorkerProcess> => {
    const started = await startWorker(program, {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      ...(provider === 'smtp'
        ? { SMTP_URL: sink.url, SMTP_FROM: 'waiting@nhs.example', SMTP_ALLOW_LIST: '@example.org' }
        : {}),
    });
    workers.push(started);
    return started;
  };
  const families = async (count: number): Promise<StoredFamily[]> => {
    const today = londonDate(new Date());
    const stored: StoredFamily[] = [];
    for (let i = 0; i < count; i++)
      stored.push(
        await storeFamily(db, {
          birthDate: addDays(today, -2000),
          entries: [{ receivedOn: addDays(today, -100), reportedOn: today }],
        }),
      );
    return stored;
  };
  const plan = async (all: readonly StoredFamily[]): Promise<void> => {
    const { planned } = await db.transaction((tx) =>
      comms.module.get(MessageOutbox).planFor(
        tx,
        system,
        all.map((family) => family.childId),
      ),
    );
    expect(planned).toBe(all.length);
  };
  const states = async (): Promise<Record<string, number>> => {
    const rows: { state: string; n: number }[] = await db.query(
      'SELECT state, count(*)::int AS n FROM message GROUP BY state',
    );
    return Object.fromEntries(rows.map((row) => [row.state, row.n]));
  };
  const until = async (reached: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 90_000; Date.now() < end;) {
      if (await reached()) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(
      `never: ${JSON.stringify(await states())} ${workers.map((one) => one.printed()).join('')}`,
    );
  };
  /** Six minutes pass: a worker that has said nothing since is taken for dead. */
  const timePasses = (): Promise<unknown> =>
    db.query(`UPDATE message SET claimed_at = claimed_at - interval '6 minutes' WHERE state = 'sending'`);

  it('takes jobs that hold one id and nothing else', async () => {
    const queue = new Bull(MESSAGES, redis.url, { prefix: 'breakwater' });
    const client = new Redis(redis.url);
    try {
      await plan(await families(1));
      const [row]: { id: string; at: string }[] = await db.query(
        'SELECT id, next_attempt_at::text AS at FROM message',
      );
      if (!row) throw new Error('no message');
      const publisher = new MessagePublisher(queue);
      await publisher.publish([row]);
      await publisher.publish([row]);
      const jobs = await queue.getJobs(['waiting', 'delayed', 'active']);
      expect(jobs.map((job) => [job.name, job.data])).toEqual([[DELIVER, { id: row.id }]]);
      const kept = await Promise.all(
        (await client.keys('*')).map(async (key) =>
          (await client.type(key)) === 'hash' ? JSON.stringify(await client.hgetall(key)) : key,
        ),
      );
      expect(kept.join('\n')).not.toMatch(/example\.org|Amelia|Sam\b|Dear/);
    } finally {
      await queue.close();
      client.disconnect();
    }
  });

  it('delivers what is ready, each message once', async () => {
    await plan(await families(12));
    await Promise.all([worker('smtp', 'src/worker.ts'), worker()]);
    await until(async () => (await states())['sent'] === 12);
    expect(new Set(sink.taken.map((mail) => mail.messageId)).size).toBe(12);
    expect(sink.taken).toHaveLength(12);
    for (const one of workers.splice(0)) expect(await one.interrupt()).toBe(0);
  });

  it('killed in mid-delivery, again and again, loses nothing and doubles nothing', async () => {
    await plan(await families(40));
    sink.behave({ answerAfter: 30 });
    for (const count of [4, 12, 20]) {
      const dying = await worker();
      await sink.hasTaken(count);
      await dying.kill();
      await timePasses();
    }
    await worker();
    await until(async () => {
      await timePasses();
      const now = await states();
      return (now['sent'] ?? 0) + (now['uncertain'] ?? 0) === 40;
    });
    const ids = sink.taken.map((mail) => mail.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    const rows: { id: string; state: string }[] = await db.query('SELECT id, state FROM message');
    // What is said to be sent was taken; what was taken is said to be sent, or is in a person's hands.
    for (const row of rows) if (row.state === 'sent') expect(ids).toContain(row.id);
    const known = new Set(rows.map((row) => row.id));
    for (const id of ids) expect(known.has(id)).toBe(true);
    const uncertain = rows.filter((row) => row.state === 'uncertain');
    const tasks: { key: string }[] = await db.query(
      `SELECT key FROM task WHERE kind = 'message_uncertain' AND state <> 'done'`,
    );
    expect(tasks.map((task) => task.key).sort()).toEqual(
      uncertain.map((row) => `message_look:${row.id}`).sort(),
    );
  });

  it('killed when the mail server has the text and has not said so, leaves it uncertain until a person speaks', async () => {
    await plan(await families(1));
    sink.behave({ answerAfter: Infinity });
    const dying = await worker();
    await sink.hasTaken(1);
    await dying.kill();
    sink.behave({});
    await timePasses();
    await worker();
    await until(async () => (await states())['uncertain'] === 1);
    expect(sink.taken).toHaveLength(1);
    const [row]: { id: string }[] = await db.query('SELECT id FROM message');
    await comms.module.get(MessageService).moveByPerson(person, row?.id ?? '', 'sent');
    expect(await states()).toEqual({ sent: 1 });
    expect(sink.taken).toHaveLength(1);
  });

  it('killed before the mail server has said a word, sends once a person says so', async () => {
    await plan(await families(1));
    sink.behave({ greetAfter: Infinity });
    const dying = await worker();
    await until(async () => sink.conversations() === 1 && (await states())['sending'] === 1);
    await dying.kill();
    sink.behave({});
    await timePasses();
    await worker();
    await until(async () => (await states())['uncertain'] === 1);
    expect(sink.taken).toEqual([]);
    const [row]: { id: string }[] = await db.query('SELECT id FROM message');
    comms.clock.set(new Date().toISOString());
    await comms.module.get(MessageService).moveByPerson(person, row?.id ?? '', 'ready');
    await until(async () => (await states())['sent'] === 1);
    expect(sink.taken).toHaveLength(1);
  });

  it('killed with a provider that drops repeats, delivers every message by itself, and none twice', async () => {
    await plan(await families(60));
    const dying = await worker('recording');
    await until(async () => {
      const [row]: { n: number }[] = await db.query('SELECT count(*)::int AS n FROM recorded_message');
      return (row?.n ?? 0) >= 5;
    });
    await dying.kill();
    await timePasses();
    await worker('recording');
    await until(async () => (await states())['sent'] === 60);
    expect(await states()).toEqual({ sent: 60 });
    expect(await db.query('SELECT count(*)::int AS n FROM recorded_message')).toEqual([{ n: 60 }]);
  });
});
