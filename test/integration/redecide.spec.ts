import { afterEach, describe, expect, it } from '@jest/globals';
import { RedecideReconciler } from '../../src/caseload/redecide.reconciler.js';
import { RedecideAll } from '../../src/caseload/redecide-all.service.js';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { dueChildren } from '../support/due-children.js';

const opened: { database: FreshDatabase; apps: BootedApp[] }[] = [];
afterEach(async () => {
  for (const { database, apps } of opened.splice(0)) {
    for (const app of apps) await app.close();
    await database.drop();
  }
});

async function boot(children: number, today = '2026-11-18') {
  const database = await freshDatabase();
  await dueChildren(database.dataSource, children);
  const app = await bootApp({ databaseUrl: database.url, today });
  const apps = [app];
  opened.push({ database, apps });
  const another = async (): Promise<BootedApp> => {
    const second = await bootApp({ databaseUrl: database.url, today });
    apps.push(second);
    return second;
  };
  const rows = (sql: string): Promise<Record<string, number | string>[]> => database.dataSource.query(sql);
  return { database, app, another, rows, reconciler: app.app.get(RedecideReconciler) };
}

describe('daily re-decision', () => {
  it('decides what an interrupted run left due, and then finds nothing to do', async () => {
    const { reconciler } = await boot(20);
    expect(await reconciler.look()).toMatchObject({ decided: 26, unchanged: 0, outlived: 0 });
    expect(await reconciler.look()).toMatchObject({ decided: 0, unchanged: 0, outlived: 0 });
  });

  it('makes again, on the day, a decision that holds no longer, and keeps the earlier one', async () => {
    const { app, reconciler, rows } = await boot(60);
    await reconciler.look();
    const [first] = await rows(
      `SELECT min(holds_until)::text AS day, (SELECT count(DISTINCT child_id)::int FROM waiting_list_entry e
         WHERE holds_until = (SELECT min(holds_until) FROM waiting_list_entry)) AS children FROM waiting_list_entry`,
    );
    const { day, children } = first ?? {};
    app.clock.set(`${String(day)}T00:30:00Z`);
    const looked = await reconciler.look();
    expect(looked?.outlived).toBe(children);
    expect(looked?.failed).toBe(0);
    expect((looked?.decided ?? 0) + (looked?.unchanged ?? 0)).toBeGreaterThanOrEqual(Number(children));
    expect(
      await rows(`SELECT count(*)::int AS n FROM waiting_list_entry WHERE holds_until <= '${String(day)}'`),
    ).toEqual([{ n: 0 }]);
    expect((await reconciler.look())?.outlived).toBe(0);
  });

  it('follows midnight in Plymouth, not in Greenwich', async () => {
    const { app, reconciler, rows } = await boot(3, '2026-06-10');
    await reconciler.look();
    await rows(`UPDATE waiting_list_entry SET holds_until = '2026-06-12'`);
    app.clock.set('2026-06-11T22:59:00Z');
    expect((await reconciler.look())?.outlived).toBe(0);
    app.clock.set('2026-06-11T23:00:00Z');
    expect((await reconciler.look())?.outlived).toBe(3);
  });

  it('decides anew whatever other rules than today’s decided', async () => {
    const { app, reconciler, rows } = await boot(4);
    await app.app.get(CaseloadService).decideDue(systemActor('test'));
    await rows(`INSERT INTO decision (referral_id, child_id, decided_for, decided_by, rule_set_id, rule_set_version,
        rule_set_hash, band, standing_band, standing_since, could_be, act_today, input_hash, receipt)
      SELECT referral_id, child_id, decided_for, decided_by, rule_set_id, '0.9.0', repeat('9', 64), band, standing_band,
        standing_since, could_be, act_today, input_hash, receipt FROM decision ORDER BY referral_id LIMIT 1`);
    await rows(`UPDATE waiting_list_entry e SET decision_id = d.id FROM decision d
      WHERE d.rule_set_version = '0.9.0' AND d.referral_id = e.referral_id`);
    expect((await reconciler.look())?.outlived).toBe(1);
    expect((await reconciler.look())?.outlived).toBe(0);
  });

  it('is done by one process at a time', async () => {
    const { reconciler, another, rows } = await boot(150);
    const second = (await another()).app.get(RedecideReconciler);
    const both = await Promise.all([reconciler.look(), second.look()]);
    const worked = both.filter((looked) => looked !== null);
    expect(worked.reduce((sum, looked) => sum + looked.decided, 0)).toBe(200);
    expect(await rows('SELECT count(*)::int AS n FROM decision')).toEqual([{ n: 200 }]);
  });

  it('started, looks by itself; stopped, ends; and readiness tells what is overdue', async () => {
    const { app, reconciler, rows } = await boot(5);
    reconciler.start();
    reconciler.start();
    for (let tries = 0; tries < 200; tries++) {
      const [left] = await rows(
        'SELECT count(*)::int AS due FROM referral WHERE decision_due_since IS NOT NULL',
      );
      if (left?.['due'] === 0) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    await reconciler.stop();
    await reconciler.stop();
    expect(await rows('SELECT count(*)::int AS n FROM decision')).toEqual([{ n: 6 }]);
    const decisions = async () => (await app.http.get('/health/ready')).body.checks.decisions;
    expect(await decisions()).toEqual({ ok: true, detail: { due: 0, outlived: 0 } });
    await rows(`UPDATE referral SET decision_due_since = '2026-11-18T10:30:00Z'`);
    await rows(`UPDATE waiting_list_entry SET holds_until = '2026-11-17'`);
    expect(await decisions()).toEqual({ ok: false, detail: { due: 6, outlived: 6 } });
  });

  it('decides birthdays and all else that is due where a run over other rules fails, and tries that again', async () => {
    const { app, reconciler, rows } = await boot(5);
    await reconciler.look();
    app.clock.set('2026-11-19T10:00:00Z');
    await rows(`UPDATE waiting_list_entry SET holds_until = '2026-11-19'`);
    const all = app.app.get(RedecideAll);
    const run = all.run.bind(all);
    let tried = 0;
    all.run = async () => {
      tried++;
      throw new Error('no run over them was begun');
    };
    const looked = await reconciler.look();
    expect(looked).toMatchObject({ failed: 0, outlived: 5 });
    expect((looked?.decided ?? 0) + (looked?.unchanged ?? 0)).toBe(6);
    await reconciler.look();
    all.run = run;
    await reconciler.look();
    all.run = () => Promise.reject(new Error('looked all over already today'));
    expect([tried, await reconciler.look()]).toMatchObject([2, { outlived: 0 }]);
  });

  it('goes on after a failure, and lets the next process have its turn', async () => {
    const { app, reconciler, another } = await boot(5);
    const caseload = app.app.get(CaseloadService);
    const decideDue = caseload.decideDue.bind(caseload);
    caseload.decideDue = async () => {
      throw new Error('the disk is full');
    };
    await expect(reconciler.look()).rejects.toThrow('the disk is full');
    const second = (await another()).app.get(RedecideReconciler);
    expect(await second.look()).toMatchObject({ decided: 6 });
    caseload.decideDue = decideDue;
    expect(await reconciler.look()).toMatchObject({ decided: 0 });
  });
});
