import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays } from '../../src/kernel/plain-date.js';
import type { PlacedReferral } from '../../src/waiting-list/placed-referral.js';
import { wordsSought } from '../../src/waiting-list/search-words.js';
import { WaitingListRepository } from '../../src/waiting-list/waiting-list.repository.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { example, manyPlaced, standOn, TODAY } from './waiting-list-fixture.js';

describe('the waiting list', () => {
  let database: FreshDatabase;
  let list: WaitingListRepository;
  beforeEach(async () => {
    database = await freshDatabase();
    list = new WaitingListRepository(database.dataSource);
  });
  afterEach(async () => database.drop());

  const put = async (entries: readonly PlacedReferral[]): Promise<void> =>
    database.dataSource.transaction((tx) => list.put(tx, entries));
  const shown = async (typed?: string): Promise<string[]> => {
    const filter = typed === undefined ? {} : { words: wordsSought(typed) ?? [] };
    const entries = await list.page({ on: TODAY, filter, after: undefined, limit: 100 });
    return entries.map((entry) => entry.childName);
  };
  const counts = async (): Promise<unknown> =>
    database.dataSource.query(
      `SELECT service, locality, act_today, band, count(*)::int AS entries FROM waiting_list_entry GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    );
  const tallied = async (): Promise<unknown> =>
    database.dataSource.query(
      `SELECT service, locality, act_today, band, sum(entries)::int AS entries FROM waiting_list_tally
       GROUP BY 1, 2, 3, 4 HAVING sum(entries) <> 0 ORDER BY 1, 2, 3, 4`,
    );

  it('reads back everything that was placed', async () => {
    const full = example(1, {
      service: 'mental_health',
      provider: 'RK9',
      band: 'high',
      bandRank: 1,
      bandConfirmed: true,
      lowerProposal: 'medium',
      couldBe: 'urgent',
      safeWaitDays: 14,
      segments: [{ from: addDays(TODAY, -7), band: 'high', safeWaitDays: 14 }],
      waitingSince: addDays(TODAY, -7),
      protectedFromShare: 25,
      topReason: 'Says \'no\' — 50% {worse}, "really"',
      holdsUntil: addDays(TODAY, 3),
      appointmentOn: addDays(TODAY, 20),
      topReasonFacts: ['NR5/self_harm!', 'RK9/feels_safe'],
      locality: 'none',
      childName: 'Zoë "Z" O’Neill, Jr',
      nhsNumber: '9990866317',
    });
    await standOn(database.dataSource, [full]);
    await put([full]);
    const [entry] = await list.page({ on: TODAY, filter: {}, after: undefined, limit: 1 });
    const { segments: _, ...stored } = full;
    expect(entry).toMatchObject({
      ...stored,
      lists: ['mental_health'],
      tier: 'protected',
      restricted: false,
    });
  });

  it('placed again the same changes no row; placed otherwise moves it', async () => {
    const entries = [example(1), example(2)];
    await standOn(database.dataSource, entries);
    await put(entries);
    const versions = async (): Promise<string[]> => {
      const rows: { xmin: string }[] = await database.dataSource.query(
        'SELECT xmin::text FROM waiting_list_entry ORDER BY referral_id',
      );
      return rows.map((row) => row.xmin);
    };
    const before = await versions();
    await put(entries);
    expect(await versions()).toEqual(before);
    await put([{ ...example(2), childName: 'Renamed Child', actToday: true }]);
    expect(await shown()).toEqual(['Renamed Child', 'Child 1']);
  });

  it('lets closed referrals go, and passes over those not in it', async () => {
    const entries = [example(1), example(2)];
    await standOn(database.dataSource, entries);
    await put(entries);
    const leaving = [example(1).referralId, example(9).referralId];
    expect(await database.dataSource.transaction((tx) => list.remove(tx, leaving))).toBe(1);
    expect(await database.dataSource.transaction((tx) => list.remove(tx, []))).toBe(0);
    expect(await shown()).toEqual(['Child 2']);
  });

  it('is found by name without accents, by NHS number and by service request identifier', async () => {
    const entries = [
      example(0, { childName: 'Ana Núñez', nhsNumber: '9990866317' }),
      example(1, { childName: 'Seán O’Brien-Smith' }),
    ];
    await standOn(database.dataSource, entries);
    await put(entries);
    for (const typed of ['nunez', 'ana nu', '999 086 6317', '9990866', 'SR-000000', 'sr000000'])
      expect([typed, await shown(typed)]).toEqual([typed, ['Ana Núñez']]);
    for (const typed of ['obrien', "o'bri", 'smith sean', 'SR 000001'])
      expect([typed, await shown(typed)]).toEqual([typed, ['Seán O’Brien-Smith']]);
    expect(await shown('núñez smith')).toEqual([]);
  });

  it('knows how many wait in every group, whatever was added, moved or taken out', async () => {
    const entries = manyPlaced(400, 4);
    await standOn(database.dataSource, entries);
    await put(entries);
    expect(await tallied()).toEqual(await counts());
    await put(
      manyPlaced(400, 5).map((entry, index) => ({ ...entry, referralId: example(index).referralId })),
    );
    expect(await tallied()).toEqual(await counts());
    await database.dataSource.transaction((tx) =>
      list.remove(
        tx,
        entries.slice(0, 150).map((entry) => entry.referralId),
      ),
    );
    expect(await tallied()).toEqual(await counts());
    expect((await list.tallies()).reduce((sum, tally) => sum + tally.entries, 0)).toBe(250);
    await database.dataSource.query('TRUNCATE waiting_list_entry');
    expect(await tallied()).toEqual([]);
  });

  it('folds its tally when it grows long, and counts right while two writers work at once', async () => {
    const entries = manyPlaced(300, 6);
    await standOn(database.dataSource, entries);
    await put(entries);
    const half = (from: number): Promise<void> =>
      database.dataSource.transaction(async (tx) => {
        for (let turn = 0; turn < 30; turn++)
          await list.put(
            tx,
            entries.slice(from, from + 150).map((entry) => ({ ...entry, actToday: turn % 2 === 0 })),
          );
      });
    await Promise.all([half(0), half(150)]);
    expect(await tallied()).toEqual(await counts());
    const rows = await database.dataSource.query('SELECT count(*)::int AS rows FROM waiting_list_tally');
    expect(rows[0].rows).toBeLessThan(3_000);
  });

  it('refuses an entry outside its group, and a safe wait that is none', async () => {
    await standOn(database.dataSource, [example(1)]);
    await put([example(1)]);
    const change = async (set: string): Promise<unknown> =>
      database.dataSource.query(`UPDATE waiting_list_entry SET ${set}`);
    await expect(change("band = 'urgent'")).rejects.toThrow('waiting_list_entry_in_its_group');
    await expect(change("safe_wait_days = 0, order_group = '3/routine/0/never'")).rejects.toThrow(
      'waiting_list_entry_safe_wait',
    );
  });

  it('says what is overdue, what is undecided and how old each extract is', async () => {
    const entries = [
      example(1, { holdsUntil: TODAY }),
      example(2, { holdsUntil: addDays(TODAY, 1) }),
      example(3),
    ];
    await standOn(database.dataSource, entries);
    await put(entries);
    await database.dataSource.query('UPDATE referral SET decision_due_since = now() WHERE id = $1', [
      example(3).referralId,
    ]);
    await database.dataSource.query(
      `INSERT INTO referral_source (provider, service, latest_extract_on) VALUES ('NR5', 'slt', '2026-11-15'), ('RK9', 'slt', NULL)`,
    );
    expect(await list.state(TODAY)).toEqual({
      overdue: 1,
      undecided: 1,
      countedUpTo: 1000,
      sources: [
        { provider: 'NR5', service: 'slt', latestExtractOn: '2026-11-15' },
        { provider: 'RK9', service: 'slt', latestExtractOn: null },
      ],
    });
  });
});
