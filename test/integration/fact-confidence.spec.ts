import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emptyScope, type Scope } from '../../src/kernel/viewer.js';
import { beginAsViewer } from '../../src/platform/auth/scope-settings.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';
import { ingestOn } from '../support/ingest.js';
import { factColumns } from '../../src/ingest/header.js';

const TODAY = '2026-11-22';
let database: FreshDatabase;
let booted: BootedApp;
let feed: Browser;
let referralId: string;
let childId: string;
let nth = 0;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  feed = await booted.as({ role: 'system', name: 'NR5 feed' });
  const family = await storeFamily(database.dataSource);
  childId = family.childId;
  referralId = family.referralIds[0] ?? '';
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const record = (fact: Record<string, unknown>) =>
  feed.post('/api/v1/facts').send({
    referralId,
    code: 'feels_safe',
    value: 'no',
    organisation: 'NR5',
    recordedOn: `2026-10-${String(++nth).padStart(2, '0')}`,
    ...fact,
  });
const confidenceOf = async (id: string): Promise<string> => {
  const rows: { confidence: string }[] = await database.dataSource.query(
    'SELECT confidence FROM fact WHERE id = $1',
    [id],
  );
  return rows[0]?.confidence ?? 'no such fact';
};

/** The ids of the child's facts that the database itself shows within a scope. */
async function shownIn(scope: Partial<Scope>): Promise<string[]> {
  const whole: Scope = {
    ...emptyScope,
    providers: ['NR5'],
    services: ['*'],
    localities: ['*'],
    facts: ['NR5/*'],
    ...scope,
  };
  const runner = database.dataSource.createQueryRunner();
  try {
    await runner.query(beginAsViewer(whole));
    const rows: { id: string }[] = await runner.manager.query('SELECT id FROM fact WHERE child_id = $1', [
      childId,
    ]);
    return rows.map(({ id }) => id);
  } finally {
    await runner.query('ROLLBACK');
    await runner.release();
  }
}

describe('how confidential a fact is', () => {
  it.each([
    ['child', 'child_in_confidence'],
    ['system', 'third_party'],
    ['parent', 'usual'],
    ['clinician', 'usual'],
  ])('is, of a %s who says nothing about it, %s', async (source, confidence) => {
    const answer = await record({ source });
    expect(answer.status).toBe(201);
    expect(await confidenceOf(answer.body.factId)).toBe(confidence);
  });

  it('is what the sender states, and stands in the trail without a word of the fact’s value', async () => {
    const shared = await record({ source: 'child', confidence: 'usual' });
    const heard = await record({ source: 'clinician', confidence: 'child_in_confidence' });
    expect(await confidenceOf(shared.body.factId)).toBe('usual');
    expect(await confidenceOf(heard.body.factId)).toBe('child_in_confidence');
    const [line]: { detail: Record<string, unknown> }[] = await database.dataSource.query(
      `SELECT detail FROM trail WHERE action = 'fact.recorded' AND subject_id = $1`,
      [heard.body.factId],
    );
    expect(line?.detail).toEqual({
      code: 'feels_safe',
      source: 'clinician',
      confidence: 'child_in_confidence',
    });
  });

  it('is refused where it is no such word', async () => {
    const answer = await record({ source: 'child', confidence: 'secret' });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('confidence');
  });

  it('never changes by saying the same again: that is a conflict, and the same or nothing said is a repeat', async () => {
    const fact = { source: 'child', recordedOn: '2026-09-01' };
    expect((await record(fact)).status).toBe(201);
    expect((await record(fact)).status).toBe(200);
    expect((await record({ ...fact, confidence: 'child_in_confidence' })).status).toBe(200);
    const lowered = await record({ ...fact, confidence: 'usual' });
    expect(lowered.status).toBe(409);
    // A program is not told what stands: it was said in confidence (facts-within-reach.spec.ts).
    expect(JSON.stringify(lowered.body)).not.toContain('child_in_confidence');
  });

  it('is what the source means where a row comes without it, as from the release before', async () => {
    const id: { id: string }[] = await database.dataSource.query(
      `INSERT INTO fact (child_id, code, value, source, organisation, recorded_on)
       VALUES ($1, 'self_harm', 'past', 'child', 'NR5', '2026-08-01') RETURNING id`,
      [childId],
    );
    expect(await confidenceOf(id[0]?.id ?? '')).toBe('child_in_confidence');
  });

  it('is held by the database itself: without the right to it a reader is shown nothing said in confidence', async () => {
    const secret = (await record({ source: 'child' })).body.factId;
    const open = (await record({ source: 'child', confidence: 'usual' })).body.factId;
    const without = await shownIn({ confidential: false });
    expect(without).toContain(open);
    expect(without).not.toContain(secret);
    const having = await shownIn({ confidential: true });
    expect(having).toEqual(expect.arrayContaining([open, secret]));
    expect(await shownIn({ confidential: true, facts: ['RK9/*'] })).toEqual([]);
  });
});

describe('a facts file', () => {
  it('may have a column for it; blank means what the source means, another word is held back', async () => {
    const { receiveRows } = ingestOn(database.dataSource, TODAY);
    await database.dataSource.query(
      `UPDATE child SET nhs_number = '9990000018', identity = 'verified' WHERE id = $1`,
      [childId],
    );
    const row = (source: string, recordedOn: string, confidence: string): string[] => [
      ...['9990000018', '2019-03-17', '', '', 'getting_worse', 'yes', source, 'NR5', recordedOn],
      confidence,
    ];
    const { quarantined, accepted } = await receiveRows('facts', [
      [...factColumns, 'CONFIDENCE'],
      row('child', '2026-07-01', ''),
      row('child', '2026-07-02', 'usual'),
      row('parent', '2026-07-03', 'third_party'),
      row('parent', '2026-07-04', 'secret'),
    ]);
    expect([accepted, quarantined]).toEqual([3, { unknown_confidence: 1 }]);
    const rows: object[] = await database.dataSource.query(
      `SELECT recorded_on::text AS on, confidence FROM fact WHERE code = 'getting_worse' ORDER BY 1`,
    );
    expect(rows).toEqual([
      { on: '2026-07-01', confidence: 'child_in_confidence' },
      { on: '2026-07-02', confidence: 'usual' },
      { on: '2026-07-03', confidence: 'third_party' },
    ]);
  });
});
