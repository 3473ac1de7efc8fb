import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { RedecideAll } from '../../src/caseload/redecide-all.service.js';
import { RedecideTurn } from '../../src/caseload/redecide-turn.service.js';
import { redecideCommand } from '../../src/caseload/redecide.command.js';
import { RedecideReconciler } from '../../src/caseload/redecide.reconciler.js';
import { systemActor } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { serviceLineIds } from '../../src/referrals/service-line.js';
import { RuleSetRegistry } from '../../src/rule-sets/rule-set.registry.js';
import type { RuleSet } from '../../src/rule-sets/rule-set.js';
import { DecisionRunRepository } from '../../src/triage/decision-run.repository.js';
import { ENGINE_VERSION } from '../../src/triage/engine-version.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { dueChildren } from '../support/due-children.js';
import { type NextRules, nextRules, withNumber } from '../../bench/support/next-rules.js';

/** Processes of their own, each of which reads every source first. */
jest.setTimeout(240_000);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const DAY = '2026-11-20';
const CHILDREN = 240;
const REFERRALS = CHILDREN + CHILDREN / 3;
const actor = systemActor('test');

const databases: FreshDatabase[] = [];
const apps: BootedApp[] = [];
const rules: NextRules[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  for (const database of databases.splice(0)) await database.drop();
  for (const one of rules.splice(0)) one.remove();
});

/** Moderate impact on daily life, which concerns children with an impact of 2, is high from now on. */
const stricter = (set: RuleSet): RuleSet => withNumber(set, 'severe-daily-life', 3, 2);

/** A caseload decided under the shipped rules two days ago. */
async function decidedCaseload(children = CHILDREN): Promise<FreshDatabase> {
  const database = await freshDatabase();
  databases.push(database);
  await dueChildren(database.dataSource, children);
  await database.dataSource.query(
    `INSERT INTO fact (id, child_id, referral_id, code, value, source, organisation, recorded_on)
     SELECT md5(r.id || f.code)::uuid, r.child_id, CASE WHEN f.own THEN r.id END, f.code,
       f.vals[1 + abs(hashtext(r.id || f.code)) % array_length(f.vals, 1)], 'parent', 'PCC', DATE '2026-11-01'
     FROM referral r CROSS JOIN (VALUES ('functional_impact', true, '{0,1,1,2,3}'::text[]),
       ('getting_worse', false, '{no,no,yes}'), ('combines_words', true, '{yes,no}'),
       ('developmental_delay', false, '{none,mild,significant}')) AS f (code, own, vals)
     WHERE f.own OR r.service_request_identifier LIKE '%-0'`,
  );
  const app = await onRules(database, undefined, '2026-11-18');
  await app.app.get(CaseloadService).decideDue(actor);
  return database;
}

async function onRules(
  database: FreshDatabase,
  directory: string | undefined,
  today = DAY,
): Promise<BootedApp> {
  const app = await bootApp({
    databaseUrl: database.url,
    today,
    ...(directory
      ? {
          overrides: (module) =>
            module.overrideProvider(RuleSetRegistry).useValue(new RuleSetRegistry(directory)),
        }
      : {}),
  });
  apps.push(app);
  return app;
}

function next(change: (set: RuleSet) => RuleSet = stricter): string {
  const made = nextRules(DAY, change);
  rules.push(made);
  return made.directory;
}

const rows = (database: FreshDatabase, sql: string): Promise<Record<string, unknown>[]> =>
  database.dataSource.query(sql);
const one = async (database: FreshDatabase, sql: string): Promise<Record<string, unknown>> =>
  (await rows(database, sql))[0] ?? {};

/** By what a decision would stand on the day: this engine, and the rules there are. */
function standing(app: BootedApp): Parameters<DecisionRunRepository['confirming']>[1] {
  const { hash } = app.app.get(RuleSetRegistry).inForce('slt', plainDate(DAY)).ruleSet;
  return { engine: ENGINE_VERSION, inForce: serviceLineIds.map((service) => ({ service, hash })) };
}

