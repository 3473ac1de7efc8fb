import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { loadExampleAgreements } from '../support/sharing.js';
import { ingestOn } from '../support/ingest.js';

/**
 * The sample extracts lie beside the project, not in it (they are shared by several projects). Where they are not, one
 * test says so instead; the same outcomes are proven on our own rows in `receive-census.spec.ts`.
 */
const folder = resolve('..', 'shared', 'extracts');
const here = existsSync(`${folder}/expected.json`);
if (!here)
  describe('the sample extracts', () => {
    it(`are not tried here, because ${folder} is not there`, () => {
      expect(existsSync(`${folder}/expected.json`)).toBe(false);
    });
  });

const first = [
  'nr5-slt-2026-11-15.csv',
  'rk9-community-paediatrics-2026-11-15.csv',
  'rk9-neurodiversity-2026-11-15.csv',
  'nr5-mental-health-2026-11-15.csv',
];

if (here) describe('the sample extracts', tried);

function tried(): void {
  let database: FreshDatabase;
  let ingest: ReturnType<typeof ingestOn>;
  const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'));

  beforeAll(async () => {
    database = await freshDatabase();
    await loadExampleAgreements(database.dataSource, '2026-11-15');
    ingest = ingestOn(database.dataSource);
  });
  afterAll(async () => database.drop());

  const count = async (sql: string): Promise<number> => {
    const rows: { n: number }[] = await database.dataSource.query(`SELECT count(*)::int AS n FROM ${sql}`);
    return rows[0]?.n ?? -1;
  };

  for (const name of first)
    it(`gives the expected outcomes for ${name}`, async () => {
      const { again, ...counts } = await ingest.receiveFile(`${folder}/${name}`);
      expect(again).toBe(false);
      expect(counts).toEqual(expected.files[name]);
    });

  it('links as many children, across as many lists, as expected', async () => {
    const lists = `(SELECT r.child_id, count(DISTINCT r.service) AS lists FROM referral r
      JOIN child c ON c.id = r.child_id WHERE c.identity = 'verified' GROUP BY r.child_id) AS linked`;
    expect({
      children: await count(lists),
      on_two_or_more_lists: await count(`${lists} WHERE lists >= 2`),
      on_three_or_more_lists: await count(`${lists} WHERE lists >= 3`),
      note: expect.any(String),
    }).toEqual(expected.linked);
  });

  it('gives the expected outcomes for the facts', async () => {
    const name: string = expected.facts.file;
    const { rows, accepted, quarantined, duplicates } = await ingest.receiveFile(`${folder}/${name}`);
    expect({ file: name, rows, accepted, quarantined, note: expect.any(String) }).toEqual(expected.facts);
    expect(duplicates).toBe(0);
    expect(await count(`quarantined_row WHERE kind = 'fact'`)).toBe(rows - accepted);
  });

  it('keeps every row: an entry, a row in quarantine, or a duplicate', async () => {
    const all = first.map((name) => expected.files[name]);
    const sum = (key: string): number => all.reduce((total, file) => total + file[key], 0);
    expect(await count('referral')).toBe(sum('accepted'));
    expect(await count(`referral WHERE state = 'open'`)).toBe(sum('open'));
    expect(await count(`quarantined_row WHERE kind = 'referral'`)).toBe(
      sum('rows') - sum('accepted') - sum('duplicates'),
    );
    expect(await count(`trail WHERE action = 'referral.received'`)).toBe(sum('accepted'));
  });

  it('gives the expected outcomes for the next census, and leaves what vanished where it was', async () => {
    const { next } = expected;
    const openBefore: { id: string }[] = await database.dataSource.query(
      `SELECT id FROM referral WHERE service = 'slt' AND state = 'open'`,
    );
    const referralsBefore = await count('referral');
    const { again, ...counts } = await ingestOn(database.dataSource, '2026-11-22').receiveFile(
      `${folder}/${next.file}`,
    );
    expect(again).toBe(false);
    const { rows, accepted, open, quarantined, findings, duplicates } = next;
    expect(counts).toEqual({ rows, accepted, open, quarantined, findings, duplicates });
    expect((await count('referral')) - referralsBefore).toBe(next.arrived);
    const ids = openBefore.map(({ id }) => `'${id}'`).join(',');
    expect(await count(`referral WHERE id IN (${ids}) AND state = 'closed'`)).toBe(next.closed);
    expect(
      await count(`referral WHERE id IN (${ids}) AND state = 'open' AND reported_on = '2026-11-15'`),
    ).toBe(next.vanished);
  });
}
