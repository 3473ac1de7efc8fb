import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Trail } from '../../src/platform/audit/trail.js';
import { systemActor } from '../../src/kernel/actor.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

describe('the trail', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(async () => database.drop());

  it('can be added to but never changed or emptied', async () => {
    await database.dataSource.transaction((tx) =>
      new Trail().record(tx, systemActor('test'), [
        { action: 'thing.done', subjectKind: 'thing', subjectId: '1' },
      ]),
    );
    const rows: unknown[] = await database.dataSource.query('SELECT action, actor_name FROM trail');
    expect(rows).toEqual([{ action: 'thing.done', actor_name: 'test' }]);
    await expect(database.dataSource.query("UPDATE trail SET action = 'x'")).rejects.toThrow('append-only');
    await expect(database.dataSource.query('DELETE FROM trail')).rejects.toThrow('append-only');
    await expect(database.dataSource.query('TRUNCATE trail')).rejects.toThrow('append-only');
  });
});
