import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ReachWhatEscalates1795740000000 } from '../../migrations/1795740000000-reach-what-escalates.js';
import { migrations } from '../../migrations/index.js';
import { emptyDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';

/** Given tasks of privacy officers from before a task said whose people it is for. */
it('tasks that were raised before are for the organisation of whoever opened the record or was locked out', async () => {
  const database = await emptyDatabase();
  const knowing = (which: typeof migrations): Promise<DataSource> =>
    new DataSource({ type: 'postgres', url: database.url, migrations: which }).initialize();
  const names = migrations.map(({ name }) => name);
  const before = await knowing(migrations.slice(0, names.indexOf(ReachWhatEscalates1795740000000.name)));
  const after = await knowing(migrations);
  try {
    await before.runMigrations({ transaction: 'each' });
    const { childId } = await storeFamily(before);
    const openingId = randomUUID();
    await before.query(
      `INSERT INTO opened_record (id, kind, viewer_id, viewer_name, viewer_role, organisation, child_id, reason_code,
         reason, opened_at, ends_at)
       VALUES ($1, 'out_of_scope', 'v', 'Dr Ada', 'clinician', 'QQ9', $2, 'safeguarding', 'The school rang just now about him',
         now(), now() + interval '1 hour')`,
      [openingId, childId],
    );
    const raise = (kind: string, key: string, child: string | null, detail: object): Promise<unknown> =>
      before.query(
        `INSERT INTO task (kind, key, owner_role, child_id, title, detail)
         VALUES ($1, $2, 'privacy officer', $3, 'Look at it', $4)`,
        [kind, key, child, JSON.stringify(detail)],
      );
    await raise('record_opened', `record_opened:${openingId}`, childId, {});
    await raise('record_opening_locked', 'record_opening_locked:v:1', null, {
      lines: ['They act for PLYMOUTH-CC, and tried more than 10 times within an hour'],
    });
    await raise('sharing_ending', 'sharing_ending:a/1', null, { lines: ['It ends'] });
    await after.runMigrations({ transaction: 'each' });
    const tasks: unknown[] = await after.query(
      'SELECT kind, for_organisations AS "for" FROM task ORDER BY kind',
    );
    expect(tasks).toEqual([
      { kind: 'record_opened', for: ['QQ9'] },
      { kind: 'record_opening_locked', for: ['PLYMOUTH-CC'] },
      { kind: 'sharing_ending', for: null },
    ]);
  } finally {
    await before.destroy();
    await after.destroy();
    await database.drop();
  }
});
