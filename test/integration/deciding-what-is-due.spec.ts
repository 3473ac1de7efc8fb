import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { WaitingListService } from '../../src/waiting-list/waiting-list.service.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { dueChildren } from '../support/due-children.js';

/** Processes of their own, each of which reads every source first. */
jest.setTimeout(240_000);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const CHILDREN = 700;
const REFERRALS = CHILDREN + Math.floor(CHILDREN / 3);

const opened: FreshDatabase[] = [];
const apps: BootedApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  for (const database of opened.splice(0)) await database.drop();
});

async function aDueDatabase(children = CHILDREN): Promise<FreshDatabase> {
  const database = await freshDatabase();
  opened.push(database);
  await dueChildren(database.dataSource, children);
  return database;
}

interface Deciding {
  process: ChildProcess;
  /** Resolves once so many referrals have been decided and committed. */
  reached(count: number): Promise<void>;
  ended: Promise<{ code: number | null; printed: string }>;
}

/** A real process, because only a real one can be killed. */
function decideInAProcess(databaseUrl: string): Deciding {
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript-loader.js', 'test/support/decide-due.ts', databaseUrl],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  const waiting: (() => void)[] = [];
  const hear = (chunk: Buffer): void => {
    printed += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<{ code: number | null; printed: string }>((done) =>
    child.on('close', (code) => done({ code, printed })),
  );
  const reached = (count: number): Promise<void> =>
    new Promise((done, fail) => {
      const look = (): void => {
        const at = [...printed.matchAll(/^at (\d+)$/gm)].map((match) => Number(match[1]));
        if (at.some((done) => done >= count)) done();
      };
      waiting.push(look);
      look();
      void ended.then(() => fail(new Error(`it ended before that: ${printed}`)));
    });
  return { process: child, reached, ended };
}

const one = async (database: FreshDatabase, sql: string): Promise<Record<string, number>> => {
  const rows: Record<string, number>[] = await database.dataSource.query(sql);
  return rows[0] ?? {};
};
const counts = (database: FreshDatabase) =>
  one(
    database,
    `SELECT (SELECT count(*)::int FROM referral WHERE decision_due_since IS NOT NULL) AS due,
       (SELECT count(*)::int FROM decision) AS decisions,
       (SELECT count(DISTINCT referral_id)::int FROM decision) AS decided,
       (SELECT count(*)::int FROM waiting_list_entry) AS placed,
       (SELECT count(*)::int FROM referral r WHERE decision_due_since IS NULL
          AND NOT EXISTS (SELECT FROM decision d WHERE d.referral_id = r.id)) AS lost,
       (SELECT count(*)::int FROM referral r WHERE decision_due_since IS NOT NULL
          AND EXISTS (SELECT FROM decision d WHERE d.referral_id = r.id)) AS half,
       (SELECT count(*)::int FROM act_today_episode) AS episodes,
       (SELECT count(*)::int FROM task WHERE kind = 'act_today') AS alarms`,
  );
/** All that a person would see, without ids and moments that differ by run. */
const outcome = (database: FreshDatabase): Promise<unknown[]> =>
  database.dataSource.query(
    `SELECT e.referral_id, e.act_today, e.band, e.could_be, e.counted_from, e.lists, e.top_reason, d.input_hash,
       (SELECT count(*) FROM decision x WHERE x.referral_id = e.referral_id) AS decisions,
       (SELECT array_agg(t.kind || t.key ORDER BY t.kind) FROM task t WHERE t.child_id = e.child_id) AS tasks
     FROM waiting_list_entry e JOIN decision d ON d.id = e.decision_id ORDER BY e.referral_id`,
  );

describe('deciding what is due', () => {
  it('killed in the middle leaves the rest due, and the next run completes it to the same as one clean run', async () => {
    const database = await aDueDatabase();
    const first = decideInAProcess(database.url);
    await first.reached(1);
    first.process.kill('SIGKILL');
    await first.ended;
    // The server rolls back what the dead process had begun, as soon as it notices.
    const killed = await settled(database);
    expect(killed['due']).toBeGreaterThan(0);
    expect(killed['decisions']).toBeGreaterThan(0);
    expect(killed).toMatchObject({
      lost: 0,
      half: 0,
      decisions: killed['decided'],
      placed: killed['decided'],
    });
    expect((killed['due'] ?? 0) + (killed['decided'] ?? 0)).toBe(REFERRALS);

    const second = decideInAProcess(database.url);
    expect((await second.ended).code).toBe(0);
    expect(await counts(database)).toMatchObject({
      due: 0,
      decisions: REFERRALS,
      decided: REFERRALS,
      placed: REFERRALS,
      alarms: Math.floor(CHILDREN / 40),
    });

    const clean = await aDueDatabase();
    expect((await decideInAProcess(clean.url).ended).code).toBe(0);
    expect(await outcome(database)).toEqual(await outcome(clean));
  });

  it('by two processes at once decides each referral once', async () => {
    const database = await aDueDatabase();
    const both = await Promise.all([
      decideInAProcess(database.url).ended,
      decideInAProcess(database.url).ended,
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await counts(database)).toMatchObject({
      due: 0,
      decisions: REFERRALS,
      decided: REFERRALS,
      placed: REFERRALS,
    });
    const shared = both.map(({ printed }) => JSON.parse(printed.trim().split('\n').at(-1) ?? '{}'));
    expect(shared[0].decided + shared[1].decided).toBe(REFERRALS);
  });

  it('leaves a child that somebody else is writing about for later, and decides the others', async () => {
    const database = await aDueDatabase(10);
    const app = await bootApp({ databaseUrl: database.url, today: '2026-11-18' });
    apps.push(app);
    const caseload = app.app.get(CaseloadService);
    const writer = database.dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query(
      `UPDATE referral SET updated_at = now() WHERE id = (SELECT id FROM referral ORDER BY child_id LIMIT 1)`,
    );
    const result = await caseload.decideDue(systemActor('test'));
    const left = (await counts(database))['due'] ?? 0;
    expect(left).toBeGreaterThan(0);
    expect(result.decided).toBe(13 - left);
    await writer.commitTransaction();
    await writer.release();
    await caseload.decideDue(systemActor('test'));
    expect(await counts(database)).toMatchObject({ due: 0, decisions: 13 });
  });

  it('never lets one child that cannot be decided hold up the others, and says who it is', async () => {
    const database = await aDueDatabase(30);
    await database.dataSource.query(
      `UPDATE referral SET service = 'dentistry' WHERE service_request_identifier = 'DUE-7-0'`,
    );
    const app = await bootApp({ databaseUrl: database.url, today: '2026-11-18' });
    apps.push(app);
    const caseload = app.app.get(CaseloadService);
    expect(await caseload.decideDue(systemActor('test'))).toEqual({ decided: 39, unchanged: 0, failed: 1 });
    const tasks = () =>
      database.dataSource.query(`SELECT state, done_by FROM task WHERE kind = 'not_decided'`);
    expect(await tasks()).toEqual([{ state: 'open', done_by: null }]);
    await database.dataSource.query(
      `UPDATE referral SET service = 'slt' WHERE service_request_identifier = 'DUE-7-0'`,
    );
    expect(await caseload.decideDue(systemActor('test'))).toEqual({ decided: 1, unchanged: 0, failed: 0 });
    expect(await tasks()).toEqual([{ state: 'done', done_by: 'test' }]);
  });

  it('keeps nothing of a batch where what follows from its decisions cannot be written', async () => {
    const database = await aDueDatabase(5);
    const app = await bootApp({ databaseUrl: database.url, today: '2026-11-18' });
    apps.push(app);
    const { caseload, restore } = withoutRoom(app);
    expect(await caseload.decideDue(systemActor('test'))).toMatchObject({ decided: 0, failed: 5 });
    expect(await counts(database)).toMatchObject({ decisions: 0, placed: 0, episodes: 0 });
    restore();
    expect(await caseload.decideDue(systemActor('test'))).toMatchObject({ decided: 6, failed: 0 });
  });

  it('ends with the error itself where it is not about single children', async () => {
    const database = await aDueDatabase(60);
    const app = await bootApp({ databaseUrl: database.url, today: '2026-11-18' });
    apps.push(app);
    const { caseload } = withoutRoom(app);
    await expect(caseload.decideDue(systemActor('test'))).rejects.toThrow('no room');
    expect(await counts(database)).toMatchObject({ decisions: 0, due: 80 });
  });

  it('reports progress up to everything that was due, and one line of the trail for the run', async () => {
    const database = await aDueDatabase(40);
    const app = await bootApp({ databaseUrl: database.url, today: '2026-11-18' });
    apps.push(app);
    const seen: [number, number][] = [];
    await app.app.get(CaseloadService).decideDue(systemActor('test'), {
      onProgress: (done, total) => void seen.push([done, total]),
    });
    expect(seen.at(-1)).toEqual([53, 53]);
    const runs = await database.dataSource.query(
      `SELECT detail FROM trail WHERE action = 'caseload.decided'`,
    );
    expect(runs).toEqual([{ detail: { decided: 53, unchanged: 0, failed: 0 } }]);
  });
});

/** The application with a queue that takes nobody, until restored. */
function withoutRoom(app: BootedApp): { caseload: CaseloadService; restore: () => void } {
  const list = app.app.get(WaitingListService);
  const place = list.place.bind(list);
  list.place = async () => {
    throw new Error('no room');
  };
  return { caseload: app.app.get(CaseloadService), restore: () => void (list.place = place) };
}

async function settled(database: FreshDatabase): Promise<Record<string, number>> {
  for (;;) {
    const others = await one(
      database,
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND application_name = 'breakwater'`,
    );
    if (others['n'] === 0) return counts(database);
    await new Promise((done) => setTimeout(done, 50));
  }
}