/** All that a person would see or be told, without ids and moments that differ by run. */
async function seen(database: FreshDatabase): Promise<Record<string, unknown>> {
  const all = async (sql: string): Promise<unknown[]> => (await rows(database, sql)).map((row) => row['row']);
  return {
    decisions: await all(`SELECT to_jsonb(l) AS row FROM (
      SELECT DISTINCT ON (referral_id) referral_id, band, standing_band, standing_since, could_be, act_today,
        lower_proposal, holds_until, receipt -> 'decision' -> 'segments' AS segments,
        receipt -> 'decision' -> 'fullBound' AS bound, receipt -> 'decision' -> 'flags' AS flags,
        (SELECT jsonb_agg(r -> 'ruleId') FROM jsonb_array_elements(receipt -> 'decision' -> 'reasons') AS r) AS reasons,
        (SELECT jsonb_agg(a - 'dueOn' ORDER BY a - 'dueOn')
           FROM jsonb_array_elements(receipt -> 'decision' -> 'asks') AS a) AS asks
      FROM decision ORDER BY referral_id, sequence DESC) AS l ORDER BY referral_id`),
    places: await all(
      `SELECT to_jsonb(e) - 'decision_id' AS row FROM waiting_list_entry e ORDER BY referral_id`,
    ),
    tallies:
      await all(`SELECT to_jsonb(t) AS row FROM (SELECT service, locality, act_today, order_group, sum(entries)
      FROM waiting_list_tally GROUP BY 1, 2, 3, 4 HAVING sum(entries) <> 0 ORDER BY 1, 2, 3, 4) AS t`),
    tasks: await all(
      `SELECT to_jsonb(t) - '{id,raised_at,done_at}'::text[] AS row FROM task t ORDER BY kind, key`,
    ),
    flags: await all(`SELECT to_jsonb(f) - '{id,decision_id,raised_at,moved_at}'::text[] AS row FROM flag f
      ORDER BY child_id, board, key`),
    messages:
      await all(`SELECT to_jsonb(m) - '{id,created_at,planned_at,updated_at,state_since}'::text[] AS row
      FROM message m ORDER BY child_id`),
    episodes:
      await all(`SELECT to_jsonb(e) - '{id,decision_id,started_at}'::text[] AS row FROM act_today_episode e
      ORDER BY referral_id, input_key`),
  };
}

/** Of whom nothing can be told: their decision holds no longer in any case. */
async function outlived(database: FreshDatabase): Promise<number> {
  const found = await one(
    database,
    `SELECT count(*)::int AS n FROM waiting_list_entry WHERE holds_until <= '${DAY}'`,
  );
  return Number(found['n']);
}

/** In parts of one block each: as many as there can be. */
const lookOver = (app: BootedApp) => app.app.get(RedecideAll).run(actor, { blocksAPart: 1 });
const blocks = async (database: FreshDatabase): Promise<number> =>
  Number((await one(database, `SELECT pg_relation_size('decision_basis') / 8192 AS blocks`))['blocks']);

