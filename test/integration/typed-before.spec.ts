import { expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { MarkWhatWasTyped1795790000000 } from '../../migrations/1795790000000-mark-what-was-typed.js';
import { migrations } from '../../migrations/index.js';
import { emptyDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';

/** Given entries from before an entry that a person sent by itself said so. */
it('an entry that a person typed before, alone and listed by no extract since, is entered by hand', async () => {
  const database = await emptyDatabase();
  const knowing = (which: typeof migrations): Promise<DataSource> =>
    new DataSource({ type: 'postgres', url: database.url, migrations: which }).initialize();
  const names = migrations.map(({ name }) => name);
  const before = await knowing(migrations.slice(0, names.indexOf(MarkWhatWasTyped1795790000000.name)));
  const after = await knowing(migrations);
  try {
    await before.runMigrations({ transaction: 'each' });
    const family = async (entries: Parameters<typeof storeFamily>[1] = {}) =>
      (await storeFamily(before, entries)).referralIds.map(String);
    const received = (id: string | undefined, kind: 'person' | 'system', action = 'referral.received') =>
      before.query(
        `INSERT INTO trail (actor_kind, actor_id, actor_name, act, action, subject_kind, subject_id)
         VALUES ($1, 'x', 'X', 'change', $2, 'referral', $3)`,
        [kind, action, id],
      );

    const [typed] = await family();
    await received(typed, 'person');
    // Sent once more by hand, and then another list of the child: neither makes the first less typed.
    const [first, later] = await family({ entries: [{}, { service: 'neurodiversity' }] });
    await received(first, 'person');
    await received(first, 'person', 'referral.repeated');
    await received(later, 'system');

    const [ofSystem] = await family();
    await received(ofSystem, 'system');
    await received(ofSystem, 'person', 'referral.updated');
    const [closed] = await family({ entries: [{ open: false }] });
    await received(closed, 'person');
    const [known, joined] = await family({ entries: [{}, { service: 'neurodiversity' }] });
    await received(known, 'system');
    await received(joined, 'person');
    const [listed] = await family();
    await received(listed, 'person');
    await before.query(
      `WITH file AS (INSERT INTO import_file (name, sha256, kind, counts, imported_by)
         VALUES ('a.csv', repeat('a', 64), 'referrals', '{}', 'x') RETURNING id)
       UPDATE referral SET import_file_id = (SELECT id FROM file) WHERE id = $1`,
      [listed],
    );

    await after.runMigrations({ transaction: 'each' });
    const marked: { id: string }[] = await after.query(
      `SELECT referral_id AS id FROM finding
       WHERE code = 'entered_by_hand' AND owner_role = 'list_office' AND resolved_at IS NULL`,
    );
    expect(marked.map(({ id }) => id).sort()).toEqual([typed, first].sort());
  } finally {
    await before.destroy();
    await after.destroy();
    await database.drop();
  }
});
