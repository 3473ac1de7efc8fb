import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { migrations } from '../migrations/index.js';
import { entities } from '../src/entities.js';
import { plainDate } from '../src/kernel/plain-date.js';
import { readConfig } from '../src/platform/config/config.js';
import { PlatformModule } from '../src/platform/platform.module.js';
import type { QueueFilter } from '../src/waiting-list/queue-filter.js';
import { WaitingListModule } from '../src/waiting-list/waiting-list.module.js';
import { WaitingListService } from '../src/waiting-list/waiting-list.service.js';
import { type Bench, type Figure, median, milliseconds } from './bench.js';
import { filledByOwner } from './support/many-entries.js';

const COUNT = 100_000;
const A_PAGE = 25;
const ON = plainDate('2026-11-15');
const [WARM, TIMES] = [20, 200];

/** What anybody would write first: work out the share of everybody, and sort. */
const SORTED_BY_SHARE = `SELECT * FROM waiting_list_entry ORDER BY NOT act_today,
  (protected_from_share IS NULL OR (20772 * 1e9 - counted_from) / safe_wait_days < protected_from_share * 1e7),
  CASE WHEN protected_from_share IS NOT NULL THEN band_rank END, (20772 * 1e9 - counted_from) / safe_wait_days DESC,
  waiting_since, referral_id LIMIT ${A_PAGE + 1}`;

/** The queue at a hundred thousand open referrals: the data of a page. Whole pages, as people get them: access.ts. */
export const bench: Bench = async (context) => {
  const { databaseUrl, seed, signal } = context;
  const figure = (one: Figure): void => context.figure(one);
  const config = readConfig({ PORT: '0' });
  if (!config.ok) throw new Error(config.faults.map(({ message }) => message).join(' '));
  const running = { ...config.value, databaseUrl, redisUrl: null };
  const rooms = [PlatformModule.for(running, { entities, migrations }), WaitingListModule];
  // The queue's own rooms alone: nothing in the background decides or sends while the clock runs.
  const app = await NestFactory.createApplicationContext(
    { module: class Bench {}, imports: rooms },
    { logger: ['error'] },
  );
  try {
    const database = app.get(DataSource);
    await filledByOwner(databaseUrl, COUNT, seed);
    signal.throwIfAborted();

    const list = app.get(WaitingListService);
    const page = (filter: QueueFilter) => () => list.page({ on: ON, filter, after: undefined }, A_PAGE);
    const roundTrip = await typical(() => database.query('SELECT 1'));
    const sorted = await typical(() => database.query(SORTED_BY_SHARE), 3, 15);
    const trip = { against: 'SELECT 1 over the same connection', againstValue: roundTrip, unit: 'ms median' };
    const first = await typical(page({}));
    figure({ metric: `first page of ${COUNT}, data`, value: first, ...trip });
    figure({
      metric: `first page of ${COUNT}, data`,
      value: first,
      unit: 'ms median',
      against: 'sorting everybody by share',
      againstValue: sorted,
    });
    const deep = await list.page({ on: ON, filter: { band: 'medium' }, after: undefined }, 10_000);
    const late = () => list.page({ on: ON, filter: {}, after: deep.next }, A_PAGE);
    figure({ metric: 'a page far down, data', value: await typical(late), ...trip });
    figure({
      metric: 'first page of one service, data',
      value: await typical(page({ service: 'slt' })),
      ...trip,
    });
    figure({
      metric: 'first page of one locality, data',
      value: await typical(page({ locality: 'north' })),
      ...trip,
    });
    figure({
      metric: 'first page found by name, data',
      value: await typical(page({ words: ['zoe', 'drake1'] })),
      ...trip,
    });
    figure({ metric: 'how many wait in every group', value: await typical(() => list.tallies()), ...trip });
  } finally {
    await app.close();
  }
};

/** The median of many, after some that do not count. */
async function typical(work: () => Promise<unknown>, warm = WARM, times = TIMES): Promise<number> {
  const taken: number[] = [];
  for (let turn = -warm; turn < times; turn++) {
    const one = await milliseconds(work);
    if (turn >= 0) taken.push(one);
  }
  return Math.round(median(taken) * 1000) / 1000;
}
