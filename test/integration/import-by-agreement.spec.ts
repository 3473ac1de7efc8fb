import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factColumns } from '../../src/ingest/header.js';
import { HeldFactsReconciler } from '../../src/ingest/held-facts.reconciler.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';
import { ingestOn } from '../support/ingest.js';
import { loadExampleAgreements } from '../support/sharing.js';

const TODAY = '2026-11-22';
let database: FreshDatabase;
let booted: BootedApp;
let childId: string;

/** Given a register in which nothing has been agreed, and a child whose number is verified. */
beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  ({ childId } = await storeFamily(database.dataSource));
  await database.dataSource.query(
    `UPDATE child SET nhs_number = '9990000018', identity = 'verified' WHERE id = $1`,
    [childId],
  );
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const row = (source: string, organisation: string, code: string, recordedOn = '2026-11-10'): string[] => [
  ...['9990000018', '2019-03-17', '', '', code, 'yes', source, organisation, recordedOn],
];
const receive = (...rows: string[][]) =>
  ingestOn(database.dataSource, TODAY).receiveRows('facts', [[...factColumns], ...rows]);
const recorded = async (): Promise<string[]> => {
  const rows: { said: string }[] = await database.dataSource.query(
    `SELECT source || ' ' || organisation || ' ' || code AS said FROM fact ORDER BY 1`,
  );
  return rows.map(({ said }) => said);
};
const held = (): Promise<{ reason: string; owner: string; state: string }[]> =>
  database.dataSource.query(
    `SELECT reason, owner_role AS owner, state FROM quarantined_row ORDER BY row_number`,
  );
const send = async (organisation: string, fact: Record<string, unknown>) => {
  const feed = await booted.as({ role: 'system', organisation, name: `${organisation} feed` });
  return feed
    .post('/api/v1/facts')
    .send({ childId, code: 'looked_after', value: 'yes', recordedOn: '2026-11-01', organisation, ...fact });
};

describe('what councils and schools hold, with nothing agreed', () => {
  it('is held back whole, for the privacy officer, while the health service’s own is read', async () => {
    const counts = await receive(
      row('council', 'PLYMOUTH-CC', 'looked_after'),
      row('school', 'PLYMOUTH-CC', 'missing_education'),
      row('school', '113304', 'missing_education'),
      row('parent', 'NR5', 'getting_worse'),
    );
    expect(counts).toMatchObject({ accepted: 1, quarantined: { no_sharing_agreement: 3 } });
    expect(await recorded()).toEqual(['parent NR5 getting_worse']);
    expect(await held()).toEqual(
      Array(3).fill({ reason: 'no_sharing_agreement', owner: 'privacy officer', state: 'held' }),
    );
  });

  it('is refused in one sentence where it is sent by itself, before anybody looks whom it is about', async () => {
    for (const about of [childId, '00000000-0000-4000-8000-000000000000']) {
      const answer = await send('PLYMOUTH-CC', { source: 'council', childId: about });
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).toContain(
        'no information-sharing agreement in force lets in looked_after of PLYMOUTH-CC (council)',
      );
    }
    expect(await recorded()).toEqual(['parent NR5 getting_worse']);
  });
});

describe('what councils and schools hold, once it is agreed', () => {
  it('is taken in, what was held included, within a minute; what the agreement does not name is not', async () => {
    await loadExampleAgreements(database.dataSource, TODAY);
    const reconciler = booted.app.get(HeldFactsReconciler, { strict: false });
    expect(await reconciler.look()).toBe(2);
    expect(await reconciler.look()).toBe(0);
    expect(await recorded()).toEqual([
      'council PLYMOUTH-CC looked_after',
      'parent NR5 getting_worse',
      'school PLYMOUTH-CC missing_education',
    ]);
    expect((await held()).map(({ state }) => state).sort()).toEqual(['held', 'released', 'released']);
    expect((await send('PLYMOUTH-CC', { source: 'council' })).status).toBe(201);
    const unnamed = await send('PLYMOUTH-CC', { source: 'council', code: 'self_harm', value: 'current' });
    expect(unnamed.status).toBe(422);
  });

  it('is refused again from the day the agreement expires; what came in before stays', async () => {
    const before = await recorded();
    booted.clock.set('2027-10-22');
    expect((await send('PLYMOUTH-CC', { source: 'council', recordedOn: '2026-11-02' })).status).toBe(201);
    booted.clock.set('2027-10-23');
    expect((await send('PLYMOUTH-CC', { source: 'council', recordedOn: '2026-11-03' })).status).toBe(422);
    expect((await recorded()).length).toBe(before.length + 1);
  });
});
