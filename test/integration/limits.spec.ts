import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/platform/config/config.js';
import { Limits } from '../../src/platform/http/limits.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const limits = (): Limits => {
  const config = readConfig({ REFUSALS_BEFORE_LOCK: '5' });
  if (!config.ok) throw new Error('config');
  return new Limits(database.dataSource, config.value);
};

describe('how often something may be tried', () => {
  it('is counted for all processes together', async () => {
    const [one, two] = [limits(), limits()];
    for (let tried = 0; tried < 15; tried += 1) {
      expect(await one.count('failed-address', 'somewhere')).toBeNull();
      expect(await two.count('failed-address', 'somewhere')).toBeNull();
      expect(await one.shutOut('failed-address', 'somewhere')).toBeNull();
    }
    const wait = await one.count('failed-address', 'somewhere');
    expect(wait).toBeGreaterThan(14 * 60);
    expect(await two.shutOut('failed-address', 'somewhere')).toBeGreaterThan(14 * 60);
    expect(await two.shutOut('failed-address', 'elsewhere')).toBeNull();
  });

  it('is kept without the address or the account', async () => {
    await limits().count('failed-account', 'https://id.example somebody');
    const rows: { key: string }[] = await database.dataSource.query('SELECT key FROM rate_limit');
    expect(rows.map((row) => row.key).join()).not.toMatch(/somewhere|somebody/);
  });

  it('is counted by each process alone while the database does not answer', async () => {
    const gone = await freshDatabase();
    const config = readConfig({});
    if (!config.ok) throw new Error('config');
    const alone = new Limits(gone.dataSource, config.value);
    await gone.drop();
    for (let tried = 0; tried < 5; tried += 1)
      expect(await alone.count('failed-account', 'somebody')).toBeNull();
    expect(await alone.count('failed-account', 'somebody')).toBeGreaterThan(0);
    expect(await alone.shutOut('failed-account', 'somebody')).toBeGreaterThan(0);
  });
});
