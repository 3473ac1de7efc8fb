import { expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { KeepWhatDecisionsSaw1795750100000 } from '../../migrations/1795750100000-keep-what-decisions-saw.js';
import { KeepClockEvents1795780000000 } from '../../migrations/1795780000000-keep-clock-events.js';
import { migrations } from '../../migrations/index.js';
import { emptyDatabase } from '../support/database.js';

const WRITERS_WAIT = `SELECT mode FROM pg_locks WHERE relation = 'referral'::regclass AND pid = pg_backend_pid()
  AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`;

it.each([
  ['decision_basis', KeepWhatDecisionsSaw1795750100000],
  ['clock_event', KeepClockEvents1795780000000],
])('referrals may be written while %s is filled from them', async (table, Migration) => {
  const database = await emptyDatabase();
  const before = migrations.slice(0, migrations.map(({ name }) => name).indexOf(Migration.name));
  const owner = await new DataSource({
    type: 'postgres',
    url: database.url,
    migrations: before,
  }).initialize();
  const runner = owner.createQueryRunner();
  try {
    await owner.runMigrations({ transaction: 'each' });
    await runner.startTransaction();
    const ask = runner.query.bind(runner) as (text: string) => Promise<unknown>;
    let held: unknown;
    const watched = async (text: string): Promise<unknown> => {
      const answer = await ask(text);
      if (text.startsWith(`INSERT INTO ${table} `)) held = await ask(WRITERS_WAIT);
      return answer;
    };
    Object.assign(runner, { query: watched });
    await new Migration().up(runner);
    expect(held).toEqual([]);
    expect(await ask(WRITERS_WAIT)).not.toEqual([]);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
    await owner.destroy();
    await database.drop();
  }
});
