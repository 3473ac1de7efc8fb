import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EstimateRepository } from '../../src/estimates/estimate.repository.js';
import { type Estimate, EstimateService } from '../../src/estimates/estimate.service.js';
import { addDays, plainDate } from '../../src/kernel/plain-date.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily, type StoredFamily, storePlace } from '../support/families.js';

const today = plainDate('2026-11-22');

/** 40 weeks in which 2 children were seen and 2 referred, and 24 who wait, in the real tables. */
describe('estimates from the tables', () => {
  let database: FreshDatabase;
  const waiting: StoredFamily[] = [];
  const service = (): EstimateService => new EstimateService(new EstimateRepository());
  const ask = async (of: EstimateService, ...families: StoredFamily[]): Promise<Estimate[]> => {
    const ids = families.flatMap((family) => family.referralIds);
    const found = await of.forReferrals(database.dataSource.manager, today, ids);
    return ids.map((id) => {
      const estimate = found.get(id);
      if (!estimate) throw new Error('no answer for a referral that was asked about');
      return estimate;
    });
  };
  const waitsSince = async (daysAgo: number, more: { appointmentOn?: string } = {}): Promise<StoredFamily> =>
    storeFamily(database.dataSource, { entries: [{ receivedOn: addDays(today, -daysAgo), ...more }] });

  beforeAll(async () => {
    database = await freshDatabase();
    for (let week = 0; week < 40; week++)
      for (let i = 1; i <= 2; i++) {
        const closedOn = addDays(today, -7 * week - i);
        await storeFamily(database.dataSource, {
          entries: [{ open: false, closedOn, receivedOn: addDays(closedOn, -80), outcome: 'seen' }],
        });
      }
    for (let i = 0; i < 24; i++) {
      const family = await waitsSince(90 - 3 * i);
      await storePlace(database.dataSource, family);
      waiting.push(family);
    }
  }, 120_000);
  afterAll(async () => database?.drop());

  it('follow the order: nobody is told earlier than a child ahead', async () => {
    const estimates = await ask(service(), ...waiting);
    const middles = estimates.map((estimate) => estimate.weeks?.q50 ?? NaN);
    expect(middles.every((middle, index) => index === 0 || middle >= (middles[index - 1] ?? 0))).toBe(true);
    // 24 children at 2 a week, and a few who leave: about 12 weeks for the last.
    expect(middles.at(-1)).toBeGreaterThan(8);
    expect(middles.at(-1)).toBeLessThan(16);
    expect(estimates[0]?.left).toMatchObject({ is: 'within' });
    expect(estimates.at(-1)?.left).toMatchObject({ is: 'between' });
  });

  it('are computed once a day for a service, however many ask', async () => {
    let lists = 0;
    const counted = new (class extends EstimateRepository {
      override async list(...of: Parameters<EstimateRepository['list']>) {
        lists++;
        return super.list(...of);
      }
    })();
    const of = new EstimateService(counted);
    for (const family of waiting) await ask(of, family);
    expect(lists).toBe(1);
    await of.forReferrals(database.dataSource.manager, addDays(today, 1), waiting[0]?.referralIds ?? []);
    expect(lists).toBe(2);
  });

  it('give the appointment where there is one, and leave its slot out of everybody else’s', async () => {
    const before = await ask(service(), waiting[23] ?? { childId: '', referralIds: [] });
    const booked = await waitsSince(10, { appointmentOn: '2026-11-30' });
    await storePlace(database.dataSource, booked);
    const of = service();
    expect((await ask(of, booked))[0]).toEqual({ left: { is: 'booked', on: '2026-11-30' }, weeks: null });
    const after = await ask(of, waiting[23] ?? { childId: '', referralIds: [] });
    expect(after[0]?.weeks?.q50).toBeGreaterThan(before[0]?.weeks?.q50 ?? NaN);
  });

  it('say nothing of a child without a place in the order', async () => {
    const unplaced = await waitsSince(1);
    const missing = { childId: '', referralIds: ['00000000-0000-4000-8000-000000000000'] };
    const nothing = { left: { is: 'cannot_say', why: 'not_placed' }, weeks: null };
    expect(await ask(service(), unplaced, missing)).toEqual([nothing, nothing]);
  });

  it('say nothing while much of the list has no place yet, and do not keep that for the day', async () => {
    const unplaced: StoredFamily[] = [];
    for (let i = 0; i < 5; i++) unplaced.push(await waitsSince(2));
    const of = service();
    const [one] = waiting;
    if (!one) throw new Error('nobody waits');
    expect((await ask(of, one))[0]?.left).toEqual({ is: 'cannot_say', why: 'list_incomplete' });
    await database.dataSource.query(
      `UPDATE referral SET state = 'closed', closed_on = '2026-11-22'
       WHERE NOT EXISTS (SELECT 1 FROM waiting_list_entry WHERE referral_id = referral.id) AND state = 'open'`,
    );
    expect((await ask(of, one))[0]?.left.is).toBe('within');
  });

  it('say nothing of a service with too little history', async () => {
    const other = await storeFamily(database.dataSource, { entries: [{ service: 'mental_health' }] });
    await storePlace(database.dataSource, other);
    expect((await ask(service(), other))[0]).toEqual({
      left: { is: 'cannot_say', why: 'thin_history' },
      weeks: null,
    });
  });
});