describe('looking over all decisions under new rules', () => {
  it('comes to the same as deciding everybody again, and decides only whom the rules concern', async () => {
    const directory = next();
    const [everybody, concerned] = [await decidedCaseload(), await decidedCaseload()];
    const full = await onRules(everybody, directory);
    await rows(everybody, 'UPDATE referral SET decision_due_since = now()');
    expect(await full.app.get(CaseloadService).decideDue(actor)).toMatchObject({ decided: REFERRALS });

    const unread = await outlived(concerned);
    const app = await onRules(concerned, directory);
    const [run] = await lookOver(app);
    expect(run).toMatchObject({
      ruleSet: 'multi-need@1.1.0',
      looked: REFERRALS,
      unread,
      interrupted: false,
    });
    const { decided } = await app.app.get(CaseloadService).decideDue(actor);
    expect(await seen(concerned)).toEqual(await seen(everybody));
    expect(run?.changed).toBeGreaterThan(0);
    expect(decided).toBeLessThan(REFERRALS / 2);
  });

  it('keeps its count: what it looked at adds up over its parts, each kept once', async () => {
    const database = await decidedCaseload(60);
    const app = await onRules(database, next());
    const [run] = await lookOver(app);
    const parts = await rows(database, 'SELECT * FROM decision_run_part ORDER BY part');
    expect(parts).toHaveLength((await blocks(database)) + 1);
    expect(parts.flatMap(({ last, part }) => (last ? [part] : []))).toEqual([parts.length]);
    const confirmed = await one(
      database,
      `SELECT count(*)::int AS same
       FROM waiting_list_entry e JOIN referral r ON r.id = e.referral_id WHERE e.holds_until > '${DAY}' AND NOT EXISTS (SELECT FROM fact f WHERE f.referral_id = r.id AND f.code = 'functional_impact' AND f.value = '2')`,
    );
    expect(confirmed).toEqual({ same: run?.same });
    const sum = (kind: string): number => parts.reduce((all, part) => all + Number(part[kind]), 0);
    expect({ looked: sum('looked'), same: sum('same') }).toEqual({ looked: 80, same: run?.same });
  });

  it('killed soon after it began a part, goes on behind the last one kept, to the same as one clean run', async () => {
    const directory = next();
    const [killed, clean] = [await decidedCaseload(), await decidedCaseload()];
    for (const after of [40, 120, 200]) await killedAfter(killed.url, directory, after);
    const app = await onRules(killed, directory);
    const [run] = await lookOver(app);
    expect(run).toMatchObject({ looked: REFERRALS, interrupted: false });
    expect(await one(killed, 'SELECT count(*)::int AS runs FROM decision_run')).toEqual({ runs: 1 });
    await app.app.get(CaseloadService).decideDue(actor);
    const other = await onRules(clean, directory);
    expect(await lookOver(other)).toMatchObject([
      { looked: REFERRALS, same: run?.same, changed: run?.changed },
    ]);
    await other.app.get(CaseloadService).decideDue(actor);
    expect(await seen(killed)).toEqual(await seen(clean));
  });

  it('told to stop ends after the part in hand, and the next run goes on there', async () => {
    const database = await decidedCaseload(60);
    const app = await onRules(database, next());
    const stop = new AbortController();
    const [first] = await app.app.get(RedecideAll).run(actor, {
      blocksAPart: 1,
      signal: stop.signal,
      onProgress: (done) => done > 0 && stop.abort(),
    });
    expect(first).toMatchObject({ interrupted: true });
    expect(first?.looked).toBeLessThan(80);
    expect(await lookOver(app)).toMatchObject([{ runId: first?.runId, looked: 80, interrupted: false }]);
  });

  it('loses no fact that a person records meanwhile, before or behind where it is', async () => {
    const database = await decidedCaseload(90);
    const app = await onRules(
      database,
      next((set) => ({ ...set, title: 'Nothing but another name' })),
    );
    const [first, last] = await Promise.all(
      ['ASC', 'DESC'].map(async (end) => {
        const { id } = await one(
          database,
          `SELECT child_id AS id FROM decision_basis ORDER BY ctid ${end} LIMIT 1`,
        );
        return `'${String(id)}'`;
      }),
    );
    let parts = 0;
    const watched = {
      blocksAPart: 1,
      onProgress: async () => {
        if (++parts !== 2) return;
        for (const child of [first, last]) {
          await rows(
            database,
            `INSERT INTO fact (id, child_id, code, value, source, organisation, recorded_on)
            VALUES (gen_random_uuid(), ${String(child)}, 'psychosis_signs', 'yes', 'clinician', 'NR5', '2026-11-20')`,
          );
          await rows(
            database,
            `UPDATE referral SET decision_due_since = now() WHERE child_id = ${String(child)}`,
          );
        }
      },
    };
    const same = 120 - (await outlived(database));
    expect(await app.app.get(RedecideAll).run(actor, watched)).toMatchObject([{ same, changed: 0 }]);
    await app.app.get(CaseloadService).decideDue(actor);
    const bands = await rows(
      database,
      `SELECT DISTINCT band FROM waiting_list_entry WHERE child_id IN (${String(first)}, ${String(last)})`,
    );
    expect(bands).toEqual([{ band: 'urgent' }]);
  });

  it('passes over whoever somebody is changing, waits for nobody until its end, and marks them then', async () => {
    const database = await decidedCaseload(30);
    const app = await onRules(database, next());
    const writer = database.dataSource.createQueryRunner();
    await writer.startTransaction();
    const held = `(SELECT referral_id FROM fact WHERE code = 'functional_impact' AND value = '2' ORDER BY 1 LIMIT 1)`;
    await writer.query(`UPDATE referral SET updated_at = now() WHERE id = ${held}`);
    const running = lookOver(app);
    while (
      (await one(database, 'SELECT count(*)::int AS n FROM decision_run_part'))['n'] !==
      (await blocks(database))
    )
      await new Promise((done) => setTimeout(done, 20));
    const due = (): Promise<Record<string, unknown>> =>
      one(database, `SELECT decision_due_since IS NOT NULL AS due FROM referral WHERE id = ${held}`);
    expect(await due()).toEqual({ due: false });
    await writer.commitTransaction();
    await writer.release();
    await running;
    expect(await due()).toEqual({ due: true });
  });

  it('lets nothing fall: a band the new rules no longer give stands until a clinician confirms the lower one', async () => {
    const database = await decidedCaseload(60);
    const app = await onRules(
      database,
      next((set) => withNumber(set, 'severe-daily-life', 3, 4)),
    );
    await lookOver(app);
    await app.app.get(CaseloadService).decideDue(actor);
    const lowered = await rows(
      database,
      `SELECT e.band, e.lower_proposal AS proposed FROM waiting_list_entry e JOIN decision d ON d.id = e.decision_id
       WHERE d.rule_set_version = '1.1.0' AND e.lower_proposal IS NOT NULL`,
    );
    expect(lowered.length).toBeGreaterThan(0);
    expect(new Set(lowered.map(({ band }) => band))).toEqual(new Set(['medium']));
  });

  it('confirms the decisions it leaves, so that they are not looked at again until other rules come', async () => {
    const database = await decidedCaseload(60);
    const app = await onRules(database, next());
    const reconciler = app.app.get(RedecideReconciler);
    const looked = await reconciler.look();
    expect(looked?.outlived).toBeGreaterThan(0);
    expect(looked?.decided).toBeLessThan(80);
    expect(await lookOver(app)).toEqual([]);
    const [old, decidedAnew] = await Promise.all(
      ['1.0.0', '1.1.0'].map((version) =>
        one(
          database,
          `SELECT d.id, d.referral_id AS "referralId" FROM waiting_list_entry e JOIN decision d ON d.id = e.decision_id
          WHERE d.rule_set_version = '${version}' LIMIT 1`,
        ),
      ),
    );
    const runs = app.app.get(DecisionRunRepository);
    expect(await runs.confirming(old as never, standing(app))).toMatchObject({
      ruleSet: 'multi-need@1.1.0',
      on: DAY,
    });
    expect(await runs.confirming(decidedAnew as never, standing(app))).toBeNull();
    const read = async (id: unknown) =>
      (await app.http.get(`/api/v1/decisions/${String(id)}`)).body.confirmedBy;
    expect(await read(old?.['id'])).toMatchObject({ ruleSet: 'multi-need@1.1.0', on: DAY });
    expect(await read(decidedAnew?.['id'])).toBeNull();
  });

  it('says that a decision stands under the rules in force alone, and since the day on which that was found', async () => {
    const database = await decidedCaseload(30);
    const directory = next();
    const app = await onRules(database, directory);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await app.app.get(RedecideAll).run(actor, { blocksAPart: 1, signal: stop.signal, onProgress });
    const later = await onRules(database, directory, '2026-11-21');
    await lookOver(later);
    const { id } = await one(
      database,
      `SELECT e.decision_id AS id FROM waiting_list_entry e JOIN referral r ON r.id = e.referral_id
       WHERE r.decision_due_since IS NULL LIMIT 1`,
    );
    const read = async (from: BootedApp) =>
      (await from.http.get(`/api/v1/decisions/${String(id)}`)).body.confirmedBy;
    expect(await read(later)).toMatchObject({ ruleSet: 'multi-need@1.1.0', on: '2026-11-21' });
    const rolledBack = await onRules(database, undefined, '2026-11-21');
    expect(await read(rolledBack)).toBeNull();
  });

  it('looks again at all that an earlier engine cleared, which confirms nothing any more', async () => {
    const database = await decidedCaseload(30);
    const app = await onRules(database, next());
    await lookOver(app);
    await rows(database, 'ALTER TABLE decision_run DISABLE TRIGGER decision_run_append_only');
    await rows(database, `UPDATE decision_run SET engine = '${ENGINE_VERSION} before'`);
    await rows(database, 'ALTER TABLE decision_run ENABLE TRIGGER decision_run_append_only');
    const old = await one(
      database,
      `SELECT e.decision_id AS id, e.referral_id AS "referralId" FROM waiting_list_entry e
       JOIN referral r ON r.id = e.referral_id WHERE r.decision_due_since IS NULL LIMIT 1`,
    );
    const runs = app.app.get(DecisionRunRepository);
    expect(await runs.confirming(old as never, standing(app))).toBeNull();
    expect(await lookOver(app)).toMatchObject([{ looked: 40 }]);
    expect(await runs.confirming(old as never, standing(app))).toMatchObject({
      ruleSet: 'multi-need@1.1.0',
    });
    expect(await lookOver(app)).toEqual([]);
  });

  it('looks again at what a process with the earlier rules has decided since', async () => {
    const database = await decidedCaseload(30);
    const app = await onRules(database, next());
    await lookOver(app);
    await app.app.get(CaseloadService).decideDue(actor);
    const behind = await onRules(database, undefined);
    await rows(
      database,
      `UPDATE referral SET decision_due_since = now() WHERE service_request_identifier LIKE 'DUE-7-%'`,
    );
    await rows(
      database,
      `INSERT INTO fact (id, child_id, code, value, source, organisation, recorded_on)
      VALUES (gen_random_uuid(), md5('due child7')::uuid, 'ehc_plan', 'none', 'council', 'PCC', '2026-11-19')`,
    );
    await behind.app.get(CaseloadService).decideDue(actor);
    expect(await lookOver(app)).toMatchObject([{ looked: 1 }]);
    expect(await lookOver(app)).toEqual([]);
  });

  it('as a command prints one line of what came of it, 130 where it was stopped, and refuses beside another', async () => {
    const database = await decidedCaseload(60);
    const app = await onRules(database, next());
    const printed: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
    const given = (signal: AbortSignal) => redecideCommand.run(app.app, [], {}, signal, actor);
    try {
      const turn = app.app.get(RedecideTurn, { strict: false });
      const beside = turn.take(() => given(new AbortController().signal));
      await expect(beside).rejects.toThrow('Another process is deciding at this moment');
      expect(await given(AbortSignal.abort())).toBe(130);
      expect(await given(new AbortController().signal)).toBe(0);
    } finally {
      log.mockRestore();
    }
    const [stopped, done] = printed.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(stopped).toEqual({ runs: [], decided: 0, unchanged: 0, failed: 0, interrupted: true });
    expect(done).toMatchObject({ runs: [{ looked: 80, interrupted: false }], failed: 0, interrupted: false });
    expect(done?.['decided']).toBeGreaterThan(0);
    const lines = await one(
      database,
      `SELECT count(*)::int AS n FROM trail WHERE action = 'caseload.looked_over'`,
    );
    expect(lines).toEqual({ n: 1 });
  });

  it('begins anew where what was kept has been written anew as a whole', async () => {
    const database = await decidedCaseload(60);
    const app = await onRules(database, next());
    const stop = new AbortController();
    const onProgress = (done: number): void => void (done > 0 && stop.abort());
    const [first] = await app.app
      .get(RedecideAll)
      .run(actor, { blocksAPart: 1, signal: stop.signal, onProgress });
    await rows(database, 'VACUUM FULL decision_basis');
    const [second] = await lookOver(app);
    expect(second?.runId).not.toBe(first?.runId);
    expect(second).toMatchObject({ looked: 80, interrupted: false });
  });

  it('decides everybody in full of whom nothing was kept, or whose decision rests on another layout', async () => {
    const database = await decidedCaseload(30);
    await rows(database, `DELETE FROM decision_basis WHERE referral_id = md5('due referral1/0')::uuid`);
    await rows(
      database,
      `UPDATE decision_basis SET layout = repeat('0', 16) WHERE referral_id = md5('due referral2/0')::uuid`,
    );
    const app = await onRules(
      database,
      next((set) => ({ ...set, title: 'Nothing but another name' })),
    );
    const unread = 1 + (await outlived(database));
    expect(await app.app.get(RedecideAll).markWithoutBasis()).toBe(1);
    expect(await lookOver(app)).toMatchObject([{ looked: 39, same: 39 - unread, changed: 0, unread }]);
    expect(await app.app.get(CaseloadService).decideDue(actor)).toMatchObject({ decided: 1 + unread });
    expect(await app.app.get(RedecideAll).markWithoutBasis()).toBe(0);
  });
});

/** A real process, because only a real one can be killed; at its next word after so many referrals. */
async function killedAfter(databaseUrl: string, directory: string, referrals: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      './test/support/typescript-loader.js',
      'test/support/redecide-all.ts',
      databaseUrl,
      directory,
      DAY,
    ],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  await new Promise<void>((done) => {
    const hear = (chunk: Buffer): void => {
      printed += chunk.toString();
      if ([...printed.matchAll(/^at (\d+)$/gm)].some((match) => Number(match[1]) >= referrals))
        child.kill('SIGKILL');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', () => done());
  });
  expect(printed).toContain(`at `);
  expect(printed).not.toContain('done');
}
