import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { systemActor } from '../../src/kernel/actor.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { type TrailHead, verifyTrail } from '../../src/platform/audit/verify-trail.js';
import { dataSourceOptions, SERVICE_ROLE } from '../../src/platform/database/data-source.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

/** Given a database as the service works in it, and beside it one who may do anything with it. */
let database: FreshDatabase;
let service: DataSource;
const trail = new Trail();
const line = (subjectId: string) => ({ action: 'thing.done', subjectKind: 'thing', subjectId });
const verdict = () => verifyTrail(database.dataSource.manager);

beforeAll(async () => {
  database = await freshDatabase();
  service = await new DataSource(
    dataSourceOptions(database.url, { entities, migrations }, SERVICE_ROLE),
  ).initialize();
});
afterAll(async () => {
  await service?.destroy();
  await database?.drop();
});

/** Whoever may do anything: the trigger that refuses changes is switched off, the line altered, and on again. */
async function tampered(sql: string): Promise<void> {
  for (const table of ['trail', 'trail_link'])
    await database.dataSource.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await database.dataSource.query(sql);
  for (const table of ['trail', 'trail_link'])
    await database.dataSource.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}
/** Tampers, looks, and puts everything back. */
async function whenTampered(sql: string): Promise<unknown> {
  await database.dataSource.query(
    'CREATE TABLE kept AS SELECT * FROM trail; CREATE TABLE kept_link AS SELECT * FROM trail_link',
  );
  await tampered(sql);
  const found = await verdict();
  await tampered(`DELETE FROM trail; DELETE FROM trail_link;
    INSERT INTO trail OVERRIDING SYSTEM VALUE SELECT * FROM kept; INSERT INTO trail_link SELECT * FROM kept_link;
    DROP TABLE kept, kept_link`);
  expect(await verdict()).toMatchObject({ ok: true });
  return found;
}

describe('the trail', () => {
  it('is empty and whole at first', async () => {
    expect(await verdict()).toEqual({ ok: true, rows: 0, head: null });
  });

  it('chains every line when its transaction commits, and none of one that fails', async () => {
    await service.transaction(async (tx) => {
      await trail.record(tx, systemActor('a'), [line('1'), line('2')]);
    });
    await expect(
      service.transaction(async (tx) => {
        await trail.record(tx, systemActor('b'), [line('never')]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await verdict()).toMatchObject({ ok: true, rows: 2, head: { position: 2 } });
  });

  it('stays one chain while many write at once, and a long transaction holds nobody up', async () => {
    const long = service.createQueryRunner();
    await long.connect();
    await long.startTransaction();
    await trail.record(long.manager, systemActor('long'), [line('long')]);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        service.transaction((tx: EntityManager) =>
          trail.record(tx, systemActor('many'), [line(`m${index}`), line(`n${index}`)]),
        ),
      ),
    );
    expect(await verdict()).toMatchObject({ ok: true, rows: 82 });
    await long.commitTransaction();
    await long.release();
    expect(await verdict()).toMatchObject({ ok: true, rows: 83, head: { position: 83 } });
  });

  it('cannot be changed, taken from or chained by the service itself', async () => {
    for (const sql of [
      `UPDATE trail SET actor_name = 'somebody else'`,
      'DELETE FROM trail',
      'TRUNCATE trail',
      'DELETE FROM trail_link',
      `INSERT INTO trail_link (position, trail_id, hash) VALUES (1000, 1000, decode(repeat('00', 32), 'hex'))`,
      'ALTER TABLE trail DISABLE TRIGGER USER',
      'DROP TABLE trail',
    ])
      await expect(service.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    for (const table of ['decision', 'confirmation', 'flag_move']) {
      await expect(service.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });

  it.each([
    ['altered', `UPDATE trail SET actor_name = 'x' WHERE id = 5`, 'the line or its link was changed'],
    [
      'given another time',
      `UPDATE trail SET at = at - interval '1 day' WHERE id = 5`,
      'the line or its link was changed',
    ],
    ['taken out', 'DELETE FROM trail WHERE id = 5', 'the line of this link is gone'],
    [
      'taken out with its link',
      'DELETE FROM trail_link WHERE trail_id = 5; DELETE FROM trail WHERE id = 5',
      'a link before this one is gone',
    ],
    [
      'put in',
      `INSERT INTO trail (actor_kind, actor_name, action, subject_kind, subject_id) VALUES ('system', 'x', 'a.b', 'c', 'd')`,
      'a line was put in without a link',
    ],
  ])('tells where a line was %s', async (_how, sql, what) => {
    expect(await whenTampered(sql)).toMatchObject({ ok: false, what });
  });

  it('names the first broken link, not a later one', async () => {
    const [second] = await database.dataSource.query('SELECT position FROM trail_link WHERE trail_id = 2');
    expect(await whenTampered(`UPDATE trail SET why = 'because' WHERE id IN (2, 40, 60)`)).toMatchObject({
      ok: false,
      position: Number(second.position),
      trailId: '2',
    });
  });

  it('is not held to be whole when it was made anew from some line on and an earlier head was noted', async () => {
    const before = await verdict();
    if (!before.ok || !before.head) throw new Error('nothing to note');
    const noted: TrailHead = before.head;
    expect(await verifyTrail(database.dataSource.manager, noted)).toMatchObject({ ok: true });
    const gone = { ...noted, position: noted.position + 1 };
    expect(await verifyTrail(database.dataSource.manager, gone)).toMatchObject({
      ok: false,
      what: 'the link that was noted is gone',
    });
    expect(await verifyTrail(database.dataSource.manager, { ...noted, hash: '0'.repeat(64) })).toMatchObject({
      ok: false,
      what: 'the link is not the one that was noted',
    });
  });
});

describe('a line of the trail', () => {
  it('keeps a line whose detail holds half a character, and what was typed beside it as it is', async () => {
    const kept: { detail: unknown }[] = await service.transaction(async (tx) => {
      await trail.record(tx, systemActor('a'), [
        { ...line('half'), detail: { sought: 'a\ud83d', typed: '\\ud83d', whole: '\u{1f600}' } },
      ]);
      return tx.query(`SELECT detail FROM trail WHERE subject_id = 'half'`);
    });
    expect(kept).toEqual([{ detail: { sought: 'a\ufffd', typed: '\\ud83d', whole: '\u{1f600}' } }]);
  });
});
