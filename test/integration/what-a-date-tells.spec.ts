import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CaseloadService } from '../../src/caseload/caseload.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { exampleAgreements } from '../../src/sharing/example-agreements.reader.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { storeFact, storeFamily, type StoredFamily } from '../support/families.js';
import { sharingOn } from '../support/sharing.js';

/** Given two children alike, of whom one has said something in confidence and has been decided again since. */
const TODAY = plainDate('2026-11-24');
const NOTE = 'Seen with her grandmother, who takes her in';
const DONE = 'Spoke to the school nurse at home time';
let database: FreshDatabase;
let booted: BootedApp;
let clinician: Browser;
let spoke: StoredFamily;
let silent: StoredFamily;

const decide = async (): Promise<void> => {
  await database.dataSource.query(`UPDATE referral SET decision_due_since = now()`);
  await booted.app.get(CaseloadService, { strict: false }).decideDue(systemActor('test'));
};
const idOf = ({ referralIds }: StoredFamily): string => referralIds[0] ?? '';

interface Told {
  entry: { holdsUntil: string | null };
  decision: { receipt: { decision: { holdsUntil: string | null } } };
  earlierDecisions: unknown[];
  moreDecisions: boolean;
}
async function told(by: Browser, family: StoredFamily): Promise<unknown> {
  const { status, body } = await by.get(`/api/v1/referrals/${idOf(family)}`);
  expect(status).toBe(200);
  const { entry, decision, earlierDecisions, moreDecisions } = body as Told;
  return {
    dates: [entry.holdsUntil, decision.receipt.decision.holdsUntil],
    earlier: earlierDecisions.length,
    moreDecisions,
  };
}
async function queued(by: Browser, family: StoredFamily): Promise<string | null | undefined> {
  const { body } = await by.get('/api/v1/waiting-list?limit=100');
  const items = body.items as { referralId: string; holdsUntil: string | null }[];
  return items.find(({ referralId }) => referralId === idOf(family))?.holdsUntil;
}

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  const { dataSource } = database;
  spoke = await storeFamily(dataSource);
  silent = await storeFamily(dataSource);
  for (const { childId } of [spoke, silent])
    await storeFact(dataSource, childId, 'functional_impact', '2', {
      source: 'parent',
      organisation: 'NR5',
      recordedOn: '2026-11-20',
    });
  await decide();
  await storeFact(dataSource, spoke.childId, 'feels_safe', 'yes', {
    source: 'child',
    organisation: 'NR5',
    recordedOn: '2026-10-30',
  });
  await decide();
  for (const { referralIds } of [spoke, silent]) {
    await dataSource.query(
      `INSERT INTO confirmation (referral_id, decision_id, band, confirmed_on, confirmed_by, note)
       SELECT referral_id, id, standing_band, '2026-11-24', 'Dr Lane', $2 FROM decision WHERE referral_id = $1 LIMIT 1`,
      [referralIds[0], NOTE],
    );
    await dataSource.query(
      `INSERT INTO act_today_episode (referral_id, child_id, decision_id, input_key, evidence, started_at, ended_at, ended_by, what_was_done)
       SELECT referral_id, child_id, id, repeat('0', 64), '{}', '2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z', 'Dr Lane', $2
       FROM decision WHERE referral_id = $1 LIMIT 1`,
      [referralIds[0], DONE],
    );
  }
  clinician = await booted.as('clinician');
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

describe('the day on which a decision ends', () => {
  it('is told to a clinician who sees all that it rests on, with the decisions before it', async () => {
    const answer = (await told(clinician, spoke)) as { dates: unknown[]; earlier: number };
    expect(answer.dates[0]).toMatch(/^2026-|^2027-/);
    expect(answer.dates[1]).toBe(answer.dates[0]);
    expect(answer.earlier).toBe(1);
    expect(await queued(clinician, spoke)).toBe(answer.dates[0]);
    const page = await clinician.get(`/referrals/${idOf(spoke)}`);
    expect(page.text).toContain('Decision holds until');
  });

  it.each(['list_office', 'mdt_coordinator', 'navigator', 'system'] as const)(
    'is not told to a %s, nor whether it was decided again: a child who spoke reads as one who did not',
    async (role) => {
      const by = await booted.as(role);
      const nothing = { dates: [null, null], earlier: 0, moreDecisions: false };
      for (const family of [spoke, silent]) {
        expect(await told(by, family)).toEqual(nothing);
        expect(await queued(by, family)).toBeNull();
      }
      if (role === 'system') return;
      const words = await by.get(`/referrals/${idOf(spoke)}`);
      expect(words.text).not.toContain('Decision holds until');
      expect(words.text.match(/href="\/api\/v1\/decisions\//g)?.length ?? 0).toBeLessThan(3);
    },
  );

  it('is not told to whoever is told of a change that follows from it', async () => {
    const feed = await booted.as('system');
    const { body } = await feed.post('/api/v1/facts').send({
      referralId: idOf(spoke),
      code: 'getting_worse',
      value: 'no',
      source: 'parent',
      organisation: 'NR5',
      recordedOn: '2026-11-22',
    });
    expect(body.decisions.map((one: { holdsUntil: unknown }) => one.holdsUntil)).toEqual([null]);
  });
});

describe('what a clinician noted', () => {
  const notesFor = async (by: Browser): Promise<[number, boolean, boolean]> => {
    const [{ status, text }, page] = [
      await by.get(`/api/v1/referrals/${idOf(silent)}`),
      await by.get(`/referrals/${idOf(silent)}`),
    ];
    const all = text + page.text;
    return [status, all.includes(NOTE), all.includes(DONE)];
  };

  it('is read by the clinicians of that provider', async () => {
    expect(await notesFor(clinician)).toEqual([200, true, true]);
    expect(await notesFor(await booted.as({ role: 'clinician', services: ['slt'] }))).toEqual([
      200,
      true,
      true,
    ]);
    expect(await notesFor(await booted.as('list_office'))).toEqual([200, false, false]);
  });

  it('is not read by a clinician to whom an agreement shows entries and no facts, and is with all of them', async () => {
    const { dataSource } = database;
    await storeOwnEntry();
    const rk9 = await booted.as({ role: 'clinician', organisation: 'RK9' });
    expect((await notesFor(rk9))[0]).toBe(404);
    await agree('entries-alone', []);
    expect(await notesFor(rk9)).toEqual([200, false, false]);
    await agree('all-of-it', ['*']);
    expect(await notesFor(rk9)).toEqual([200, true, true]);

    async function storeOwnEntry(): Promise<void> {
      const own = await storeFamily(dataSource, {
        entries: [{ provider: 'RK9', service: 'neurodiversity' }],
      });
      await dataSource.query('UPDATE referral SET child_id = $2 WHERE child_id = $1', [
        own.childId,
        silent.childId,
      ]);
    }
    async function agree(id: string, facts: readonly string[]): Promise<void> {
      const { service } = sharingOn(dataSource, TODAY);
      const [example] = exampleAgreements(TODAY);
      if (!example) throw new Error('there are no examples');
      const shares = example.agreement.shares.map((share) => ({ ...share, facts }));
      const agreement = { ...example.agreement, id, shares };
      const by = (organisation: string) => ({ id: organisation, name: `Of ${organisation}`, organisation });
      await dataSource.transaction(async (tx) => {
        const { hash } = await service.add(tx, systemActor('test'), agreement, by('PLYMOUTH-CC'));
        for (const organisation of ['NR5', 'RK9'])
          await service.approveAs(tx, systemActor('test'), by(organisation), agreement, {
            hash,
            lookedAt: 'all of it',
          });
      });
    }
  });
});
